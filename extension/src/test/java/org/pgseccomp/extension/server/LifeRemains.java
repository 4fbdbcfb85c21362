package org.pgseccomp.extension.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a server leaves behind: memory, files, processes, and work that does not end. */
final class LifeRemains {
    /** A life without a denial takes less. */
    private static final long CLOCK_TICKS = 1500;

    private final PostgresServer server;
    private final Findings findings;
    private final Set<String> postmasters = new TreeSet<>();

    LifeRemains(PostgresServer server, Findings findings) {
        this.server = server;
        this.findings = findings;
    }

    /** While the server runs: zombies, and what it has computed. */
    void beforeTheStop() throws IOException {
        long postmaster = server.postmaster().pid();
        postmasters.add(Long.toString(postmaster));
        List<String> zombies = new ArrayList<>();
        long ticks = 0;
        for (ServerProcess process : server.processes()) {
            Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
            if (Files.exists(stat)) {
                String[] fields = Command.text(stat).replaceFirst(".*\\) ", "").split(" ", -1);
                if (fields[0].equals("Z")) {
                    zombies.add(Long.toString(process.pid()));
                }
                for (int i = 11; i < (process.pid() == postmaster ? 15 : 13); i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            }
        }
        if (zombies.size() > 3) {
            findings.add(Outcome.LEAKS, zombies.size() + " processes that ended are still there");
        }
        if (ticks > CLOCK_TICKS) {
            findings.add(Outcome.LOOPS, "the last start took " + ticks / 100 + " s of a processor");
        }
    }

    /** When the server has ended. */
    void afterTheStop() throws IOException {
        ServerLife.pause(20);
        List<ServerProcess> left = server.leftovers();
        if (!left.isEmpty()) {
            ServerLife.pause(1500);
            left = server.leftovers();
        }
        if (!left.isEmpty()) {
            findings.add(
                    Outcome.ORPHAN,
                    left.size() + " processes, the first: " + left.get(0).title());
            left.forEach(process -> PostgresServer.signal(process, "KILL"));
            ServerLife.pause(100);
        }
        for (String line : Command.text("/proc/sysvipc/shm").lines().skip(1).toList()) {
            String[] fields = line.strip().split(" +", -1);
            if (postmasters.contains(fields[4]) && fields[6].equals("0")) {
                findings.add(Outcome.LEAKS, "a segment of System V shared memory");
                Command.runHere("ipcrm", "-m", fields[1]);
            }
        }
        if (Boolean.getBoolean("pgseccomp.own.shm")) {
            leftIn(Path.of("/dev/shm"), Outcome.LEAKS, "files in /dev/shm");
        }
        leftIn(server.data().resolve("base/pgsql_tmp"), Outcome.LEAVES_FILES, "files in base/pgsql_tmp");
    }

    private void leftIn(Path folder, Outcome outcome, String what) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.toList();
            if (!found.isEmpty()) {
                findings.add(outcome, found.size() + " " + what);
                for (Path file : found) {
                    Command.runHere("rm", "-rf", file.toString());
                }
            }
        }
    }

    /** Files of tables that do not exist, seen by a server that runs without the denial. */
    void orphanedFiles(ServerLife life) {
        life.run("SELECT count(*) || ' files of tables that do not exist, one is ' || min(f)"
                        + " FROM pg_ls_dir('base/' || (SELECT oid FROM pg_database WHERE datname = 'postgres')) f"
                        + " WHERE f ~ '^[0-9]+$' AND pg_filenode_relation(0, f::oid) IS NULL"
                        + " AND f::oid >= 16384 AND pg_relation_filepath(f::oid::regclass) IS NULL HAVING count(*) > 0")
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> findings.add(Outcome.LEAVES_FILES, text));
        life.run("SELECT count(*) || ' folders of databases that do not exist' FROM pg_ls_dir('base') f"
                        + " WHERE f ~ '^[0-9]+$' AND f::oid NOT IN (SELECT oid FROM pg_database) HAVING count(*) > 0")
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> findings.add(Outcome.LEAVES_FILES, text));
    }

    /** The pages of a server that was stopped. */
    void checksums() {
        Command.Result result = Command.run(List.of(
                server.program("pg_checksums"), "--check", "-D", server.data().toString()));
        if (result.exitCode() != 0) {
            findings.add(
                    result.output().contains("checksum verification failed")
                            ? Outcome.LOSES_DATA
                            : Outcome.LEAVES_FILES,
                    "pg_checksums: " + result.output());
        }
    }
}
