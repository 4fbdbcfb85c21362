package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy as lines: what is printed is read as the same policy. */
class PolicyCommandTest {
    private static final String LOADED = "shared_preload_libraries = 'pgseccomp'\n";

    @TempDir
    private Path folder;

    private String out;
    private String err;

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        out = run.out();
        err = run.err();
        return run.code();
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int policy(String text, String... options) throws IOException {
        String[] arguments = new String[6 + options.length];
        System.arraycopy(new String[] {"policy", "--arch", "x86_64", "--server-version", "17"}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        arguments[arguments.length - 1] = write("postgresql.conf", text);
        return run(arguments);
    }

    @Test
    void aProfileIsWrittenOut() throws IOException {
        String text = LOADED + "pgseccomp.profile = strict\npgseccomp.session_syscall_allow = '@profile, -mremap'\n";
        assertThat(policy(text)).isZero();
        assertThat(err)
                .contains("note: the server's C library is not known (--libc)")
                .hasLineCount(1);
        assertThat(out.lines())
                .contains("pgseccomp.enabled = on", "# Written: '@profile, -mremap'")
                .noneMatch(line -> !line.startsWith("#") && line.contains("@profile"))
                .noneMatch(line -> line.startsWith("pgseccomp.session_syscall_allow") && line.contains("mremap,"));
        String alone = write("alone.conf", LOADED + out);
        String before = folder.resolve("postgresql.conf").toString();
        assertThat(run("explain", "--arch", "x86_64", "--server-version", "17", alone, "mmap", "mremap", "execve"))
                .isZero();
        assertThat(out)
                .contains("mremap, system call 25: it fails with EACCES.")
                .contains("execve, system call 59: it fails with EACCES.");
        assertThat(policy(text, "--libc", "2.41")).isZero();
        assertThat(out.lines())
                .contains("# For PostgreSQL 17, x86_64, glibc 2.41.")
                .noneMatch(
                        line -> line.startsWith("pgseccomp.session_syscall_allow") && line.contains("epoll_create,"));
        assertThat(run("policy", "--libc", "2.41", "--arch", "x86_64", "--server-version", "17", alone))
                .isZero();
        // The other types of processes have lists of their own under strict only.
        run("diff", "--arch", "x86_64", "--server-version", "17", before, alone);
        assertThat(out).doesNotContain("sessions").doesNotContain("postmaster");
    }

    @Test
    void aRoleHasItsLines() throws IOException {
        String text = LOADED + "pgseccomp.enabled = on\npgseccomp.session_roles = 'joe'\n"
                + "session_syscall_error.joe = '@mount, socket(domain: AF_INET) = EPERM'\n";
        assertThat(policy(text, "--role", "joe")).isZero();
        assertThat(out.lines())
                .contains("pgseccomp.session_roles = '\"joe\"'")
                .anyMatch(line -> line.startsWith("session_syscall_error.joe = '")
                        && line.contains("mount, umount2")
                        && line.endsWith(", socket(domain: AF_INET) = EPERM'"));
        assertThat(policy(text, "--postmaster")).isZero();
        assertThat(out).contains("# The policy of the postmaster").doesNotContain("joe");
        assertThat(policy(text, "--role", "nobody")).isZero();
        assertThat(out).contains("# The policy of sessions").doesNotContain("joe");
    }

    /** What walsenders are denied is looked for under the name of their type. */
    @Test
    void aRoleAsWalsenderHasTheSettingsOfTheType() throws IOException {
        String text = LOADED + "pgseccomp.enabled = on\npgseccomp.session_roles = 'joe'\n"
                + "pgseccomp.process_types = 'walsender'\nprocess_syscall_error.walsender = 'unshare'\n";
        assertThat(policy(text, "--role", "joe", "--type", "walsender")).isZero();
        String alone = write("alone.conf", LOADED + out);
        assertThat(run("check", alone)).isZero();
        assertThat(out).isEmpty();
        assertThat(run("explain", "--arch", "x86_64", "--role", "joe", "--type", "walsender", alone, "unshare"))
                .isZero();
        assertThat(out).contains("unshare, system call 272: it fails with EACCES.");
    }

    @Test
    void aPolicyThatNoServerTakesIsNotPrinted() throws IOException {
        assertThat(policy(LOADED + "pgseccomp.enabled = on\npgseccomp.session_syscall_error = 'read'\n"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out).isEmpty();
        assertThat(err).contains("postgresql.conf:3: ");
        assertThat(policy(LOADED, "--type", "sessions")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aPolicyThatIsNotInForceIsWarnedOf() throws IOException {
        assertThat(policy("pgseccomp.enabled = on\n")).isZero();
        assertThat(err).contains("warning: with this configuration a server loads no filter");
    }

    /** The settings are the lines: what a program takes from the one is what a person reads in the other. */
    @Test
    void json() throws IOException {
        String text = LOADED + """
                pgseccomp.enabled = on
                pgseccomp.session_roles = '"o''brien"'
                pgseccomp.session_role_aliases = '"x=o''brien"'
                session_syscall_error.x = 'bpf, mount'
                """;
        assertThat(policy(text, "--role", "o'brien", "--format", "json")).isZero();
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.at("/in_force").asBoolean()).isTrue();
        StringBuilder settings = new StringBuilder();
        for (JsonNode each : json.at("/settings")) {
            settings.append(each.path("name").asText())
                    .append(" = ")
                    .append(each.path("value").asText())
                    .append('\n');
        }
        assertThat(settings.toString())
                .startsWith("pgseccomp.enabled = on\n")
                .contains("\nsession_syscall_error.x = bpf, mount\n")
                .contains("\npgseccomp.session_role_aliases = \"x=o'brien\"\n");
        assertThat(json.at("/text").asText().lines().filter(line -> !line.startsWith("#")))
                .hasSameSizeAs(settings.toString().lines().toList());
    }

    /** What is printed is for a file in UTF-8, as the one that was read. */
    @Test
    void namesAreNotOnlyAscii() throws IOException {
        String text = LOADED + """
                pgseccomp.enabled = on
                pgseccomp.session_roles = '"jürgen"'
                session_syscall_error.jürgen = 'bpf, mount'
                """;
        assertThat(policy(text, "--role", "jürgen")).isZero();
        assertThat(out.lines())
                .contains(
                        "# The policy of role \"jürgen\", with groups and the profile written out.",
                        "pgseccomp.session_roles = '\"jürgen\"'",
                        "session_syscall_error.jürgen = 'bpf, mount'");
    }

    /** What a server learns under is off; the policy that it would have is not. */
    @Test
    void aServerThatLearnsHasTheSamePolicy() throws IOException {
        String text = LOADED + "pgseccomp.enabled = on\npgseccomp.global_syscall_error = 'acct'\n";
        assertThat(policy(text)).isZero();
        String enforced = out;
        assertThat(policy(text + "pgseccomp.learn = on\n")).isZero();
        assertThat(out).isEqualTo(enforced);
        assertThat(policy(text + "pgseccomp.learn = on\npgseccomp.isolate_processes = require\n"))
                .isZero();
        assertThat(out).contains("pgseccomp.isolate_processes = 'require'");
    }

    @Test
    void aServerThatWouldNotStartHasNoPolicy() throws IOException {
        String text = LOADED
                + "pgseccomp.enabled = on\npgseccomp.process_types = 'archiver'\nprocess_syscall_error.archiver = 'openat'\n";
        assertThat(policy(text)).isEqualTo(1);
        assertThat(err).contains("openat").contains("pgseccomp check says all");
    }
}
