package org.pgseccomp.cli.learn;

/**
 * Reads what strace(1) prints, with -f or without, with any of its times, on the terminal or with -o.
 *
 * <pre>
 * [PID N | N] [TIME] name(arguments…) = result            a call
 * [PID N | N] [TIME] name(arguments… &lt;unfinished ...&gt;    a call: another process came in between
 * [PID N | N] [TIME] &lt;... name resumed&gt;…) = result         its end: the call was counted when it began
 * --- SIGCHLD {…} ---, +++ exited with 0 +++, strace: Process N attached, [ Process PID=N runs in 32 bit mode. ]
 * </pre>
 *
 * A trace does not say on which architecture it was made, so the caller does. The executable of a process is what it was seen to
 * execute, or its parent; a process that strace was attached to is not known, and taken: who made the trace chose it.
 *
 * <p>Lines have to come in their order: what a process executes decides about its later lines.
 */
final class StraceLines implements LineConsumer {
    private static final byte[] RESUMED = Bytes.ascii("<... ");
    private static final byte[] RESUMED_END = Bytes.ascii(" resumed>");
    private static final byte[] UNFINISHED = Bytes.ascii("<unfinished ...>");
    private static final byte[] SIGNAL = Bytes.ascii("--- ");
    private static final byte[] EXIT = Bytes.ascii("+++ ");
    private static final byte[] STRACE = Bytes.ascii("strace: ");
    private static final byte[] ANNOUNCED = Bytes.ascii("strace: Process ");
    private static final byte[] ATTACHED = Bytes.ascii(" attached");
    private static final byte[] OLD_PROCESS = Bytes.ascii("Process ");
    private static final byte[] STACK = Bytes.ascii(" > ");
    /** A line of the bytes of a buffer, with -e read and -e write. */
    private static final byte[] DUMP = Bytes.ascii(" | ");

    private static final byte[] MODE = Bytes.ascii("[ Process PID=");
    private static final byte[] RUNS_IN = Bytes.ascii(" runs in ");
    private static final byte[] BITS_64 = Bytes.ascii(" runs in 64 bit mode");

    private final Selection selection;
    private final ExecutableFilter executables;
    private final Observations observations;
    private final int architecture;
    private final StraceProcesses processes = new StraceProcesses();
    private final SyscallNames names = SyscallNames.INSTANCE;

    private final StraceHead head = new StraceHead();
    private final StraceSummary summary;
    private boolean hasCalls;

    /** The process whose last line was broken by an announcement; null if none was. */
    private StraceProcesses.Tracee brokenFork;

    private int brokenForkPid;

    /** @param architecture the index of the architecture on which the trace was made */
    StraceLines(Selection selection, Observations observations, int architecture) {
        this.selection = selection;
        this.executables = new ExecutableFilter(selection.executables());
        this.observations = observations;
        this.architecture = architecture;
        this.summary = new StraceSummary(selection, observations, architecture);
    }

    @Override
    public String damage(byte[] b, int from, int to) {
        return Remains.hasNull(b, from, to) ? "it has null bytes" : "it is not what strace prints";
    }

    /** A table of strace -c whose last line is missing. */
    @Override
    public boolean endsEarly() {
        return summary.isOpen();
    }

    @Override
    public LineKind line(byte[] b, int from, int to) {
        if (Bytes.at(b, from, to, STRACE)) {
            announcement(b, from, to);
            return LineKind.OTHER;
        }
        if (summary.isPartOf(b, from, to)) {
            // Of a trace with -C the calls have come one by one before.
            return summary.line(b, from, to, !hasCalls);
        }
        if (from == to || Bytes.at(b, from, to, STACK) || Bytes.at(b, from, to, DUMP)) {
            return LineKind.OTHER;
        }
        int at = head.read(b, from, to);
        if (Bytes.at(b, at, to, MODE)) {
            int end = Bytes.indexOf(b, at, to, RUNS_IN);
            long process = end < 0 ? -1 : Bytes.decimal(b, at + MODE.length, end);
            if (process < 0) {
                return LineKind.DAMAGED;
            }
            processes.setForeign(
                    head.pid == StraceProcesses.UNNAMED ? head.pid : (int) process, !Bytes.at(b, end, to, BITS_64));
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, SIGNAL) || isOldAnnouncement(b, at, to)) {
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, EXIT)) {
            processes.exited(head.pid);
            return LineKind.OTHER;
        }
        if (Bytes.at(b, at, to, RESUMED)) {
            return resumed(b, at + RESUMED.length, to);
        }
        int nameEnd = StraceHead.nameEnd(b, at, to);
        if (nameEnd >= 0) {
            return call(b, at, nameEnd, to);
        }
        return brokenFork != null && head.pid == StraceProcesses.UNNAMED ? restOfFork(b, from, to) : LineKind.DAMAGED;
    }

    /** {@code Process 123 attached - interrupt to quit}, {@code Process 123 detached}: strace before 4.12. */
    private static boolean isOldAnnouncement(byte[] b, int at, int to) {
        return Bytes.at(b, at, to, OLD_PROCESS)
                && at + OLD_PROCESS.length < to
                && Bytes.isDigit(b[at + OLD_PROCESS.length]);
    }

    private LineKind call(byte[] b, int from, int nameEnd, int to) {
        hasCalls = true;
        String name = Bytes.text(b, from, nameEnd);
        StraceProcesses.Tracee process = processes.find(head.pid);
        LineKind kind = take(process, name);
        // On a terminal, the announcement of the child comes in the middle of the line: fork(strace: Process 123
        // attached
        boolean announces = StraceProcesses.isFork(name) && endsWith(b, from, to, ATTACHED);
        boolean unfinished = announces || endsWith(b, from, to, UNFINISHED);
        if (name.equals("execve") || name.equals("execveat")) {
            processes.executes(process, executablePath(b, nameEnd, to));
        } else if (StraceProcesses.isFork(name) && unfinished) {
            processes.forks(head.pid);
            announcement(b, nameEnd, to);
            brokenFork = announces ? process : null;
            brokenForkPid = head.pid;
        }
        if (!unfinished) {
            returned(process, name, result(b, nameEnd, to));
        }
        return kind;
    }

    /** The rest of a line that an announcement broke: {@code , child_tidptr=0x0) = 123} or {@code <unfinished ...>}. */
    private LineKind restOfFork(byte[] b, int from, int to) {
        if (!endsWith(b, from, to, UNFINISHED)) {
            processes.forked(brokenFork, brokenForkPid, result(b, from, to));
        }
        brokenFork = null;
        return LineKind.OTHER;
    }

    private static boolean endsWith(byte[] b, int from, int to, byte[] text) {
        return to - from >= text.length && Bytes.at(b, to - text.length, to, text);
    }

    /** Reads {@code strace: Process 123 attached}, if the line has it. */
    private void announcement(byte[] b, int from, int to) {
        int start = endsWith(b, from, to, ATTACHED) ? Bytes.indexOf(b, from, to, ANNOUNCED) : -1;
        long pid = start < 0 ? -1 : Bytes.decimal(b, start + ANNOUNCED.length, to - ATTACHED.length);
        if (pid > 0 && pid <= Integer.MAX_VALUE) {
            processes.announced((int) pid);
        }
    }

    private LineKind take(StraceProcesses.Tracee process, String name) {
        if (process.executable != null) {
            byte[] path = process.executable;
            if (!executables.acceptsPath(path, 0, path.length)) {
                observations.otherExecutable(path, 0, path.length);
                return LineKind.OTHER_EXECUTABLE;
            }
        }
        if (selection.user() != null) {
            return LineKind.UNDECIDED;
        }
        LineKind ofTime = selection.ofTime(head.time);
        if (ofTime != LineKind.TAKEN) {
            return ofTime;
        }
        if (process.executable == null) {
            observations.unknownExecutable();
        }
        if (process.foreign) {
            return observations.countForeign(names.architectureAt(architecture).displayName() + ", other ABI");
        }
        long number = names.number(architecture, name);
        return number < 0 ? observations.countUnknown(name) : observations.count(architecture, number, false);
    }

    private LineKind resumed(byte[] b, int from, int to) {
        int end = Bytes.indexOf(b, from, to, RESUMED_END);
        if (end < 0) {
            return LineKind.DAMAGED;
        }
        returned(processes.find(head.pid), Bytes.text(b, from, end), result(b, end, to));
        return LineKind.OTHER;
    }

    private void returned(StraceProcesses.Tracee process, String name, long result) {
        if (name.equals("execve") || name.equals("execveat")) {
            processes.executed(process, result == 0);
        } else if (StraceProcesses.isFork(name)) {
            processes.forked(process, head.pid, result);
        }
    }

    /** What a call answered, after the last equals sign; -1 if it failed or does not say. */
    private static long result(byte[] b, int from, int to) {
        for (int i = to - 3; i >= from; i--) {
            if (b[i] == ' ' && b[i + 1] == '=' && b[i + 2] == ' ') {
                int end = i + 3;
                while (end < to && Bytes.isDigit(b[end])) {
                    end++;
                }
                return Bytes.decimal(b, i + 3, end);
            }
        }
        return -1;
    }

    /** The path between the first quotation marks. */
    private static byte[] executablePath(byte[] b, int from, int to) {
        int start = Bytes.indexOf(b, from, to, new byte[] {'"'});
        int end = start < 0 ? -1 : Bytes.indexOf(b, start + 1, to, new byte[] {'"'});
        return end < 0 ? null : StraceText.decoded(b, start + 1, end);
    }
}
