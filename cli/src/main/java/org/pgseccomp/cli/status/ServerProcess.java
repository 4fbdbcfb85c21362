package org.pgseccomp.cli.status;

/**
 * A process of a server, as {@code seccomp_processes()} shows it; null where the server does not know.
 *
 * @param policy what it got
 * @param filters how many filters the kernel has for it
 * @param agrees whether the kernel and the policy agree
 * @param generation which policies it has; null for the global filter alone
 * @param outdated whether a reload has changed its policy since it began
 */
public record ServerProcess(
        int pid,
        String type,
        String role,
        String database,
        String policy,
        Integer filters,
        Boolean noNewPrivs,
        Boolean agrees,
        Boolean isolated,
        Long generation,
        Boolean outdated) {

    /** How a process stands to its policy, the worst first. */
    public enum State {
        /** It has written down no policy, and the kernel does not say that it has one. */
        WITHOUT_POLICY("without a policy", "without a policy"),
        /** The kernel has other filters for it than its policy says. */
        DISAGREES("not filtered as their policy says", "not filtered as its policy says"),
        /** The kernel does not show its filters to the session that asked. */
        UNKNOWN("not known to be filtered", "not known to be filtered"),
        /** It has the policy from before a reload. */
        OUTDATED("under a policy from before a reload", "under a policy from before a reload"),
        /** It has what it should have. */
        GOOD("as they should be", "as it should be");

        private final String description;
        private final String single;

        State(String description, String single) {
            this.description = description;
            this.single = single;
        }

        /** Of one process. */
        public String single() {
            return single;
        }

        /** Behind a number of processes. */
        public String description() {
            return description;
        }
    }

    /** How it stands to its policy. */
    public State state() {
        if (agrees == null) {
            return State.UNKNOWN;
        }
        if (!agrees) {
            return policy == null || policy.isEmpty() ? State.WITHOUT_POLICY : State.DISAGREES;
        }
        return Boolean.TRUE.equals(outdated) ? State.OUTDATED : State.GOOD;
    }
}
