package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a report goes: nothing of the user's is lost, and what is wrong with the place is said. */
class OutputFileTest {
    private static final String POLICY = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    @TempDir
    Path folder;

    private Path policy() throws IOException {
        return Files.writeString(folder.resolve("postgresql.conf"), POLICY);
    }

    private CommandRun report(Path output) throws IOException {
        return CommandRun.of("report", "-o", output.toString(), policy().toString());
    }

    @Test
    void theConfigurationIsNotOverwritten() throws IOException {
        CommandRun run = report(policy());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("is a FILE that is read");
        assertThat(Files.readString(policy())).isEqualTo(POLICY);
        Path link = Files.createSymbolicLink(folder.resolve("link"), policy());
        assertThat(report(link).code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path file = Files.writeString(folder.resolve("r.html"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("latest.html"), file);
        assertThat(report(link).code()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file).content().startsWith("<!DOCTYPE html>");
    }

    /** Root would replace the pipe, or /dev/null, by a file. */
    @Test
    void whatIsNoFileIsWrittenTo() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path got = folder.resolve("got");
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(got.toFile())
                .start();
        assertThat(report(pipe).code()).isZero();
        assertThat(reader.waitFor()).isZero();
        assertThat(got).content().startsWith("<!DOCTYPE html>");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void whatIsWrongWithThePlaceIsSaid() throws IOException {
        for (List<String> place : List.of(
                List.of(folder.toString(), "is a directory"),
                List.of(folder.resolve("nowhere/r.html").toString(), "directory does not exist"),
                List.of(policy().resolve("r.html").toString(), "Not a directory"))) {
            CommandRun run = report(Path.of(place.get(0)));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains(place.get(0), place.get(1));
        }
    }
}
