package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy with a mistake in it: the server does not start, and the log says where the mistake is. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedPolicyTest {
    /**
     * A configuration with a mistake.
     *
     * @param lines of the configuration, behind the two that load and enable the extension
     * @param fragments what the log has to say
     */
    record Mistake(String name, String lines, List<String> fragments) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Mistake mistake(String name, String lines, String... fragments) {
        return new Mistake(name, lines, List.of(fragments));
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                mistake(
                        "quote that is not closed",
                        "pgseccomp.global_syscall_error = 'mount, \"symlink'",
                        "invalid list of system calls in parameter \"pgseccomp.global_syscall_error\"",
                        "Element 2, at character 8, has no closing quote.",
                        "HINT:  Write names separated by commas",
                        "CONTEXT:  line 3 of configuration file"),
                mistake(
                        "empty element",
                        "pgseccomp.global_syscall_log = 'mount, , symlink'",
                        "invalid list of system calls in parameter \"pgseccomp.global_syscall_log\"",
                        "Element 2, at character 8, is empty."),
                mistake(
                        "comma at the end",
                        "pgseccomp.global_syscall_log = 'mount,'",
                        "invalid list of system calls in parameter \"pgseccomp.global_syscall_log\"",
                        "Element 2, at character 7, is empty."),
                mistake(
                        "missing comma",
                        "pgseccomp.global_syscall_kill = 'mount symlink'",
                        "invalid list of system calls in parameter \"pgseccomp.global_syscall_kill\"",
                        "Element 1, at character 1, is not followed by a comma."),
                mistake(
                        "empty name in quotes",
                        "pgseccomp.global_syscall_allow = 'mount, \"\"'",
                        "in parameter \"pgseccomp.global_syscall_allow\"",
                        "Element 2, \"\" at character 8"),
                mistake(
                        "unknown system call",
                        "\npgseccomp.global_syscall_error = 'mount, simlink'",
                        "unknown system call \"simlink\" in parameter \"pgseccomp.global_syscall_error\"",
                        "Element 2, \"simlink\" at character 8, is not a system call of ",
                        "Did you mean \"symlink\"?",
                        "CONTEXT:  line 4 of configuration file"),
                mistake(
                        "unknown system call that resembles none",
                        "pgseccomp.global_syscall_allow = 'xyzzyplughplover'",
                        "unknown system call \"xyzzyplughplover\" in parameter \"pgseccomp.global_syscall_allow\""),
                mistake(
                        "unknown system call in a list of the default action",
                        "pgseccomp.global_syscall_default = allow\npgseccomp.global_syscall_allow = 'raed'",
                        "unknown system call \"raed\"",
                        "Did you mean \"read\"?"),
                mistake(
                        "quoted name in upper case",
                        "pgseccomp.global_syscall_error = '\"MOUNT\"'",
                        "unknown system call \"MOUNT\"",
                        "Did you mean \"mount\"?"),
                mistake(
                        "two actions for one call",
                        "pgseccomp.global_syscall_error = 'ptrace, mount'\n"
                                + "pgseccomp.global_syscall_kill = 'symlinkat, chdir, mount'",
                        "conflicting actions for system call \"mount\"",
                        "element 2 (at character 9) of \"pgseccomp.global_syscall_error\"",
                        "element 3 (at character 19) of \"pgseccomp.global_syscall_kill\"",
                        "Keep it in one of the two lists."),
                mistake(
                        "default that is no action",
                        "pgseccomp.global_syscall_default = deny",
                        "invalid value for parameter \"pgseccomp.global_syscall_default\": \"deny\"",
                        "Available values: allow, log, warn, error, terminate, kill."),
                mistake(
                        "empty default",
                        "pgseccomp.global_syscall_default = ''",
                        "invalid value for parameter \"pgseccomp.global_syscall_default\": \"\""),
                mistake(
                        "misspelt setting",
                        "pgseccomp.global_syscal_error = 'mount'",
                        "unrecognized configuration parameter \"pgseccomp.global_syscal_error\"",
                        "Did you mean \"pgseccomp.global_syscall_error\"?",
                        "CONTEXT:  line 3 of configuration file"),
                mistake(
                        "setting that is none",
                        "pgseccomp.quite_something_else = 1",
                        "unrecognized configuration parameter \"pgseccomp.quite_something_else\""),
                mistake(
                        "a no-break space before a name",
                        "\u00a0pgseccomp.profile = 'strict'",
                        "unrecognized configuration parameter \"\\xc2\\xa0pgseccomp.profile\"",
                        "PostgreSQL takes the bytes before \"pgseccomp.profile\" for letters of the name."),
                mistake(
                        "enabled, but not a Boolean",
                        "pgseccomp.enabled = maybe",
                        "parameter \"pgseccomp.enabled\" requires a Boolean value",
                        "line 3 of configuration file"),
                mistake(
                        "the global list in the global list",
                        "pgseccomp.global_syscall_error = '*'",
                        "invalid list of system calls in parameter \"pgseccomp.global_syscall_error\"",
                        "Element 1, \"*\" at character 1, means \"the global list\""),
                mistake(
                        "bytes that are not ASCII",
                        "pgseccomp.global_syscall_error = 'm\u00f6unt'",
                        "unknown system call \"m\\xc3\\xb6unt\" in parameter \"pgseccomp.global_syscall_error\""),
                mistake(
                        "space that is not ASCII",
                        "pgseccomp.global_syscall_error = 'mount,\u00a0symlinkat'",
                        "unknown system call \"\\xc2\\xa0symlinkat\""),
                mistake(
                        "letter that folds to ASCII in some locales",
                        "pgseccomp.global_syscall_error = '\u212aill'",
                        "unknown system call \"\\xe2\\x84\\xaaill\""),
                mistake(
                        "name that is too long to show",
                        "pgseccomp.global_syscall_error = '" + "x".repeat(5000) + "'",
                        "unknown system call \"" + "x".repeat(80) + "...\""),
                mistake(
                        "name that PostgreSQL would truncate to a system call",
                        "pgseccomp.global_syscall_error = 'mount" + " ".repeat(3) + "x'",
                        "is not followed by a comma"));
    }

    @TestServer
    private PostgresServer server;

    @AfterEach
    void withoutWhatAlterSystemWrote() throws IOException {
        Files.writeString(server.systemConfigurationFile(), "");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theServerDoesNotStartWith(Mistake mistake) {
        String log = server.startExpectingFailure(PostgresServer.ENABLED + mistake.lines() + "\n");
        assertRefused(log, mistake.fragments());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theServerStartsWithoutAFilterIfItIsSwitchedOffOnTheCommandLineInSpiteOf(Mistake mistake) {
        server.start(PostgresServer.ENABLED + mistake.lines() + "\n", "-c", "pgseccomp.enabled=off");
        assertThat(server.query("SHOW pgseccomp.enabled")).isEqualTo("off");
        assertThat(server.log()).doesNotContain("global filter loaded");
        for (ServerProcess process : List.of(server.postmaster(), server.process("checkpointer"))) {
            assertThat(process.status("Seccomp")).as("Seccomp of %s", process).isEqualTo("0");
            assertThat(process.status("NoNewPrivs"))
                    .as("NoNewPrivs of %s", process)
                    .isEqualTo("0");
        }
    }

    @Test
    void aMistakeOnTheCommandLineIsRefused() {
        assertRefused(
                server.startExpectingFailure(
                        PostgresServer.ENABLED, "-c", "pgseccomp.global_syscall_error=mount, raed"),
                List.of(
                        "unknown system call \"raed\" in parameter \"pgseccomp.global_syscall_error\"",
                        "Element 2, \"raed\" at character 8",
                        "Did you mean \"read\"?"));
        assertRefused(
                server.startExpectingFailure(PostgresServer.ENABLED, "--pgseccomp.global-syscall-default=never"),
                List.of("invalid value for parameter \"pgseccomp.global_syscall_default\": \"never\""));
        assertRefused(
                server.startExpectingFailure(
                        "shared_preload_libraries = 'pgseccomp'\n", "-c", "pgseccomp.enabled=perhaps"),
                List.of("parameter \"pgseccomp.enabled\" requires a Boolean value"));
    }

    @Test
    void aMistakeThatAlterSystemWroteIsRefused() throws IOException {
        Files.writeString(server.systemConfigurationFile(), "pgseccomp.global_syscall_error = 'mount, raed'\n");
        assertRefused(
                server.startExpectingFailure(PostgresServer.ENABLED),
                List.of(
                        "unknown system call \"raed\"",
                        "CONTEXT:  line 1 of configuration file",
                        "postgresql.auto.conf"));
    }

    @Test
    void aMisspeltEnabledIsRefusedThoughNothingIsEnabled() {
        assertRefused(
                server.startExpectingFailure("shared_preload_libraries = 'pgseccomp'\npgseccomp.enabld = on\n"),
                List.of(
                        "unrecognized configuration parameter \"pgseccomp.enabld\"",
                        "Did you mean \"pgseccomp.enabled\"?"));
    }

    @Test
    void theNameOfASettingMayBeWrittenInUpperCase() {
        server.start("""
                shared_preload_libraries = 'pgseccomp'
                PGSECCOMP.Enabled = TRUE
                PgSeccomp.Global_Syscall_Error = 'Symlink, SYMLINKAT'
                """);
        assertThat(server.postmaster().status("Seccomp")).isEqualTo("2");
        assertThat(server.log()).contains("global filter loaded, default action allow, ");
    }

    @Test
    void theLastOfSeveralLinesForOneSettingCounts() {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.global_syscall_error = 'raed'\npgseccomp.global_syscall_error = 'mount'\n");
        assertThat(server.query("SHOW pgseccomp.global_syscall_error")).isEqualTo("mount");
    }

    private static void assertRefused(String log, List<String> fragments) {
        assertThat(log).contains("FATAL:").contains(fragments);
        assertThat(log).doesNotContain("global filter loaded").doesNotContain("ready to accept connections");
    }
}
