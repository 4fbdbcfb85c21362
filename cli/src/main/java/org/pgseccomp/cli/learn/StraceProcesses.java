package org.pgseccomp.cli.learn;

import java.util.HashMap;
import java.util.Map;

/** Which processes a trace has shown, and what they execute. */
final class StraceProcesses {
    /** The process of lines that name none: with -f, the first one as long as it is alone. */
    static final int UNNAMED = -1;

    /** More processes at a time than this share one state: a trace could invent any number of them. */
    private static final int MAX_PROCESSES = 100_000;

    /** A traced process. */
    static final class Tracee {
        /** The path that it executed last; null if that was not seen. */
        byte[] executable;

        /** What it tries to execute. */
        private byte[] next;

        /** Whether it makes calls of another ABI. */
        boolean foreign;
    }

    private final Map<Integer, Tracee> processes = new HashMap<>();
    private final Tracee surplus = new Tracee();
    private int lastFork = UNNAMED;

    static boolean isFork(String name) {
        return name.equals("clone") || name.equals("clone3") || name.equals("fork") || name.equals("vfork");
    }

    /**
     * The state of a process. On a terminal, strace announces every child, so a process that comes up unannounced is the first
     * one, whose number is printed only while there are others. In a file, it is the child of the fork that has not returned.
     */
    Tracee find(int pid) {
        Tracee found = processes.get(pid);
        if (found == null) {
            Tracee first = processes.get(UNNAMED);
            if (first == null) {
                return start(pid, processes.get(lastFork));
            }
            if (processes.size() < MAX_PROCESSES) {
                processes.put(pid, first);
            }
            found = first;
        }
        return found;
    }

    /** strace has announced a process. */
    void announced(int pid) {
        if (!processes.containsKey(pid)) {
            start(pid, processes.get(lastFork));
        }
    }

    private Tracee start(int pid, Tracee parent) {
        if (processes.size() >= MAX_PROCESSES) {
            return surplus;
        }
        Tracee process = new Tracee();
        if (parent != null) {
            process.executable = parent.executable;
            process.foreign = parent.foreign;
        }
        processes.put(pid, process);
        return process;
    }

    void setForeign(int pid, boolean foreign) {
        find(pid).foreign = foreign;
    }

    void executes(Tracee process, byte[] path) {
        process.next = path;
    }

    void executed(Tracee process, boolean successfully) {
        if (successfully && process != surplus) {
            process.executable = process.next;
        }
        process.next = null;
    }

    void forks(int pid) {
        lastFork = pid;
    }

    /** A fork has returned: its result is the child's number. */
    void forked(Tracee parent, int pid, long child) {
        if (lastFork == pid) {
            lastFork = UNNAMED;
        }
        if (child > 0 && child <= Integer.MAX_VALUE && !processes.containsKey((int) child)) {
            start((int) child, parent);
        }
    }

    void exited(int pid) {
        processes.remove(pid);
    }
}
