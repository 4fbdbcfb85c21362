package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@link Attempt}s are made at: files in four folders, another program of the server's user, and what servers have of ports and
 * sockets. The words in braces of the table stand for these.
 */
final class AttemptScene implements AutoCloseable {
    /** In the data directory, what an attempt makes that succeeds. */
    private static final List<String> LEFT_BEHIND =
            List.of("standby.signal", "new", "base/new", "pg_tblspc/1", "pg_hba.conf.new");

    private static final List<String> FOLDERS = List.of("outside", "ro", "rw", "runs");

    private final Path folder;
    private final Path library;
    private final Process stranger;
    private final PostgresServer listening;

    /**
     * @param listening a server that has a TCP port, and the abstract socket "@" and its folder
     */
    AttemptScene(PostgresServer listening) throws IOException {
        this.listening = listening;
        this.folder = ServerFiles.newFolder();
        String libraries = Command.run(List.of(listening.program("pg_config"), "--pkglibdir"))
                .output();
        this.library = Path.of(libraries.strip(), "pgseccomp_files.so");
        this.stranger = Command.asServerUser(List.of("sleep", "3600"), Map.of()).start();
        for (String name : FOLDERS) {
            Files.createDirectories(folder.resolve(name));
            Command.giveToServerUser(folder.resolve(name));
        }
    }

    /** A configuration's list of files that has three of the folders. */
    String listed() {
        return folder + "/ro, " + folder + "/rw:rw, " + folder + "/runs:rwx";
    }

    /** Puts everything back in its place. */
    void restore(PostgresServer server) throws IOException {
        for (String name : FOLDERS) {
            Path place = folder.resolve(name);
            clear(place);
            newFile(place.resolve("file"), "x");
            newFolder(place.resolve("empty"));
            Files.createSymbolicLink(place.resolve("link"), folder.resolve("outside/secret"));
            copy(library, place.resolve("library.so"));
            copy(Path.of("/bin/true").toRealPath(), place.resolve("program"));
        }
        newFile(folder.resolve("outside/secret"), "secret\n");
        for (String name : LEFT_BEHIND) {
            Files.deleteIfExists(server.data().resolve(name));
        }
        Files.writeString(server.systemConfigurationFile(), "");
        Command.giveToServerUser(server.systemConfigurationFile());
    }

    /** A text of the table with what its words in braces stand for. */
    String filled(String text, PostgresServer server) {
        String result = text;
        for (String name : FOLDERS) {
            result = result.replace("{" + name + "}", folder.resolve(name).toString());
        }
        result = result.replace("{secret}", folder.resolve("outside/secret").toString())
                .replace("{pkglibdir}", library.getParent().toString())
                .replace("{data}", server.data().toString())
                .replace("{stranger}", String.valueOf(stranger.pid()))
                .replace("{postmaster}", String.valueOf(server.postmaster().pid()))
                .replace("{port}", String.valueOf(listening.port()))
                .replace("{socket}", listening.folder() + socketName())
                .replace("{abstract}", "@" + listening.folder() + socketName());
        if (result.contains("{process}")) {
            result = result.replace(
                    "{process}", String.valueOf(server.process("checkpointer").pid()));
        }
        return result.contains("{free}") ? result.replace("{free}", String.valueOf(freePort())) : result;
    }

    private String socketName() {
        return "/.s.PGSQL." + listening.port();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void newFile(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Command.giveToServerUser(file);
    }

    private static void newFolder(Path made) throws IOException {
        Files.createDirectory(made);
        Command.giveToServerUser(made);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.giveToServerUser(to);
    }

    private static void clear(Path place) throws IOException {
        try (Stream<Path> below = Files.walk(place)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(place) && Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(each);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        stranger.destroy();
        clear(folder);
        Files.delete(folder);
    }
}
