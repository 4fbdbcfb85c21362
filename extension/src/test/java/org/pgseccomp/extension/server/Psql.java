package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.extension.server.Command.Result;

/**
 * Talks to a server through psql, and the other clients that PostgreSQL has.
 *
 * @param server that is spoken to, through its Unix socket
 */
record Psql(Installation installation, ServerFiles server, int port) {
    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "postgres";

    /** Runs statements in one session, each by itself, until one fails. */
    Result run(String role, String... statements) {
        return Command.run(command(role, DATABASE, statements));
    }

    /** Runs statements that have to succeed, and answers what they print. */
    String query(String database, String... statements) {
        Result result = Command.run(command(SUPERUSER, database, statements));
        assertThat(result.exitCode())
                .as("exit code of psql, which said: %s", result.output())
                .isZero();
        return result.output().strip();
    }

    void waitForAnswer(String query, String answer) {
        Await.until(
                query + " answers " + answer,
                Duration.ofSeconds(30),
                () -> run(SUPERUSER, query).output().strip().equals(answer),
                server::logs);
    }

    void waitUntilConnected() {
        Await.until(
                "the server takes connections",
                Duration.ofSeconds(20),
                () -> run(SUPERUSER, "SELECT 1").exitCode() == 0,
                server::logs);
    }

    /** Begins statements in a session of their own. */
    RunningStatement begin(String... statements) {
        return begun(command(SUPERUSER, DATABASE, statements));
    }

    /** Begins to receive the write-ahead log as a role. */
    RunningStatement beginReplication(String role) {
        List<String> command = connected("pg_receivewal", role);
        command.addAll(List.of("-D", server.newTableSpaceFolder().toString()));
        return begun(command);
    }

    private static RunningStatement begun(List<String> command) {
        try {
            return new RunningStatement(Command.asServerUser(command, Map.of())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a backup of the whole server, which streams from it when it is started. */
    void baseBackup(String folder) {
        List<String> command = connected("pg_basebackup", SUPERUSER);
        command.addAll(List.of("--checkpoint=fast", "--write-recovery-conf", "-D", folder));
        Command.runSuccessfully(command);
    }

    private List<String> command(String role, String database, String... statements) {
        List<String> command = connected("psql", role);
        command.addAll(
                List.of("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-d", database));
        for (String statement : statements) {
            command.add("-c");
            command.add(statement);
        }
        return command;
    }

    private List<String> connected(String client, String role) {
        return new ArrayList<>(List.of(
                installation.program(client),
                "-h",
                server.folder().toString(),
                "-p",
                Integer.toString(port),
                "-U",
                role));
    }
}
