package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The file of {@code -o}: there whole or not at all, for which it is written beside its place and renamed. Only a regular file is replaced: a device, a pipe or
 * a terminal is written to, since root would put a file in its place, and a link stays one.
 */
final class OutputFile {
    private OutputFile() {}

    /**
     * Refuses a place that one of the inputs has: it would be lost.
     *
     * @throws ParameterException if it is one
     */
    static void refuseInputs(CommandLine command, String output, List<String> inputs) throws IOException {
        for (String input : inputs) {
            Path read = Path.of(input);
            Path written = Path.of(output);
            if (Files.isRegularFile(written) && Files.isRegularFile(read) && Files.isSameFile(read, written)) {
                throw new ParameterException(command, "-o: '" + output + "' is a FILE that is read");
            }
        }
    }

    /**
     * Writes a text.
     *
     * @throws IOException with the name and a reason
     */
    static void write(String output, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path path = Path.of(output);
        if (Files.isDirectory(path)) {
            throw new IOException(output + " cannot be written: it is a directory");
        }
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                Files.write(target, bytes, StandardOpenOption.WRITE);
            } else {
                replace(target, bytes);
            }
        } catch (NoSuchFileException e) {
            throw new IOException(output + " cannot be written: its directory does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException(output + " cannot be written: permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException(
                    output + " cannot be written" + (e.getReason() == null ? "" : ": " + e.getReason()), e);
        } catch (IOException e) {
            throw new IOException(output + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        Path made = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(made, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(made, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
