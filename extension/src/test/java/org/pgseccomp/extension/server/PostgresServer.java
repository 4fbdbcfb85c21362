package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.extension.server.Command.Result;

/**
 * A throwaway PostgreSQL server, reached through a Unix socket in a folder of its own. It can be started again and again, each
 * time with another configuration. A test class gets one as {@link TestServer} says.
 *
 * <p>This is what tests say to a server. It is done by its parts: {@link Installation}, {@link ServerFiles}, {@link Postmaster},
 * {@link Psql} and {@link ServerWatch}.
 */
final class PostgresServer implements AutoCloseable {
    /** A configuration that loads the extension and enables it. */
    static final String ENABLED = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    /** The major version of PostgreSQL: 15. */
    static final int VERSION = Installation.usual().version();
    /** Has statements run in parallel workers that would not need any. */
    static final String ALWAYS_PARALLEL =
            VERSION >= 16 ? "SET debug_parallel_query = on" : "SET force_parallel_mode = on";

    private final Installation installation;
    private final ServerFiles files;
    private final Postmaster postmaster;
    private final ServerWatch watch;
    private final List<PostgresServer> backups = new ArrayList<>();

    private PostgresServer(Installation installation, Path copied) {
        this.installation = installation;
        try {
            this.files = ServerFiles.withCopyOf(copied == null ? installation.template() : copied);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.postmaster = new Postmaster(installation, files);
        this.watch = new ServerWatch(files);
    }

    // What it is made of.

    /** A server that has the extension installed; it is not started. */
    static PostgresServer create() {
        return new PostgresServer(Installation.usual(), null);
    }

    /** A server with a copy of a data directory; it is not started. */
    static PostgresServer createFrom(Path data) {
        return new PostgresServer(Installation.usual(), data);
    }

    /** A server of an installation; it is not started. */
    static PostgresServer createOf(Installation installation) {
        return new PostgresServer(installation, null);
    }

    /** A server whose extension has the faults that {@code PGSECCOMP_FAULT} chooses; it is not started. */
    static PostgresServer createWithFaults() {
        return new PostgresServer(Installation.withFaults(), null);
    }

    /** The path of a program of this PostgreSQL. */
    String program(String name) {
        return installation.program(name);
    }

    /** Where the server looks for the scripts of extensions. */
    Path extensionFolder() {
        return installation.extensionFolder();
    }

    /** The folder of this server, which the server's user owns. */
    Path folder() {
        return files.folder();
    }

    /** The data directory. */
    Path data() {
        return files.data();
    }

    /** The configuration that a test writes is this file; its first line is line 1. */
    Path configurationFile() {
        return files.configuration();
    }

    /** The file that ALTER SYSTEM writes. */
    Path systemConfigurationFile() {
        return files.systemConfiguration();
    }

    /** A new folder for a table space, which the server's user owns. */
    Path newTableSpaceFolder() {
        return files.newTableSpaceFolder();
    }

    // Its life.

    /** Sets an environment variable for the starts that follow. */
    PostgresServer environment(String name, String value) {
        postmaster.environment(name, value);
        return this;
    }

    /** Takes back every environment variable that was set. */
    void withoutEnvironment() {
        postmaster.withoutEnvironment();
    }

    /** Has a program start the server in the starts that follow: it is to replace itself by the command behind its arguments. */
    PostgresServer launchedBy(List<String> command) {
        postmaster.launchedBy(command);
        return this;
    }

    /** The same, of a program that begins as root, which the tests have to be run by: what is behind its arguments becomes the server's user. */
    PostgresServer launchedByRoot(List<String> command) {
        postmaster.launchedByRoot(command);
        return this;
    }

    /** Makes the starts that follow listen on a free port of 127.0.0.1 too, for {@link ClientSession}. */
    PostgresServer withTcp() {
        postmaster.withTcp();
        return this;
    }

    /** Makes the starts that follow write to the disk as a server does that is to keep what it has: a call that fails then is a PANIC. */
    PostgresServer withFsync() {
        postmaster.withFsync();
        return this;
    }

    /** The port of the socket, and of 127.0.0.1 where it listens there. */
    int port() {
        return postmaster.port();
    }

    /** Starts the server and waits until it takes connections. */
    PostgresServer start(String configuration, String... arguments) {
        postmaster.start(configuration, arguments);
        return this;
    }

    /** Starts the server, expects that it ends by itself with an error, and answers its log. */
    String startExpectingFailure(String configuration, String... arguments) {
        return postmaster.startExpectingFailure(configuration, arguments);
    }

    /** Writes another configuration and has the server read it; what it changed is in force for sessions that begin later. */
    void reload(String configuration) {
        write(configuration);
        reload();
    }

    /** Has the server read its configuration again. */
    void reload() {
        postmaster.reload();
        // The postmaster reads its files in the same step, but after the line in the log: a new process sees the end of
        // it.
        query("SELECT 1");
    }

    /** Writes another configuration, which nobody reads yet. */
    void write(String configuration) {
        files.write(configuration);
    }

    /** Asks the server to end, as {@code pg_ctl -m fast} does, and answers its exit code. */
    int stopFast() {
        return postmaster.stopFast();
    }

    /** Stops the server, if it runs, without a farewell. */
    void stop() {
        postmaster.stop();
    }

    /** Stops the server and the servers of its backups, and takes away their files. */
    @Override
    public void close() {
        try {
            backups.forEach(PostgresServer::close);
            stop();
        } finally {
            files.delete();
        }
    }

    /** The same, when the last of their processes has ended by itself. */
    void closeWhenGone() {
        try {
            backups.forEach(PostgresServer::closeWhenGone);
            stop();
            waitUntilGone();
        } finally {
            close();
        }
    }

    /** Whether it was started and not stopped; its postmaster may have ended by itself. */
    boolean isStarted() {
        return postmaster.isStarted();
    }

    /** Whether the postmaster is alive. */
    boolean isRunning() {
        return postmaster.isRunning();
    }

    /** Sends a signal. */
    static void signal(ServerProcess process, String name) {
        Postmaster.signal(process, name);
    }

    // What can be seen of it.

    /** Everything that the server has written to its logs since it was started. */
    String log() {
        return files.logs();
    }

    /** Whether there is a log, as there is since the first start. */
    boolean hasLog() {
        return Files.exists(files.log());
    }

    /** Waits until the log has a text. */
    void waitForLog(String text) {
        watch.waitForLog(text);
    }

    /** Waits until the log has a text behind what it had when it was as long as this. */
    void waitForLogAfter(int length, String text) {
        watch.waitForLogAfter(length, text);
    }

    ServerProcess postmaster() {
        return postmaster.process();
    }

    /** The postmaster and its children. */
    List<ServerProcess> processes() {
        List<ServerProcess> all = new ArrayList<>();
        all.add(postmaster());
        all.addAll(postmaster().children());
        return all;
    }

    /** Waits until the server has a process whose title begins so, and answers it. */
    ServerProcess process(String title) {
        return watch.childOf(postmaster(), title);
    }

    /** The processes that are of this server: the command line of each names its folder. */
    List<ServerProcess> leftovers() {
        return watch.leftovers();
    }

    /** Waits until the last process of a stopped server has ended: a recorder ends after those whose calls it answers. */
    void waitUntilGone() {
        watch.waitUntilGone();
    }

    // What is said to it.

    private Psql clients() {
        return new Psql(installation, files, port());
    }

    /** Runs statements in one session, each by itself, until one fails. */
    Result psql(String... statements) {
        return psqlAs("postgres", statements);
    }

    /** The same as another role. */
    Result psqlAs(String role, String... statements) {
        return clients().run(role, statements);
    }

    /** Runs statements that have to succeed, and answers what they print. */
    String query(String... statements) {
        return queryIn("postgres", statements);
    }

    /** The same in another database. */
    String queryIn(String database, String... statements) {
        return clients().query(database, statements);
    }

    /** Waits until a query answers so. */
    void waitForQuery(String query, String answer) {
        clients().waitForAnswer(query, answer);
    }

    /** Waits until the server takes connections, as it does again after a crash. */
    void waitUntilConnected() {
        clients().waitUntilConnected();
    }

    /** Begins statements in a session of their own. */
    RunningStatement begin(String... statements) {
        return clients().begin(statements);
    }

    /** Begins to receive the write-ahead log as a role. */
    RunningStatement beginReplication(String role) {
        return clients().beginReplication(role);
    }

    /**
     * A server of a backup that pg_basebackup takes of this one; it is not started, and streams from this one when it is. It is
     * closed with this one, and waits for the disk if this one does.
     */
    PostgresServer baseBackup() {
        Path backup = folder().resolve("backup");
        clients().baseBackup(backup.toString());
        PostgresServer made = new PostgresServer(installation, backup);
        backups.add(made);
        if (postmaster.hasFsync()) {
            made.withFsync();
        }
        return made;
    }

    /** Declares the functions of the probe module. */
    void createProbe() {
        query(
                "CREATE OR REPLACE FUNCTION probe_state() RETURNS text"
                        + " AS 'pgseccomp_probe' LANGUAGE C VOLATILE PARALLEL RESTRICTED",
                "CREATE OR REPLACE FUNCTION probe_dumpable() RETURNS int4 AS 'pgseccomp_probe' LANGUAGE C VOLATILE",
                "CREATE OR REPLACE FUNCTION probe_deny(int4) RETURNS void AS 'pgseccomp_probe' LANGUAGE C VOLATILE",
                "CREATE OR REPLACE FUNCTION probe_syscall(int4) RETURNS int4 AS 'pgseccomp_probe' LANGUAGE C VOLATILE",
                "CREATE OR REPLACE FUNCTION probe_i386_syscall(int4) RETURNS int4"
                        + " AS 'pgseccomp_probe' LANGUAGE C VOLATILE");
    }
}
