package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.extension.server.Command.Result;

/** The life of a server: how it is started, by whom, with what around it, and how it ends. */
final class Postmaster {
    private static final Duration START_LIMIT = Duration.ofSeconds(Integer.getInteger("pgseccomp.start.limit", 30));
    static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final Installation installation;
    private final ServerFiles files;
    private final ServerWatch watch;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> launcher = List.of();
    private List<String> rootLauncher = List.of();
    private int port = 5432;
    private String addresses = "";
    private boolean hasFsync;
    private Process process;

    Postmaster(Installation installation, ServerFiles files) {
        this.installation = installation;
        this.files = files;
        this.watch = new ServerWatch(files);
    }

    void environment(String name, String value) {
        environment.put(name, value);
    }

    void withoutEnvironment() {
        environment.clear();
    }

    void launchedBy(List<String> command) {
        launcher = List.copyOf(command);
    }

    void launchedByRoot(List<String> command) {
        rootLauncher = List.copyOf(command);
    }

    void withFsync() {
        hasFsync = true;
    }

    boolean hasFsync() {
        return hasFsync;
    }

    void withTcp() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            addresses = "127.0.0.1";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    void start(String configuration, String... arguments) {
        launch(configuration, arguments);
        Await.until("the server is ready", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server did not start:\n" + files.logs());
            }
            return files.isReady();
        });
    }

    String startExpectingFailure(String configuration, String... arguments) {
        launch(configuration, arguments);
        if (!Command.ended(process, START_LIMIT)) {
            String written = files.logs();
            stop();
            throw new AssertionError("the server runs, and it should not have started:\n" + written);
        }
        assertThat(process.exitValue()).as("exit code of the server").isNotZero();
        // A child of learning's ends by itself when the postmaster has, a moment later.
        watch.waitUntilGone();
        process = null;
        return files.logs();
    }

    private void launch(String configuration, String... arguments) {
        assertThat(process).as("a server that runs already").isNull();
        try {
            files.write(configuration);
            files.prepareStart();
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of(
                    installation.program("postgres"),
                    "-D",
                    files.data().toString(),
                    "-c",
                    "listen_addresses=" + addresses,
                    "-c",
                    "port=" + port,
                    "-c",
                    "unix_socket_directories=" + files.folder(),
                    "-c",
                    "fsync=" + (hasFsync ? "on" : "off"),
                    "-c",
                    "cluster_name=" + files.name()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = Command.asServerUser(command, environment);
            builder.command().addAll(0, rootLauncher);
            process = builder.redirectOutput(files.log().toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        if (process == null) {
            return;
        }
        List<ServerProcess> children = process().children();
        signal(process(), "QUIT");
        if (!Command.ended(process, STOP_LIMIT)) {
            process.destroyForcibly();
        }
        for (ServerProcess child : children) {
            ProcessHandle.of(child.pid()).ifPresent(handle -> {
                if (watch.leftovers().contains(child)) {
                    handle.destroyForcibly();
                }
            });
        }
        process = null;
    }

    int stopFast() {
        signal(process(), "INT");
        if (!Command.ended(process, STOP_LIMIT)) {
            throw new AssertionError("the server does not end:\n" + files.logs());
        }
        int code = process.exitValue();
        process = null;
        return code;
    }

    /** Has the server read its configuration again. It does so in its own time, soon after the log says that it will. */
    void reload() {
        int before = reloads();
        signal(process(), "HUP");
        Await.until("the server reloads", STOP_LIMIT, () -> reloads() > before, files::logs);
    }

    private int reloads() {
        return files.logs().split("received SIGHUP", -1).length;
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    boolean isStarted() {
        return process != null;
    }

    ServerProcess process() {
        return new ServerProcess(process.pid());
    }

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
}
