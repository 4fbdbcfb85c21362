package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a diff a reviewer reads who may do more, and CI the exit code. */
class DiffCommandTest {
    private static final String ON = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

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

    private int diff(String before, String after, String... more) throws IOException {
        String[] arguments = new String[5 + more.length];
        arguments[0] = "diff";
        arguments[1] = "--arch";
        arguments[2] = "x86_64";
        System.arraycopy(more, 0, arguments, 3, more.length);
        arguments[3 + more.length] = file("old.conf", before);
        arguments[4 + more.length] = file("new.conf", after);
        return run(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1)
                .toString();
    }

    /** Another way of writing the same is no difference: groups, order, names in either case. */
    @Test
    void theSamePolicyInOtherWords() throws IOException {
        assertThat(diff(
                        ON + "pgseccomp.session_syscall_error = 'mount, umount2'",
                        ON + "pgseccomp.session_syscall_error = 'UMOUNT2,mount, mount'"))
                .isZero();
        assertThat(out).isEqualTo("The policies are the same.\n");
    }

    /** Who is a member of what the files do not say: each group is a way. */
    @Test
    void aRoleThatIsListedMayHaveHadThePolicyOfAGroup() throws IOException {
        String lists = "session_syscall_error.readers = 'mount'\nsession_syscall_error.writers = 'bpf'\n";
        assertThat(diff(
                        ON + "pgseccomp.session_roles = '+readers, +writers'\n" + lists,
                        ON + "pgseccomp.session_roles = 'joe, +readers, +writers'\nsession_syscall_error.joe = 'bpf'\n"
                                + lists))
                .isEqualTo(11);
        assertThat(out)
                .contains(
                        "role \"joe\" as a member of \"readers\"\n  looser   error -> allow: mount\n  tighter  allow -> error: bpf")
                .doesNotContain("\"writers\"");
        assertThat(diff(
                        ON + "pgseccomp.session_roles = '+readers, +writers'\n" + lists,
                        ON + "pgseccomp.session_roles = '+writers, +readers'\n" + lists))
                .as("of who is a member of both, the first one counts")
                .isEqualTo(11);
        assertThat(out).contains("members of role \"readers\"\n  looser   error -> allow: mount");
    }

    /** A type that is listed no more has the postmaster's filter, and no list of files. */
    @Test
    void theListsOfAnArchiverAreCompared() throws IOException {
        String with = ON + "pgseccomp.process_types = 'archiver'\nprocess_paths.archiver = '@data'\n";
        for (String without : new String[] {ON, ON + "pgseccomp.process_types = 'archiver'\n"}) {
            assertThat(diff(with, without)).as(without).isEqualTo(11);
            assertThat(out)
                    .contains(
                            "process type \"archiver\"\n  looser   other files may be used. Before: @data. After: all.");
            assertThat(diff(without, with)).as(without).isEqualTo(10);
        }
        String ports = ON + "pgseccomp.process_types = 'archiver'\nprocess_connect_ports.archiver = 'none'\n";
        assertThat(diff(ports, ON)).isEqualTo(11);
    }

    /** A list of files or ports that is longer, or gone, is looser. */
    @Test
    void filesAndPortsAreCompared() throws IOException {
        String roles = ON + "pgseccomp.profile = strict\npgseccomp.session_roles = 'etl'\n";
        assertThat(diff(
                        roles + "session_paths.etl = '@profile, @programs, /srv/etl:rw'",
                        roles + "session_paths.etl = '@profile, @programs, /srv:rw, /etc:rw'"))
                .isEqualTo(11);
        assertThat(out).isEqualTo("""
                role "etl"
                  looser   other files may be used. Before: @profile, @programs, /srv/etl:rw. After: @profile, @programs, /srv:rw, /etc:rw.

                Looser: somebody may do more than before.
                """);
        assertThat(diff(roles, roles + "pgseccomp.session_paths = ''")).isEqualTo(11);
        assertThat(out)
                .contains("sessions, role \"etl\"")
                .contains("other files may be used. Before: @profile. After: all.");
        assertThat(diff(roles, roles + "pgseccomp.session_connect_ports = '5432'", "--format", "json"))
                .isEqualTo(10);
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.path("result").asText()).isEqualTo("tighter");
        assertThat(json.path("files").get(0).path("direction").asText()).isEqualTo("tighter");
        assertThat(diff(
                        roles + "pgseccomp.session_paths = '@share, @data'",
                        roles + "pgseccomp.session_paths = '@data, @share'"))
                .isZero();
    }

    /** As docs/upgrades.md has it: what "pgseccomp policy" writes does not name the library. */
    @Test
    void policiesThatWereWrittenOut() throws IOException {
        for (String list : new String[] {"@profile", "@profile, -symlink"}) {
            String whole = file(
                    "whole.conf",
                    ON + "pgseccomp.profile = baseline\npgseccomp.session_syscall_allow = '" + list + "'");
            assertThat(run("policy", "--arch", "x86_64", whole)).isZero();
            file((list.endsWith("symlink") ? "less" : "more") + ".conf", out);
        }
        assertThat(run("diff", "--arch", "x86_64", path("more.conf"), path("less.conf")))
                .isEqualTo(10);
        assertThat(out).contains("tighter  allow -> error: symlink").doesNotContain("loads no filter");
        assertThat(run("diff", "--arch", "x86_64", path("less.conf"), path("more.conf")))
                .isEqualTo(11);
        assertThat(run("diff", "--arch", "x86_64", path("less.conf"), path("less.conf")))
                .isZero();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session_syscall_error = ''|session_syscall_error = 'mount'|10|tighter  allow -> error: mount",
                "session_syscall_error = 'mount'|session_syscall_error = ''|11|looser   error -> allow: mount",
                "session_syscall_error = 'mount'|session_syscall_kill = 'mount'|10|tighter  error -> kill: mount",
                "session_syscall_error = 'mount'|session_syscall_warn = 'mount'|11|looser   error -> warn: mount",
                "session_syscall_error = 'mount'|session_syscall_error = 'mount = ENOSYS'|10|error    error -> error(ENOSYS): mount",
                "session_syscall_error = 'mount, bpf'|session_syscall_error = 'mount, swapon'|11|looser   error -> allow: bpf"
            })
    void moreAndLess(String before, String after, int code, String line) throws IOException {
        assertThat(diff(ON + "pgseccomp." + before, ON + "pgseccomp." + after)).isEqualTo(code);
        assertThat(out).contains("sessions").contains(line);
        assertThat(out)
                .endsWith(
                        code == 11
                                ? "Looser: somebody may do more than before.\n"
                                : "Nobody may do more than before.\n");
        assertThat(diff(ON + "pgseccomp." + after, ON + "pgseccomp." + before)).isNotZero();
    }

    /** Conditions: another family denied is tighter, and one family in place of another is both. */
    @Test
    void conditions() throws IOException {
        String inet = ON + "pgseccomp.session_syscall_error = 'socket(domain: AF_INET)'";
        assertThat(diff(inet, ON + "pgseccomp.session_syscall_error = 'socket(domain: AF_INET, AF_INET6)'"))
                .isEqualTo(10);
        assertThat(out).contains("error socket(domain: AF_INET), else allow").contains(": socket\n");
        assertThat(diff(inet, ON + "pgseccomp.session_syscall_error = 'socket(domain: AF_PACKET)'"))
                .isEqualTo(11);
        assertThat(out).contains("both");
        assertThat(diff(inet, ON + "pgseccomp.session_syscall_error = 'socket(domain: 2)'"))
                .isZero();
    }

    @Test
    void whoIsNamed() throws IOException {
        String roles = ON + "pgseccomp.session_syscall_error = 'mount'\npgseccomp.session_roles = 'joe, ann'\n";
        assertThat(diff(
                        roles + "session_syscall_error.joe = 'mount, bpf'\n",
                        roles + "session_syscall_error.joe = 'mount'\nsession_syscall_error.ann = 'mount, ptrace'\n"))
                .isEqualTo(11);
        assertThat(out)
                .contains("role \"joe\"\n  looser   error -> allow: bpf\n")
                .contains("role \"ann\"\n  tighter  allow -> error: ptrace\n")
                .doesNotContain("sessions");
        String types = ON + "pgseccomp.process_types = 'archiver'\n";
        assertThat(diff(types, types + "process_syscall_error.archiver = 'bpf'\n"))
                .isEqualTo(10);
        assertThat(out).contains("process type \"archiver\"\n  tighter  allow -> error: bpf\n");
    }

    /** A role that leaves the list gets the sessions' policy. */
    @Test
    void aRoleThatHasNoPolicyOfItsOwnAnyMore() throws IOException {
        assertThat(diff(
                        ON + "pgseccomp.session_roles = joe\nsession_syscall_error.joe = 'bpf'\n",
                        ON + "session_syscall_error.joe = 'bpf'\n"))
                .isEqualTo(11);
        assertThat(out).contains("role \"joe\"\n  looser   error -> allow: bpf\n");
    }

    @Test
    void aServerWithoutFiltersAllowsEverything() throws IOException {
        String policy = "pgseccomp.global_syscall_error = 'bpf'\n";
        assertThat(diff(ON + policy, ON + policy + "pgseccomp.learn = on\n")).isEqualTo(11);
        assertThat(out)
                .contains("a server loads no filter: pgseccomp.learn is on.")
                .contains("the postmaster, ")
                .contains("looser   error -> allow: ")
                .contains("(other ABI)")
                .contains("looser   pgseccomp.isolate_processes: on -> off");
        assertThat(diff(policy, ON + policy)).isEqualTo(10);
        assertThat(diff(policy, "")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "pgseccomp.isolate_processes, on, off, 11",
        "pgseccomp.isolate_processes, on, require, 10",
        "pgseccomp.force_ssb_mitigation, yes, no, 11",
        "pgseccomp.force_ssb_mitigation, on, true, 0",
        "pgseccomp.reload_only_tightens, off, on, 10"
    })
    void protectionsBesideTheFilters(String setting, String before, String after, int code) throws IOException {
        assertThat(diff(ON + setting + " = " + before, ON + setting + " = " + after))
                .isEqualTo(code);
    }

    /** warn_only makes every error of sessions a warning: no call is denied any more. */
    @Test
    void warnOnly() throws IOException {
        String policy = ON + "pgseccomp.session_syscall_error = 'bpf'\n";
        assertThat(diff(policy, policy + "pgseccomp.warn_only = on\n")).isEqualTo(11);
        assertThat(out).contains("looser   error -> warn: bpf");
    }

    @Test
    void json() throws IOException {
        String roles = ON + "pgseccomp.session_roles = 'joe'\n";
        assertThat(diff(
                        roles + "session_syscall_error.joe = 'bpf'\n",
                        roles + "pgseccomp.isolate_processes = require\n",
                        "--format",
                        "json"))
                .isEqualTo(11);
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.path("result").asText()).isEqualTo("looser");
        assertThat(json.at("/changes/0/who/0").asText()).isEqualTo("role \"joe\"");
        assertThat(json.at("/changes/0/calls/0/syscall").asText()).isEqualTo("bpf");
        assertThat(json.at("/changes/0/calls/0/direction").asText()).isEqualTo("looser");
        assertThat(json.at("/settings/0/new").asText()).isEqualTo("require");
        assertThat(diff(ON, ON, "--format", "json")).isZero();
        assertThat(JsonSchemas.valid(out).path("result").asText()).isEqualTo("same");
    }

    @Test
    void whatAServerWouldNotTakeIsNotCompared() throws IOException {
        assertThat(diff(ON, ON + "pgseccomp.session_syscall_error = 'mnount'")).isEqualTo(1);
        assertThat(err).contains("new.conf:3: ").contains("mnount").contains("pgseccomp check");
        assertThat(out).isEmpty();
        assertThat(run(
                        "diff",
                        folder.resolve("none").toString(),
                        folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err).contains("No such file or directory");
        assertThat(run("diff", "one")).isEqualTo(2);
        assertThat(diff(ON, ON, "--format", "xml")).isEqualTo(2);
    }

    /** A name of a role may hold what a terminal would obey. */
    @Test
    void namesAreShownSafely() throws IOException {
        String roles = ON
                + "pgseccomp.session_roles = '\"a\u001b[31m\"'\npgseccomp.session_role_aliases = '\"x=a\u001b[31m\"'\n";
        assertThat(diff(roles, roles + "session_syscall_error.x = 'bpf'\n")).isEqualTo(10);
        assertThat(out).contains("role \"a?[31m\"").doesNotContain("\u001b");
    }
}
