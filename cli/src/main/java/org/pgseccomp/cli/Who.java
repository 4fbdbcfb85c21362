package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
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
 * @param database null: of one without settings of its own
 * @param isPostmaster whether it is the global filter alone
 */
record Who(String role, ProcessType type, String database, boolean isPostmaster) {
    static final String ROLE = "--role";
    static final String DATABASE = "--database";
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
                .description(
                        "In sessions of this role, or of members of ROLE if it is +ROLE (default: in those of roles without"
                                + " settings of their own). Who is a member of what is not known here.")
                .build());
        spec.addOption(OptionSpec.builder(TYPE)
                .paramLabel("TYPE")
                .type(String.class)
                .completionCandidates(types)
                .description("In processes of this type: ${COMPLETION-CANDIDATES}. With " + ROLE + " only walsender.")
                .build());
        spec.addOption(OptionSpec.builder(DATABASE)
                .paramLabel("DATABASE")
                .type(String.class)
                .description("In this database (default: in one without settings of its own).")
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
        String database = given.matchedOptionValue(DATABASE, null);
        boolean isPostmaster = given.hasMatchedOption(POSTMASTER);
        requireName(command, ROLE, role == null || !role.startsWith("+") ? role : role.substring(1));
        requireName(command, DATABASE, database);
        ProcessType type = typeName == null ? null : ProcessType.named(typeName);
        if (typeName != null && type == null) {
            throw new ParameterException(
                    command, TYPE + ": '" + typeName + "' is no type of processes that has settings");
        }
        if (isPostmaster && (role != null || type != null || database != null)) {
            throw new ParameterException(command, POSTMASTER + " excludes " + ROLE + ", " + TYPE + " and " + DATABASE);
        }
        return new Who(role, type, database, isPostmaster).checked(command);
    }

    /** An empty variable of a script names nobody, and would be taken for somebody without settings. */
    private static void requireName(CommandLine command, String option, String name) {
        if (name != null && name.isEmpty()) {
            throw new ParameterException(command, option + ": the name is empty");
        }
    }

    /** The same, if there are such processes; it is the wrong command line if not. */
    Who checked(CommandLine command) {
        if (database != null && type != null && !type.hasDatabase()) {
            throw new ParameterException(
                    command, "processes of type '" + type.settingName() + "' have no settings of a database");
        }
        if (role != null && type != null && type != ProcessType.WALSENDER) {
            throw new ParameterException(command, "of the types, only walsender has policies of roles");
        }
        return this;
    }

    /** Whether options say whose. */
    boolean isNamed() {
        return isPostmaster || role != null || type != null || database != null;
    }

    /**
     * The index of the policy in the plan of a server.
     *
     * @throws IOException if a server of its version has no such processes
     */
    int policy(ServerPolicy server) throws IOException {
        int version = server.facts().version();
        String why = type == null || version == 0 ? null : type.whyUntold(version);
        if (why != null) {
            throw new IOException("there are no processes of type " + type.settingName() + ": " + why);
        }
        if (isPostmaster) {
            return Plan.GLOBAL;
        }
        if (role != null) {
            return server.ofRole(Names.asRead(role), type == ProcessType.WALSENDER);
        }
        return type == null ? Plan.SESSION : server.ofType(type);
    }

    /** The index of the policy of the database, which comes on top; {@link Plan#NONE}: it has none. */
    int databasePolicy(ServerPolicy server) {
        return database == null ? Plan.NONE : server.ofDatabase(Names.asRead(database));
    }

    /** How the names of the role's settings end; "" where it has none, and for whoever else. */
    String suffix(ServerPolicy server) {
        PlannedRole listed = role == null ? null : server.plan().role(Names.asRead(role));
        return listed == null ? "" : listed.suffix();
    }

    /** The same of the database. */
    String databaseSuffix(ServerPolicy server) {
        PlannedDatabase listed = database == null ? null : server.plan().database(Names.asRead(database));
        return listed == null ? "" : listed.suffix();
    }

    /** In a sentence, behind "in". */
    String described(ServerPolicy server) {
        if (database == null) {
            return describedAnywhere(server);
        }
        boolean isListed = server.plan().database(Names.asRead(database)) != null;
        return describedAnywhere(server) + " in database \"" + database + "\""
                + (isListed ? "" : ", which has no settings of its own");
    }

    private String describedAnywhere(ServerPolicy server) {
        if (role != null) {
            boolean isListed = server.listed(Names.asRead(role)) != null;
            String whose = role.startsWith("+") ? "members of role \"" + role.substring(1) : "role \"" + role;
            return "sessions of " + whose + "\"" + (type == null ? "" : " that are walsenders")
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
