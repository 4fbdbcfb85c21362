package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.profile.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** A policy that ships, for a server that is described on the command line. */
final class ProfileOfServer {
    private static final String PROFILE = "--profile";
    private static final String IO_METHOD = "--io-method";
    private static final int FIRST_WITH_IO_METHOD = 180000;

    private ProfileOfServer() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(PROFILE)
                .paramLabel("PROFILE")
                .type(String.class)
                .completionCandidates(List.of("baseline", "strict"))
                .description("Instead of a FILE: a policy that ships, ${COMPLETION-CANDIDATES}.")
                .build());
        ServerVersions.addTo(spec);
        spec.addOption(OptionSpec.builder(IO_METHOD)
                .paramLabel("METHOD")
                .type(String.class)
                .completionCandidates(List.of("worker", "sync", "io_uring"))
                .description(
                        "io_method of the server, PostgreSQL 18 and later: ${COMPLETION-CANDIDATES} (default: that of the"
                                + " configuration, or worker).")
                .build());
        MachineFacts.addTo(spec);
    }

    /** The name of the profile that is asked for; null if none is. */
    static String chosen(CommandLine command) {
        String name = command.getParseResult().matchedOptionValue(PROFILE, null);
        if (name == null) {
            return null;
        }
        Profile profile = Profile.named(name);
        if (profile == null || profile == Profile.NONE) {
            throw new ParameterException(command, PROFILE + ": '" + name + "' is neither baseline nor strict");
        }
        return profile.settingName();
    }

    /** What is said of the server. */
    static List<Setting> facts(CommandLine command) {
        List<Setting> facts = new ArrayList<>(MachineFacts.chosen(command));
        int version = ServerVersions.chosen(command);
        if (version != 0) {
            facts.add(new Setting(ServerFacts.PREFIX + "version_num", Integer.toString(version)));
        }
        String method = command.getParseResult().matchedOptionValue(IO_METHOD, null);
        if (method != null && !List.of("worker", "sync", "io_uring").contains(method)) {
            throw new ParameterException(command, IO_METHOD + ": '" + method + "' is none of worker, sync, io_uring");
        }
        if (method != null && version != 0 && version < FIRST_WITH_IO_METHOD) {
            throw new ParameterException(command, IO_METHOD + " is of PostgreSQL 18 and later");
        }
        if (method != null) {
            facts.add(new Setting(ServerFacts.PREFIX + "io_method", method));
        }
        return facts;
    }
}
