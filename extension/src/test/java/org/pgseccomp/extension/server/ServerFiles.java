package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a server, all below one folder, which the server's user owns: data directory, configuration, logs.
 *
 * @param folder whose name stands in the command line of each process of the server
 */
record ServerFiles(Path folder) {
    /** New files, with a copy of a data directory. */
    static ServerFiles withCopyOf(Path data) throws IOException {
        ServerFiles files = new ServerFiles(newFolder());
        Command.runSuccessfully(
                List.of("cp", "-a", data.toString(), files.data().toString()));
        return files;
    }

    /** Not below /tmp: a list of files that has @temp would have the data directory too. */
    static Path newFolder() throws IOException {
        Path parent = Files.createDirectories(Path.of(System.getProperty("pgseccomp.test.folder", "/srv")));
        Path folder = Files.createTempDirectory(parent, "pgseccomp-test.");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.giveToServerUser(folder);
        return folder;
    }

    /** A folder for what is made once and copied by many; it is there until the tests have ended. */
    static Path newFolderOfAllTests() throws IOException {
        Path folder = newFolder();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    /** What the processes of this server have in their command lines, and those of no other. */
    String name() {
        return folder.getFileName().toString();
    }

    Path data() {
        return folder.resolve("data");
    }

    /** What the postmaster writes to its standard output and standard error. */
    Path log() {
        return folder.resolve("log");
    }

    /** The configuration that a test writes is this file; its first line is line 1. */
    Path configuration() {
        return folder.resolve("test.conf");
    }

    /** The file that ALTER SYSTEM writes. */
    Path systemConfiguration() {
        return data().resolve("postgresql.auto.conf");
    }

    /** Writes another configuration, which nobody reads yet. */
    void write(String configuration) {
        try {
            Files.writeString(configuration(), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what the start before has left, and makes the server read the configuration. */
    void prepareStart() throws IOException {
        Files.deleteIfExists(postmasterFile());
        Files.createDirectories(collectedLogs());
        try (Stream<Path> logs = Files.list(collectedLogs())) {
            logs.forEach(ServerFiles::delete);
        }
        Command.giveToServerUser(collectedLogs());
        Files.writeString(data().resolve("postgresql.conf"), "include '" + configuration() + "'\nlc_messages = 'C'\n");
    }

    /** Whether the postmaster has written that it takes connections. */
    boolean isReady() {
        try {
            List<String> lines = Files.readAllLines(postmasterFile());
            return lines.size() >= 8 && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path postmasterFile() {
        return data().resolve("postmaster.pid");
    }

    /** What the server's logging collector writes, where there is one. */
    private Path collectedLogs() {
        return data().resolve("log");
    }

    /** Everything that the server has written to its logs since it was started; it is an error to ask for it before. */
    String logs() {
        try {
            StringBuilder text = new StringBuilder(Command.text(log()));
            if (Files.exists(collectedLogs())) {
                try (Stream<Path> files = Files.list(collectedLogs())) {
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

    void delete() {
        delete(folder);
    }

    static void delete(Path folder) {
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
