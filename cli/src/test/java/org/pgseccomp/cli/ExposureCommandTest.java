package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the catalogue of attacks a configuration stops. */
class ExposureCommandTest {
    private static final String LOADED = "shared_preload_libraries = 'pgseccomp'\n";

    @TempDir
    private Path folder;

    private CommandRun last;

    private JsonNode exposure(String text, String... options) throws IOException {
        String[] arguments = new String[8 + options.length];
        System.arraycopy(
                new String[] {"exposure", "--arch", "x86_64", "--server-version", "17", "--format", "json"},
                0,
                arguments,
                0,
                7);
        System.arraycopy(options, 0, arguments, 7, options.length);
        arguments[arguments.length - 1] =
                Files.writeString(folder.resolve("postgresql.conf"), text).toString();
        last = CommandRun.of(arguments);
        assertThat(last.code()).as(last.err()).isZero();
        return JsonSchemas.valid(last.out());
    }

    private static JsonNode attack(JsonNode result, String name) {
        for (JsonNode each : result.path("attacks")) {
            if (each.path("attack").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError(name);
    }

    private static String verdict(JsonNode result, String name) {
        return attack(result, name).path("verdict").asText();
    }

    @Test
    void aConfigurationIsLookedUp() throws IOException {
        JsonNode result = exposure(LOADED + "pgseccomp.enabled = on\n"
                + "pgseccomp.session_syscall_error = 'execve, execveat, unshare'\n"
                + "pgseccomp.session_paths = '@data, @share'\n");
        assertThat(last.err()).isEmpty();
        assertThat(result.path("in_force").asBoolean()).isTrue();
        assertThat(attack(result, "copy-program").path("stopped_by").asText())
                .isEqualTo("session filter, pgseccomp.session_syscall_error: execve, execveat");
        assertThat(verdict(result, "user-namespace")).isEqualTo("open");
        // The folder of the file is where the server's data is.
        assertThat(attack(result, "system-configuration").path("stopped_by").asText())
                .startsWith("files, pgseccomp.session_paths: ");
        assertThat(verdict(result, "change-tables")).isEqualTo("open");
        int stopped = 0;
        int all = 0;
        for (JsonNode each : result.path("summary")) {
            stopped += each.path("stopped").asInt();
            all += each.path("all").asInt();
        }
        assertThat(all).isEqualTo(result.path("attacks").size());
        assertThat(stopped).isPositive().isLessThan(all);
    }

    @Test
    void aRoleAndATypeHaveTheirOwn() throws IOException {
        String text = LOADED + "pgseccomp.enabled = on\n"
                + "pgseccomp.session_roles = 'joe, ann'\nsession_syscall_error.joe = 'bpf'\nsession_syscall_error.ann = 'bpf'\n"
                + "pgseccomp.process_types = 'archiver'\nprocess_syscall_error.archiver = 'swapon, swapoff'\n";
        assertThat(attack(exposure(text, "--role", "joe"), "bpf")
                        .path("stopped_by")
                        .asText())
                .isEqualTo("role filter, session_syscall_error.joe: bpf");
        assertThat(attack(exposure(text, "--role", "ann"), "bpf")
                        .path("stopped_by")
                        .asText())
                .isEqualTo("role filter, session_syscall_error.ann: bpf");
        assertThat(verdict(exposure(text), "bpf")).isEqualTo("open");
        assertThat(attack(exposure(text, "--type", "archiver"), "swap")
                        .path("stopped_by")
                        .asText())
                .isEqualTo("process filter, process_syscall_error.archiver: swapoff, swapon");
        assertThat(verdict(exposure(text, "--type", "checkpointer"), "swap")).isEqualTo("kernel");
        assertThat(verdict(exposure(text, "--type", "checkpointer"), "trace-stranger"))
                .isEqualTo("stopped");
        assertThat(verdict(exposure(text, "--postmaster"), "trace-stranger")).isEqualTo("open");
    }

    /** The folder of a copy in a repository is no data directory; /tmp, where sessions write, would be one with other verdicts. */
    @Test
    void whereACopyOfTheConfigurationLiesDoesNotMatter() throws IOException {
        String text = "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = strict\n";
        String copy = Files.writeString(folder.resolve("postgresql.conf"), text).toString();
        String placed = Files.writeString(
                        folder.resolve("placed.conf"), text + "data_directory = '/var/lib/postgresql/17/main'\n")
                .toString();
        String[] of = {"exposure", "--arch", "x86_64", "--server-version", "17", copy};
        String verdicts = CommandRun.of(of).out().replace(copy, "");
        of[5] = placed;
        assertThat(verdicts)
                .isEqualTo(CommandRun.of(of).out().replace(placed, ""))
                .containsPattern("archive-command +stopped");
    }

    @Test
    void whatIsNotInForceStopsNothing() throws IOException {
        JsonNode result = exposure("pgseccomp.enabled = on\npgseccomp.session_syscall_error = 'bpf'\n");
        assertThat(result.path("in_force").asBoolean()).isFalse();
        assertThat(verdict(result, "bpf")).isEqualTo("open");
        assertThat(last.err()).contains("warning: with this configuration a server loads no filter");
    }

    @Test
    void aProfileAndNoPolicyNeedNoFile() throws IOException {
        CommandRun strict = CommandRun.of("exposure", "--arch", "x86_64", "--profile", "strict", "--libc", "2.36");
        assertThat(strict.code()).as(strict.err()).isZero();
        assertThat(strict.out())
                .contains("In sessions (x86_64):", "copy-program             stopped", "\nsummary ")
                .containsPattern("[0-9]+ of [0-9]+ are stopped \\([0-9.]+ %\\)\\.\n$");
        CommandRun none = CommandRun.of("exposure", "--format", "json");
        assertThat(none.code()).isZero();
        for (JsonNode each : JsonSchemas.valid(none.out()).path("attacks")) {
            assertThat(each.path("verdict").asText()).isIn("open", "kernel");
        }
    }

    @Test
    void aWrongCommandLineIsOne() {
        assertThat(CommandRun.of("exposure", "--profile", "strict", "postgresql.conf")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("exposure", "--profile", "tight").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("exposure", folder.resolve("none.conf").toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }
}
