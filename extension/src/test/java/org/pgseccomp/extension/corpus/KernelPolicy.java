package org.pgseccomp.extension.corpus;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.UnseenCalls;
import org.pgseccomp.syscall.Architecture;

/**
 * A policy with conditions, and what the kernel has to do with a call under it. The answer is worked out from the entries as they were drawn, after
 * docs/pgseccomp-policy.adoc: neither the reader of policies nor the compiler nor the expected actions have a part in it.
 */
final class KernelPolicy {
    /** What the kernel did, as kernel.c counts it: an error below this is that error. */
    static final int TRAPPED = 0x10000;

    static final int KILLED = 0x20000;
    /** The call reached the filter below, which makes nothing and answers this error (kernel.c). */
    static final int LET_PASS = 4000;

    private static final int ALLOW = Policies.ACTIONS.indexOf("allow");
    private static final int WARN = Policies.ACTIONS.indexOf("warn");
    private static final int ERROR = Policies.ACTIONS.indexOf("error");
    private static final int TERMINATE = Policies.ACTIONS.indexOf("terminate");
    private static final int KILL = Policies.ACTIONS.indexOf("kill");
    private static final int EACCES = 13;
    private static final int ENOSYS = 38;
    private static final List<WrittenEntry.Failure> ERRORS = List.of(
            new WrittenEntry.Failure("EPERM", 1),
            new WrittenEntry.Failure("EINVAL", 22),
            new WrittenEntry.Failure("ENOSYS", ENOSYS));

    /** Calls that no policy here has conditions for, and that are in some lists and not in others. */
    private static final List<String> OTHERS = List.of("acct", "chroot", "swapoff", "sethostname", "syncfs");

    /** Calls of the table of newer ones (NewerCalls), which are in no list. */
    private static final List<String> NEWER = List.of("statx", "faccessat2", "openat2", "futex_waitv");

    private static final int NO_CALL = 1000;
    private static final int SIGSYS = 31;
    /** Each costs a process. */
    private static final int MOST_KILLED = 6;
    /** __X32_SYSCALL_BIT. */
    private static final int X32 = 0x40000000;

    /** With this level's filter only. */
    private final Level level;

    private final Architecture architecture;
    private final int ofDefault;
    private final List<List<WrittenParameter>> conditioned = new ArrayList<>();
    private final List<WrittenEntry> entries = new ArrayList<>();
    private final byte[] request;
    private int killed;

    KernelPolicy(Architecture architecture, Seeded random) {
        this.architecture = architecture;
        level = random.onceIn(3) ? Level.GLOBAL : Level.SESSION;
        ofDefault = random.below(Policies.ACTIONS.size());
        List<String> needed =
                level == Level.GLOBAL ? NeededCalls.names(architecture) : NeededCalls.ofBackends(architecture);
        for (int calls = 1 + random.below(4); calls > 0; calls--) {
            List<WrittenParameter> parameters = random.of(WrittenParameter.CALLS);
            if (!needed.contains(parameters.get(0).syscall()) && !conditioned.contains(parameters)) {
                conditioned.add(parameters);
                addEntries(random, parameters);
            }
        }
        for (String other : OTHERS) {
            if (random.onceIn(2)) {
                entries.add(plain(random, other));
            }
        }
        request = Operations.withSettings(Boundary.COMPILE, level.ordinal(), architecture, settings(random));
    }

    private void addEntries(Seeded random, List<WrittenParameter> parameters) {
        String syscall = parameters.get(0).syscall();
        // Which of two errors a call gets that meets both conditions is not said anywhere.
        WrittenEntry.Failure error = random.onceIn(2) ? random.of(ERRORS) : null;
        for (int count = 1 + random.small(5); count > 0; count--) {
            int action = action(random, syscall);
            entries.add(WrittenEntry.random(random, parameters, action, action == ERROR ? error : null));
        }
        if (random.onceIn(2)) {
            entries.add(plain(random, syscall));
        }
    }

    private static WrittenEntry plain(Seeded random, String syscall) {
        int action = action(random, syscall);
        return WrittenEntry.plain(syscall, action, action == ERROR && random.onceIn(2) ? random.of(ERRORS) : null);
    }

    private static int action(Seeded random, String syscall) {
        int action = random.below(Policies.ACTIONS.size());
        return action == TERMINATE && isUnseen(syscall) ? ERROR : action;
    }

    private static boolean isUnseen(String syscall) {
        return UnseenCalls.reasonFor(syscall) != null;
    }

    private List<Setting> settings(Seeded random) {
        List<StringBuilder> lists = new ArrayList<>();
        for (int i = 0; i < Policies.ACTIONS.size(); i++) {
            lists.add(new StringBuilder());
        }
        // What cannot be denied, and what lets programs be executed, whose calls are then told from the server's.
        List<String> allowed = new ArrayList<>(NeededCalls.names(architecture));
        allowed.addAll(List.of("execve", "execveat"));
        for (List<WrittenParameter> parameters : conditioned) {
            allowed.remove(parameters.get(0).syscall());
        }
        lists.get(ALLOW).append(String.join(", ", allowed));
        for (WrittenEntry entry : entries) {
            StringBuilder list = lists.get(entry.action());
            list.append(list.length() > 0 ? ", " : "").append(entry.text(random));
        }
        String prefix = level == Level.GLOBAL ? "pgseccomp.global_syscall_" : "pgseccomp.session_syscall_";
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            settings.add(
                    new Setting(prefix + Policies.ACTIONS.get(i), lists.get(i).toString()));
        }
        settings.add(new Setting(prefix + "default", Policies.ACTIONS.get(ofDefault)));
        return settings;
    }

    /** For the core. kernel.c adds where its C library lies. */
    byte[] request() {
        return request;
    }

    /** Calls that the filter tells apart, each with what the kernel has to do with it. */
    byte[] calls(Seeded random, int ofEach) {
        RequestBytes calls = new RequestBytes();
        for (List<WrittenParameter> parameters : conditioned) {
            for (int i = 0; i < ofEach; i++) {
                add(
                        calls,
                        parameters.get(0).syscall(),
                        arguments(random, parameters.get(0).syscall()));
            }
        }
        for (String other : OTHERS) {
            add(calls, other, new long[6]);
        }
        for (String newer : NEWER) {
            add(calls, newer, new long[6]);
        }
        add(calls, NO_CALL, new long[6], unlisted(true, true));
        addHandlers(calls);
        if (architecture == Architecture.X86_64 && !mayNeverKill()) {
            int number = architecture.syscalls().named(OTHERS.get(0)).number() | X32;
            add(calls, number, new long[6], new Answer(kills() ? KILL : ERROR, EACCES, false));
        }
        return calls.bytes();
    }

    /** A filter that relies on the handler of SIGSYS does as if it had been replaced, wherever the call comes from. Upper halves of int do not count. */
    private void addHandlers(RequestBytes calls) {
        boolean relies = isHandled(ofDefault);
        boolean mayRely = relies;
        for (WrittenEntry entry : entries) {
            boolean isHandled = isHandled(entry.action()) && !isUnseen(entry.syscall());
            mayRely = mayRely || isHandled;
            relies = relies || (isHandled && (!entry.tests().isEmpty() || OTHERS.contains(entry.syscall())));
        }
        if (relies != mayRely) {
            return;
        }
        int number = architecture.syscalls().named("rt_sigaction").number();
        for (long signal : new long[] {SIGSYS, SIGSYS | 5L << 32, SIGSYS - 1, SIGSYS + 1}) {
            for (long action : new long[] {0, 1, 1L << 32}) {
                boolean isKept = relies && (int) signal == SIGSYS && action != 0;
                add(
                        calls,
                        number,
                        new long[] {signal, action, 0, 8, 0, 0},
                        isKept ? 0 : LET_PASS,
                        isKept ? 0 : LET_PASS);
            }
        }
    }

    private boolean isHandled(int action) {
        return action == WARN || action == ERROR || action == TERMINATE;
    }

    /** The answer to other ABIs is the strictest of the filter, and at least an error. */
    private boolean kills() {
        return ofDefault == KILL || entries.stream().anyMatch(entry -> entry.action() == KILL);
    }

    /** Whether it is in doubt: conditions may leave nothing for a plain entry. */
    private boolean mayNeverKill() {
        return conditioned.stream()
                .map(parameters -> parameters.get(0).syscall())
                .anyMatch(syscall -> entries.stream()
                        .anyMatch(entry -> entry.action() == KILL
                                && entry.tests().isEmpty()
                                && entry.syscall().equals(syscall)));
    }

    /** Near to what one of the entries asks for. */
    private long[] arguments(Seeded random, String syscall) {
        List<WrittenEntry> some = new ArrayList<>();
        for (WrittenEntry entry : entries) {
            if (entry.syscall().equals(syscall) && !entry.tests().isEmpty()) {
                some.add(entry);
            }
        }
        long[] arguments = new long[6];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = random.onceIn(3) ? ((long) random.bits() << 32) | random.bits() : 0;
        }
        for (WrittenTest test : random.of(some).tests()) {
            int index = test.parameter().index();
            do {
                arguments[index] = test.near(random);
            } while (!test.holds(arguments) && !random.onceIn(4));
        }
        return arguments;
    }

    private void add(RequestBytes calls, String syscall, long[] arguments) {
        add(calls, architecture.syscalls().named(syscall).number(), arguments, answer(syscall, arguments));
    }

    private void add(RequestBytes calls, int number, long[] arguments, Answer answer) {
        add(calls, number, arguments, answer.ofKernel(true, level == Level.SESSION), answer.ofKernel(false, false));
    }

    private void add(RequestBytes calls, int number, long[] arguments, int fromLibc, int fromElsewhere) {
        if (fromLibc == KILLED && ++killed > MOST_KILLED) {
            return;
        }
        calls.integer(number);
        for (long argument : arguments) {
            calls.integer((int) argument).integer((int) (argument >>> 32));
        }
        calls.integer(fromLibc).integer(fromElsewhere);
    }

    private Answer answer(String syscall, long[] arguments) {
        WrittenEntry strictest = null;
        WrittenEntry plain = null;
        for (WrittenEntry entry : entries) {
            if (!entry.syscall().equals(syscall)) {
                continue;
            }
            if (entry.tests().isEmpty()) {
                plain = entry;
            } else if (entry.holds(arguments) && (strictest == null || entry.action() > strictest.action())) {
                strictest = entry;
            }
        }
        WrittenEntry decides = strictest == null ? plain : strictest;
        if (decides != null) {
            int errno = decides.error() == null ? EACCES : decides.error().number();
            return new Answer(decides.action(), errno, !isUnseen(syscall));
        }
        return unlisted(NEWER.contains(syscall), !isUnseen(syscall));
    }

    /** Calls that are newer than the policy are neither denied with EACCES nor counted. */
    private Answer unlisted(boolean isNewer, boolean isSeen) {
        if (isNewer && ofDefault == ERROR) {
            return new Answer(ERROR, ENOSYS, false);
        }
        return isNewer && ofDefault == WARN ? new Answer(ALLOW, 0, false) : new Answer(ofDefault, EACCES, isSeen);
    }

    /**
     * What a policy says to a call.
     *
     * @param isSeen whether a handler of SIGSYS could see it (UnseenCalls)
     */
    private record Answer(int action, int errno, boolean isSeen) {
        /**
         * With the data of the signal as denial.c reads them.
         *
         * @param mayEnd whether the handler ends the process; the postmaster's does not
         */
        int ofKernel(boolean hasHandler, boolean mayEnd) {
            boolean isHandled = isSeen && hasHandler;
            if (action == KILL) {
                return KILLED;
            }
            if (action == ERROR || (action == TERMINATE && !mayEnd)) {
                return isHandled ? TRAPPED | 0x1000 | errno : errno;
            }
            if (action == TERMINATE) {
                return isHandled ? TRAPPED | 0x2000 | EACCES : EACCES;
            }
            return action == WARN && isHandled ? TRAPPED | 0x4000 : LET_PASS;
        }
    }
}
