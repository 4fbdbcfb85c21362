package org.pgseccomp.cli;

import java.util.List;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.profile.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What a policy that is made of observations is to look like: the arguments of {@code seccomp_recommend()}, and what is known of the servers. */
final class RecommendOptions {
    static final String PROFILE = "--profile";
    static final String ROLES = "--roles";
    static final List<String> ALL = List.of(PROFILE, ROLES, "--libc", "--clock-source");

    private RecommendOptions() {}

    /**
     * What is wanted.
     *
     * @param profile which the lines are relative to; {@link Profile#NONE}: to none
     * @param byRole whether roles that need more than the profile allows get lists of their own
     * @param facts of the servers that the lines are for
     */
    record Wanted(Profile profile, boolean byRole, ServerFacts facts) {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(PROFILE)
                .paramLabel("PROFILE")
                .type(String.class)
                .completionCandidates(List.of("baseline", "strict", "none"))
                .description(
                        "Print what the servers were seen to do that this profile does not allow: ${COMPLETION-CANDIDATES}"
                                + " (default: none, whole lists).")
                .build());
        spec.addOption(OptionSpec.builder(ROLES)
                .type(boolean.class)
                .description(
                        "With --profile: lists for the roles that need more than the profile allows, instead of one for all"
                                + " sessions.")
                .build());
        MachineFacts.addTo(spec);
    }

    static Wanted chosen(CommandLine command) {
        String name = command.getParseResult().matchedOptionValue(PROFILE, Profile.NONE.settingName());
        Profile profile = Profile.named(name);
        if (profile == null) {
            throw new ParameterException(command, PROFILE + ": '" + name + "' is none of baseline, strict, none");
        }
        boolean byRole = command.getParseResult().hasMatchedOption(ROLES);
        if (byRole && profile == Profile.NONE) {
            throw new ParameterException(command, ROLES + " needs " + PROFILE + "; without it roles have lists anyway");
        }
        return new Wanted(profile, byRole, ServerFacts.among(MachineFacts.chosen(command)));
    }
}
