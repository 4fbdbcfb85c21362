package org.pgseccomp.extension.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at a server from outside: what it logs, and which processes it has.
 *
 * @param files whose folder's name tells the processes of one server from those of all others
 */
record ServerWatch(ServerFiles files) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    void waitForLog(String text) {
        waitForLogAfter(0, text);
    }

    void waitForLogAfter(int length, String text) {
        Await.until(
                "the log has: " + text,
                LIMIT,
                () -> files.logs().substring(length).contains(text),
                files::logs);
    }

    /** Waits until the postmaster has a child whose title begins so, and answers it. */
    ServerProcess childOf(ServerProcess postmaster, String title) {
        List<ServerProcess> found = new ArrayList<>();
        Await.until(
                "the server has a process " + title,
                LIMIT,
                () -> {
                    found.clear();
                    for (ServerProcess child : postmaster.children()) {
                        if (titleOrEmpty(child).startsWith("postgres: " + files.name() + ": " + title)) {
                            found.add(child);
                        }
                    }
                    return !found.isEmpty();
                },
                () -> postmaster + ", " + postmaster.children());
        return found.get(0);
    }

    /** All processes that are of this server: the command line of each names its folder. */
    List<ServerProcess> leftovers() {
        List<ServerProcess> found = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(handle -> {
            ServerProcess process = new ServerProcess(handle.pid());
            if (titleOrEmpty(process).contains(files.name())) {
                found.add(process);
            }
        });
        return found;
    }

    void waitUntilGone() {
        Await.until(
                "no process of the server is left",
                Duration.ofSeconds(10),
                () -> leftovers().isEmpty(),
                () -> leftovers() + "\n" + files.logs());
    }

    private static String titleOrEmpty(ServerProcess process) {
        try {
            return process.title();
        } catch (AssertionError e) {
            return "";
        }
    }
}
