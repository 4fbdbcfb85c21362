package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.Syscall;

/**
 * What a policy must leave to the processes of PostgreSQL, whatever else it takes away. A session without these does not end
 * with an error: it hangs, or it crashes, and then PostgreSQL ends every other session too.
 *
 * <p>The calls of a backend were found on PostgreSQL 15 with glibc 2.36 on x86_64: under a session filter whose default is
 * error, each call in turn was taken from a list that worked, and stayed out as long as the session still answered, reported
 * errors to client and log, could be cancelled and terminated, and the server did not restart. The calls that aarch64 has in
 * place of some were not measured there.
 *
 * <p>A statement may need more than this; then it fails, and the session goes on.
 */
public final class NeededCalls {
    /** A call, the call that newer architectures have in its place, and what it is needed for. */
    private static final String[][] IN_A_BACKEND = {
        {"access", "faccessat", "open its database"},
        {"brk", null, "get memory"},
        {"close", null, "close files"},
        {"epoll_ctl", null, "wait for the client"},
        {"epoll_wait", "epoll_pwait", "wait for the client"},
        {"exit_group", null, "end"},
        {"futex", null, "wait for locks and to wake others"},
        {"getpid", null, "know itself when it ends"},
        {"kill", null, "wake others and to end a statement that is cancelled"},
        {"lseek", null, "know the size of a table"},
        {"openat", null, "open its database"},
        {"pread64", null, "read tables"},
        {"read", null, "open its database"},
        {"recvfrom", null, "hear the client"},
        {"rt_sigreturn", null, "return from a signal"},
        {"sendto", null, "answer"},
        {"setitimer", null, "keep time limits"},
        {"write", null, "report to the log"},
    };

    /** Of every type of auxiliary processes. */
    private static final String[][] IN_AN_AUXILIARY_PROCESS = {
        {"exit_group", null, "end"},
        {"futex", null, "wait for locks and to wake others"},
        {"getpid", null, "know itself when it ends"},
        {"kill", null, "wake others"},
        {"rt_sigreturn", null, "return from a signal"},
        {"write", null, "report to the log"},
    };

    private static final String[][] IN_EVERY_PROCESS = {{"prctl", null, "end with the postmaster"}};

    private static final String[][] TO_LOAD_A_FILTER = {
        {"prctl", null, "load a further filter"},
        {"seccomp", null, "load a further filter"},
    };

    private NeededCalls() {}

    /**
     * Looks for needed calls that filters deny.
     *
     * @param settings that the filters were read from, for the message
     * @return why the policy is refused, or null
     */
    public static Rejection problemOf(FilterStack stack, List<Setting> settings) {
        FilterStack global = FilterStack.of(stack.global());
        FilterStack session = new FilterStack(stack.global(), stack.session(), null);
        boolean loadsMore = stack.session() != null || stack.client() != null;
        Rejection problem = problemOf(global, Level.GLOBAL, IN_EVERY_PROCESS, settings);
        if (problem == null && loadsMore) {
            problem = problemOf(global, Level.GLOBAL, TO_LOAD_A_FILTER, settings);
        }
        if (problem == null) {
            problem = problemOf(global, Level.GLOBAL, IN_A_BACKEND, settings);
        }
        if (problem == null && stack.client() != null) {
            problem = problemOf(session, Level.SESSION, TO_LOAD_A_FILTER, settings);
        }
        if (problem == null) {
            problem = problemOf(session, Level.SESSION, ofProcess(settings), settings);
        }
        return problem == null ? problemOf(stack, Level.CLIENT, IN_A_BACKEND, settings) : problem;
    }

    /** What the processes need that a policy is for: sessions and workers of a database, or the auxiliary processes of a type. */
    private static String[][] ofProcess(List<Setting> settings) {
        ProcessType type = ProcessType.ofSettings(settings);
        return type == null || type.fallsBackToSession() ? IN_A_BACKEND : IN_AN_AUXILIARY_PROCESS;
    }

    /** Whose filter it is. */
    private static String label(Level level, List<Setting> settings) {
        ProcessType type = ProcessType.ofSettings(settings);
        return level == Level.SESSION && type != null ? type.settingName() : level.label();
    }

    private static Rejection problemOf(FilterStack stack, Level level, String[][] needed, List<Setting> settings) {
        StringBuilder missing = new StringBuilder();
        StringBuilder reasons = new StringBuilder();
        for (String[] entry : needed) {
            Syscall syscall = stack.architecture().syscalls().named(entry[0]);
            if (syscall == null && entry[1] != null) {
                syscall = stack.architecture().syscalls().named(entry[1]);
            }
            if (syscall != null && stack.actionOf(syscall.number()).compareTo(Action.LOG) > 0) {
                String comma = missing.length() == 0 ? "" : ", ";
                missing.append(comma).append(syscall.name());
                reasons.append(comma).append(syscall.name()).append(" to ").append(entry[2]);
            }
        }
        if (missing.length() == 0) {
            return null;
        }
        return Rejection.needed(
                FilterSource.placeOf(level, settings), label(level, settings), missing.toString(), reasons.toString());
    }
}
