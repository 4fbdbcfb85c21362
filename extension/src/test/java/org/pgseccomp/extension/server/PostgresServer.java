package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pgseccomp.extension.server.Command.Result;

/**
 * A throwaway PostgreSQL server, reached through a Unix socket in a folder of its own. It can be started again and again, each
 * time with another configuration.
 */
final class PostgresServer implements AutoCloseable {
    /** Programs of a server that has the extension installed. */
    static final String BINDIR = "PGSECCOMP_TEST_BINDIR";
    /** The same, with the extension built with -DPGSECCOMP_FAULTS. */
    static final String FAULTS_BINDIR = "PGSECCOMP_TEST_FAULTS_BINDIR";

    /** A configuration that loads the extension and enables it. */
    static final String ENABLED = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    /** The major version of PostgreSQL: 15. */
    static final int VERSION = version();
    /** Has statements run in parallel workers that would not need any. */
    static final String ALWAYS_PARALLEL =
            VERSION >= 16 ? "SET debug_parallel_query = on" : "SET force_parallel_mode = on";

    private static final Duration START_LIMIT = Duration.ofSeconds(Integer.getInteger("pgseccomp.start.limit", 30));
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static Path template;

    private final Path programs;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final Map<String, String> environment = new HashMap<>();
    private Process postmaster;
    private int port = 5432;
    private String addresses = "";
    private List<String> launcher = List.of();

    private PostgresServer(Path programs) {
        this(programs, null);
    }

    /** A server with a copy of a data directory, by default of a new one. */
    private PostgresServer(Path programs, Path copied) {
        this.programs = programs;
        try {
            this.folder = newFolder();
            this.data = folder.resolve("data");
            this.log = folder.resolve("log");
            Path source = copied == null ? template(programs) : copied;
            Command.runSuccessfully(List.of("cp", "-a", source.toString(), data.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that has the extension installed; it is not started. */
    static PostgresServer create() {
        return new PostgresServer(programs(BINDIR));
    }

    /** A server with a copy of a data directory; it is not started. */
    static PostgresServer createFrom(Path data) {
        return new PostgresServer(programs(BINDIR), data);
    }

    /** A server whose extension has the faults that {@code PGSECCOMP_FAULT} chooses; it is not started. */
    static PostgresServer createWithFaults() {
        return new PostgresServer(programs(FAULTS_BINDIR));
    }

    private static int version() {
        String answer = Command.run(List.of(programs(BINDIR).resolve("postgres").toString(), "--version"))
                .output();
        return Integer.parseInt(answer.replaceFirst("(?s)\\D*(\\d+).*", "$1"));
    }

    private static Path programs(String variable) {
        String value = System.getenv(variable);
        assertThat(value)
                .as(
                        "the environment variable %s: the folder with initdb, postgres and psql of a PostgreSQL that has"
                                + " pgseccomp and pgseccomp_probe installed; script/test sets it",
                        variable)
                .isNotNull();
        assertThat(Path.of(value, "postgres")).isExecutable();
        return Path.of(value);
    }

    private static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory(
                Path.of(System.getProperty("pgseccomp.test.folder", "/tmp")), "pgseccomp-test.");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.giveToServerUser(folder);
        return folder;
    }

    /** A new data directory, made once. */
    private static synchronized Path template(Path programs) throws IOException {
        if (template == null) {
            Path folder = newFolder();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteFolder(folder)));
            Path made = folder.resolve("data");
            Command.runSuccessfully(List.of(
                    programs.resolve("initdb").toString(),
                    "--auth=trust",
                    "--username=postgres",
                    "--no-sync",
                    "--locale=C.UTF-8",
                    "--encoding=UTF8",
                    "-D",
                    made.toString()));
            template = made;
        }
        return template;
    }

    /** Sets an environment variable for the starts that follow. */
    PostgresServer environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Takes back every environment variable that was set. */
    void withoutEnvironment() {
        environment.clear();
    }

    /** Has a program start the server in the starts that follow: it is to replace itself by the command behind its arguments. */
    PostgresServer launchedBy(List<String> command) {
        launcher = List.copyOf(command);
        return this;
    }

    /** Makes the starts that follow listen on a free port of 127.0.0.1 too, for {@link ClientSession}. */
    PostgresServer withTcp() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            addresses = "127.0.0.1";
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the socket, and of 127.0.0.1 where it listens there. */
    int port() {
        return port;
    }

    /** The folder of this server, which the server's user owns. */
    Path folder() {
        return folder;
    }

    /** The path of a program of this PostgreSQL. */
    String program(String name) {
        return programs.resolve(name).toString();
    }

    /** The data directory. */
    Path data() {
        return data;
    }

    /** The configuration that a test writes is this file; its first line is line 1. */
    Path configurationFile() {
        return folder.resolve("test.conf");
    }

    /** Where the server looks for the scripts of extensions. */
    Path extensionFolder() {
        Result share = Command.run(List.of(programs.resolve("pg_config").toString(), "--sharedir"));
        assertThat(share.exitCode()).isZero();
        return Path.of(share.output().strip(), "extension");
    }

    /** The file that ALTER SYSTEM writes. */
    Path systemConfigurationFile() {
        return data.resolve("postgresql.auto.conf");
    }

    /** Starts the server and waits until it takes connections. */
    PostgresServer start(String configuration, String... arguments) {
        launch(configuration, arguments);
        Await.until("the server is ready", START_LIMIT, () -> {
            if (!postmaster.isAlive()) {
                throw new AssertionError("the server did not start:\n" + log());
            }
            return isReady();
        });
        return this;
    }

    /** Starts the server, expects that it ends by itself with an error, and answers its log. */
    String startExpectingFailure(String configuration, String... arguments) {
        launch(configuration, arguments);
        if (!Command.ended(postmaster, START_LIMIT)) {
            String written = log();
            stop();
            throw new AssertionError("the server runs, and it should not have started:\n" + written);
        }
        assertThat(postmaster.exitValue()).as("exit code of the server").isNotZero();
        assertThat(leftovers()).as("processes that the server left behind").isEmpty();
        postmaster = null;
        return log();
    }

    private void launch(String configuration, String... arguments) {
        assertThat(postmaster).as("a server that runs already").isNull();
        try {
            write(configuration);
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            Files.createDirectories(data.resolve("log"));
            try (Stream<Path> logs = Files.list(data.resolve("log"))) {
                logs.forEach(PostgresServer::deleteFolder);
            }
            Command.giveToServerUser(data.resolve("log"));
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of(
                    programs.resolve("postgres").toString(),
                    "-D",
                    data.toString(),
                    "-c",
                    "listen_addresses=" + addresses,
                    "-c",
                    "port=" + port,
                    "-c",
                    "unix_socket_directories=" + folder,
                    "-c",
                    "fsync=off",
                    "-c",
                    "cluster_name=" + folder.getFileName()));
            command.addAll(List.of(arguments));
            Files.writeString(
                    data.resolve("postgresql.conf"), "include '" + configurationFile() + "'\nlc_messages = 'C'\n");
            postmaster = Command.asServerUser(command, environment)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() >= 8 && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes another configuration and has the server read it; what it changed is in force for sessions that begin later. */
    void reload(String configuration) {
        write(configuration);
        reload();
    }

    /** Has the server read its configuration again. */
    void reload() {
        int before = log().split("received SIGHUP", -1).length;
        signal(postmaster(), "HUP");
        Await.until(
                "the server reloads", STOP_LIMIT, () -> log().split("received SIGHUP", -1).length > before, this::log);
        // The postmaster reads its files in the same step, but after that line: a new process sees the end of it.
        query("SELECT 1");
    }

    /** Writes another configuration, which nobody reads yet. */
    void write(String configuration) {
        try {
            Files.writeString(configurationFile(), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server, if it runs, without a farewell. */
    void stop() {
        if (postmaster == null) {
            return;
        }
        List<ServerProcess> children = postmaster().children();
        signal(postmaster(), "QUIT");
        if (!Command.ended(postmaster, STOP_LIMIT)) {
            postmaster.destroyForcibly();
        }
        for (ServerProcess child : children) {
            ProcessHandle.of(child.pid()).ifPresent(handle -> {
                if (leftovers().contains(child)) {
                    handle.destroyForcibly();
                }
            });
        }
        postmaster = null;
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            deleteFolder(folder);
        }
    }

    /** Asks the server to end, as {@code pg_ctl -m fast} does, and answers its exit code. */
    int stopFast() {
        signal(postmaster(), "INT");
        if (!Command.ended(postmaster, STOP_LIMIT)) {
            throw new AssertionError("the server does not end:\n" + log());
        }
        int code = postmaster.exitValue();
        postmaster = null;
        return code;
    }

    /** Sends a signal. */
    static void signal(ServerProcess process, String name) {
        // Not as the server's user: the process may end meanwhile, which is no mistake.
        try {
            Result ignored = Command.run(
                    new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()) // kill(1) may be missing
                            .redirectErrorStream(true));
            assertThat(ignored.exitCode()).isBetween(0, 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that the server has written to its logs since it was started. */
    String log() {
        try {
            StringBuilder text = new StringBuilder(Command.text(log));
            Path collected = data.resolve("log");
            if (Files.exists(collected)) {
                try (Stream<Path> files = Files.list(collected)) {
                    for (Path file : files.sorted().toList()) {
                        text.append(Command.text(file));
                    }
                }
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the log has a text. */
    void waitForLog(String text) {
        Await.until("the log has: " + text, Duration.ofSeconds(20), () -> log().contains(text), this::log);
    }

    /** Waits until the log has a text behind what it had when it was as long as this. */
    void waitForLogAfter(int length, String text) {
        Await.until(
                "the log has: " + text,
                Duration.ofSeconds(20),
                () -> log().substring(length).contains(text),
                this::log);
    }

    /** Waits until the server takes connections, as it does again after a crash. */
    void waitUntilConnected() {
        Await.until(
                "the server takes connections",
                Duration.ofSeconds(20),
                () -> psql("SELECT 1").exitCode() == 0,
                this::log);
    }

    /** Whether the postmaster is alive. */
    boolean isRunning() {
        return postmaster != null && postmaster.isAlive();
    }

    ServerProcess postmaster() {
        return new ServerProcess(postmaster.pid());
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
        List<ServerProcess> found = new ArrayList<>();
        Await.until(
                "the server has a process " + title,
                Duration.ofSeconds(20),
                () -> {
                    found.clear();
                    for (ServerProcess child : postmaster().children()) {
                        if (titleOrEmpty(child).startsWith("postgres: " + folder.getFileName() + ": " + title)) {
                            found.add(child);
                        }
                    }
                    return !found.isEmpty();
                },
                () -> processes().toString());
        return found.get(0);
    }

    private static String titleOrEmpty(ServerProcess process) {
        try {
            return process.title();
        } catch (AssertionError e) {
            return "";
        }
    }

    /** The processes that are of this server: the command line of each names its folder. */
    List<ServerProcess> leftovers() {
        String name = folder.getFileName().toString();
        List<ServerProcess> found = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(handle -> {
            ServerProcess process = new ServerProcess(handle.pid());
            if (titleOrEmpty(process).contains(name)) {
                found.add(process);
            }
        });
        return found;
    }

    /** Runs statements in one session, each by itself, until one fails. */
    Result psql(String... statements) {
        return Command.run(psqlCommand("postgres", statements));
    }

    /** The same as another role. */
    Result psqlAs(String role, String... statements) {
        return Command.run(psqlCommand(role, statements));
    }

    private List<String> psqlCommand(String role, String... statements) {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("psql").toString(),
                "-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-v",
                "VERBOSITY=verbose",
                "-h",
                folder.toString(),
                "-p",
                Integer.toString(port),
                "-U",
                role,
                "-d",
                "postgres"));
        for (String statement : statements) {
            command.add("-c");
            command.add(statement);
        }
        return command;
    }

    /** Runs statements that have to succeed, and answers what they print. */
    String query(String... statements) {
        Result result = psql(statements);
        assertThat(result.exitCode())
                .as("exit code of psql, which said: %s", result.output())
                .isZero();
        return result.output().strip();
    }

    /** The same in another database. */
    String queryIn(String database, String... statements) {
        List<String> command = psqlCommand("postgres", statements);
        command.set(command.indexOf("-d") + 1, database);
        Result result = Command.run(command);
        assertThat(result.exitCode())
                .as("exit code of psql, which said: %s", result.output())
                .isZero();
        return result.output().strip();
    }

    /** Waits until a query answers so. */
    void waitForQuery(String query, String answer) {
        Await.until(
                query + " answers " + answer,
                Duration.ofSeconds(30),
                () -> psql(query).output().strip().equals(answer),
                this::log);
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

    /** A statement that runs in a session of its own until it is closed. */
    static final class RunningStatement implements AutoCloseable {
        private final Process process;

        private RunningStatement(Process process) {
            this.process = process;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            assertThat(Command.ended(process, STOP_LIMIT)).isTrue();
        }
    }

    /** Begins statements in a session of their own. */
    RunningStatement begin(String... statements) {
        try {
            return new RunningStatement(Command.asServerUser(psqlCommand("postgres", statements), Map.of())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server of a backup that pg_basebackup takes of this one; it is not started, and streams from this one when it is. */
    PostgresServer baseBackup() {
        Path backup = folder.resolve("backup");
        Command.runSuccessfully(List.of(
                program("pg_basebackup"),
                "-h",
                folder.toString(),
                "-p",
                Integer.toString(port),
                "-U",
                "postgres",
                "--checkpoint=fast",
                "--write-recovery-conf",
                "-D",
                backup.toString()));
        return new PostgresServer(programs, backup);
    }

    /** Begins to receive the write-ahead log as a role. */
    RunningStatement beginReplication(String role) {
        try {
            return new RunningStatement(Command.asServerUser(
                            List.of(
                                    programs.resolve("pg_receivewal").toString(),
                                    "-h",
                                    folder.toString(),
                                    "-p",
                                    Integer.toString(port),
                                    "-U",
                                    role,
                                    "-D",
                                    newTableSpaceFolder().toString()),
                            Map.of())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder for a table space, which the server's user owns. */
    Path newTableSpaceFolder() {
        try {
            Path made = Files.createTempDirectory(folder, "space");
            Command.giveToServerUser(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
