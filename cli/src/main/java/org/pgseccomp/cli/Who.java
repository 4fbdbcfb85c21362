package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.policy.ProcessType;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Whose policy a command is about, by its options.
 *
 * @param role null: of none in particular
 * @param type null: of sessions
 * @param isPostmaster whether it is the global filter alone
 */
record Who(String role, ProcessType type, boolean isPostmaster) {
    private static final String ROLE = "--role";
    private static final String TYPE = "--type";
    private static final String POSTMASTER = "--postmaster";

    static void addTo(CommandSpec spec) {
        List<String> types = new ArrayList<>();
        for (ProcessType type : ProcessType.values()) {
            types.add(type.settingName());
        }
        spec.addOption(OptionSpec.builder(ROLE)
                .paramLabel("ROLE")
                .type(String.class)
                .description("In sessions of this role (default: in those of roles without settings of their own).")
                .build());
        spec.addOption(OptionSpec.builder(TYPE)
                .paramLabel("TYPE")
                .type(String.class)
                .completionCandidates(types)
                .description("In processes of this type: ${COMPLETION-CANDIDATES}. With " + ROLE + " only walsender.")
                .build());
        spec.addOption(OptionSpec.builder(POSTMASTER)
                .type(boolean.class)
                .description("In the postmaster, and in processes that have no filter but its own.")
                .build());
    }

    /** Who is named on a command line. */
    static Who chosen(CommandLine command) {
        ParseResult given = command.getParseResult();
        String role = given.matchedOptionValue(ROLE, null);
        String typeName = given.matchedOptionValue(TYPE, null);
        boolean isPostmaster = given.hasMatchedOption(POSTMASTER);
        ProcessType type = typeName == null ? null : ProcessType.named(typeName);
        if (typeName != null && type == null) {
            throw new ParameterException(
                    command, TYPE + ": '" + typeName + "' is no type of processes that has settings");
        }
        if (isPostmaster && (role != null || type != null)) {
            throw new ParameterException(command, POSTMASTER + " excludes " + ROLE + " and " + TYPE);
        }
        if (role != null && type != null && type != ProcessType.WALSENDER) {
            throw new ParameterException(command, "of the types, only walsender has policies of roles");
        }
        return new Who(role, type, isPostmaster);
    }

    /** The index of the policy in the plan of a server. */
    int policy(ServerPolicy server) {
        if (isPostmaster) {
            return Plan.GLOBAL;
        }
        if (role != null) {
            return server.ofRole(Names.asRead(role), type == ProcessType.WALSENDER);
        }
        return type == null ? Plan.SESSION : server.ofType(type);
    }

    /** In a sentence, behind "in". */
    String described(ServerPolicy server) {
        if (role != null) {
            boolean isListed = server.plan().role(Names.asRead(role)) != null;
            return "sessions of role \"" + role + "\"" + (type == null ? "" : " that are walsenders")
                    + (isListed ? "" : ", which has no settings of its own");
        }
        if (type != null) {
            boolean isListed = server.plan().types().get(type.ordinal()).listed();
            return "processes of type \"" + type.settingName() + "\""
                    + (isListed ? "" : ", which has no settings of its own");
        }
        return isPostmaster ? "the postmaster" : "sessions";
    }
}
