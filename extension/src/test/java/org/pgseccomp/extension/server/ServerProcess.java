package org.pgseccomp.extension.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A process of a server, seen through /proc. */
record ServerProcess(long pid) {
    /** What ps shows: for example {@code postgres: checkpointer}, and the command line of the postmaster. */
    String title() {
        return read("cmdline").replace('\0', ' ').strip();
    }

    /** A field of /proc/PID/status. */
    String status(String field) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .map(line -> line.substring(field.length() + 1).strip())
                .orElseThrow(() -> new AssertionError("no " + field + " in /proc/" + pid + "/status"));
    }

    /** Who owns the files of the process; root owns those of a process that is not dumpable. */
    String owner() {
        try {
            return Files.getOwner(file("oom_score_adj")).getName();
        } catch (IOException e) {
            throw new AssertionError("process " + pid + " is gone", e);
        }
    }

    int oomScoreAdjustment() {
        return Integer.parseInt(read("oom_score_adj").strip());
    }

    /** Whether it is there, and no zombie. */
    boolean isAlive() {
        try {
            return !status("State").startsWith("Z");
        } catch (AssertionError e) {
            return false;
        }
    }

    List<ServerProcess> children() {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> new ServerProcess(child.pid()))
                .toList();
    }

    /** The first child, waited for: a process that just took another one's place may not have started it yet. */
    ServerProcess child() {
        List<ServerProcess> found = new ArrayList<>();
        Await.until("process " + pid + " has a child", Duration.ofSeconds(20), () -> found.addAll(children()));
        return found.get(0);
    }

    /** Checks processes that may end while they are looked at; what is said of those that ended does not count. */
    static void assertEach(List<ServerProcess> processes, Consumer<ServerProcess> check) {
        for (ServerProcess process : processes) {
            try {
                check.accept(process);
            } catch (AssertionError e) {
                if (process.isAlive()) {
                    throw e;
                }
            }
        }
    }

    String read(String name) {
        try {
            return Command.text(file(name));
        } catch (IOException e) {
            throw new AssertionError("process " + pid + " is gone", e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    @Override
    public String toString() {
        try {
            return pid + " (" + title() + ")";
        } catch (AssertionError e) {
            return pid + " (gone)";
        }
    }
}
