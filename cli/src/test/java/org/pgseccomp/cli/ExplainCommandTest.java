package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a DBA asks after a denial: who says so, and where is it written. */
class ExplainCommandTest {
    private static final String CONFIGURATION = """
            shared_preload_libraries = 'pgseccomp'
            pgseccomp.enabled = on
            pgseccomp.global_syscall_error = 'ptrace, @mount'
            pgseccomp.session_syscall_error = 'execve, socket(domain: AF_INET), mount'
            pgseccomp.session_syscall_log = '*'
            pgseccomp.session_roles = 'joe'
            session_syscall_error.joe = 'execve, execveat = ENOSYS, bpf'
            pgseccomp.process_types = 'archiver'
            process_syscall_error.archiver = 'bpf'
            """;

    @TempDir
    private Path folder;

    private String file;
    private String out;
    private String err;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("p.conf"), CONFIGURATION).toString();
    }

    private int explain(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "explain";
        arguments[1] = "--arch";
        arguments[2] = "x86_64";
        for (int i = 0; i < more.length; i++) {
            arguments[3 + i] = more[i].equals("FILE") ? file : more[i];
        }
        CommandRun run = CommandRun.of(arguments);
        out = run.out().replace(folder.toString(), "DIR");
        err = run.err();
        return run.code();
    }

    private void askOfStrict() throws IOException {
        file = Files.writeString(
                        folder.resolve("profile.conf"),
                        "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n")
                .toString();
    }

    @Test
    void theSettingAndTheLineThatDecide() {
        assertThat(explain("FILE", "mount")).isZero();
        assertThat(out)
                .startsWith("In sessions (x86_64):\n")
                .contains("mount, system call 165: it fails with EACCES.")
                .contains("error: pgseccomp.global_syscall_error has @mount (DIR/p.conf:3)")
                .contains("error: pgseccomp.session_syscall_error has mount (DIR/p.conf:4)")
                .contains("Of several filters the strictest answer counts.")
                .contains("Groups that have it: @mount.");
        assertThat(err).isEmpty();
    }

    @Test
    void aCallThatNothingNames() {
        assertThat(explain("FILE", "read")).isZero();
        assertThat(out)
                .contains("read, system call 0: it is made.")
                .contains("allow: no list has it, and no default action is written")
                .contains(
                        "  PostgreSQL needs it to open its database: a policy in which the global filter denies that is refused.")
                .contains(
                        "  PostgreSQL needs it to open its database: a policy in which the filter of sessions denies that is refused.");
    }

    /** Only those whose filter must allow it are named: sessions make no sockets to take connections. */
    @Test
    void whoNeedsACall() {
        assertThat(explain("FILE", "bind")).isZero();
        assertThat(out)
                .contains(
                        "PostgreSQL needs it to take connections: a policy in which the global filter denies that is refused.")
                .doesNotContain("the filter of sessions denies");
        assertThat(explain("FILE", "mprotect")).isZero();
        assertThat(out)
                .contains(
                        "PostgreSQL calls it with prot: without PROT_EXEC to get memory: a policy in which the global filter"
                                + " kills processes for that is refused.")
                .doesNotContain("the filter of sessions");
        assertThat(explain("FILE", "connect")).isZero();
        assertThat(out).doesNotContain("denies that is refused").doesNotContain("processes for that");
        assertThat(explain("--postmaster", "FILE", "seccomp")).isZero();
        assertThat(out)
                .contains(
                        "PostgreSQL needs it with op: SECCOMP_SET_MODE_FILTER to load a further filter: a policy in which the"
                                + " global filter denies that is refused.");
        assertThat(explain("--type", "archiver", "FILE", "recvfrom")).isZero();
        assertThat(out)
                .contains("PostgreSQL needs it to hear the client: a policy in which the global filter denies")
                .doesNotContain("archiver\" denies that is refused");
        assertThat(explain("--server-version", "15", "FILE", "pselect6")).isZero();
        assertThat(out).contains("PostgreSQL needs it to wait before it tries again");
        assertThat(explain("--server-version", "18", "FILE", "pselect6")).isZero();
        assertThat(out).doesNotContain("PostgreSQL needs it");
    }

    /** Which calls the C library makes is known of the machine: the profile has its siblings where nobody knows. */
    @Test
    void theMachineIsToldByOptions() throws IOException {
        askOfStrict();
        assertThat(explain("FILE", "newfstatat", "fstat")).isZero();
        String unknown = out;
        assertThat(explain("--libc", "glibc 2.36", "--server-version", "15", "FILE", "newfstatat", "fstat"))
                .isZero();
        assertThat(out).isNotEqualTo(unknown).contains("fstat, system call 5: it fails with");
        assertThat(explain("--libc", "glob", "FILE", "fstat")).isEqualTo(2);
        assertThat(err).contains("'glob' is no C library");
    }

    @Test
    void aProfileCountsAndSwitchesOn() throws IOException {
        askOfStrict();
        assertThat(explain("FILE", "execve", "mprotect")).isZero();
        assertThat(out)
                .contains("execve, system call 59: it fails with EACCES.")
                .contains("error: no list has it, and pgseccomp.profile has error for what is in no list")
                .contains("allow: pgseccomp.session_syscall_allow has mprotect(prot: without PROT_EXEC)");
        assertThat(err)
                .contains("note: the server's C library is not known (--libc)")
                .hasLineCount(1);
    }

    @Test
    void conditions() {
        assertThat(explain("FILE", "socket")).isZero();
        assertThat(out)
                .contains("it fails with EACCES, or it is made, depending on its arguments.")
                .contains("error: pgseccomp.session_syscall_error has socket(domain: AF_INET)");
        assertThat(explain("FILE", "socket(domain: 1)")).isZero();
        assertThat(out).contains("socket(domain: 1), system call 41: it is made.");
        assertThat(explain("FILE", "socket(domain: AF_INET)")).isZero();
        assertThat(out).contains("socket(domain: AF_INET), system call 41: it fails with EACCES.");
    }

    /** What is compared with words of an argument are no numbers of calls. */
    @Test
    void onlyNumbersOfCallsHaveNames() {
        assertThat(explain("--dump", "FILE", "socket")).isZero();
        String program = out.substring(out.indexOf("The program of the filter of sessions"));
        assertThat(program).containsPattern("load nr\\n +[0-9]+ +if .*# ").contains("load first word of arg0\n");
        String ofArgument = program.substring(program.indexOf("load first word of arg0\n"));
        assertThat(ofArgument).containsPattern("if == 2 goto").doesNotContain("#");
    }

    @Test
    void rolesTypesAndThePostmaster() {
        assertThat(explain("--role", "joe", "FILE", "execveat")).isZero();
        assertThat(out)
                .startsWith("In sessions of role \"joe\" (x86_64):")
                .contains("it fails with ENOSYS.")
                .contains("The filter of role \"joe\": error(ENOSYS)")
                .contains("session_syscall_error.joe has execveat = ENOSYS (DIR/p.conf:7)");
        assertThat(explain("--role", "ann", "FILE", "execveat")).isZero();
        assertThat(out)
                .contains("role \"ann\", which has no settings of its own")
                .contains("it is made.");
        assertThat(explain("--type", "archiver", "FILE", "bpf")).isZero();
        assertThat(out).contains("processes of type \"archiver\"").contains("process_syscall_error.archiver has bpf");
        assertThat(explain("--type", "checkpointer", "FILE", "bpf")).isZero();
        assertThat(out).contains("it is made.").doesNotContain("filter of");
        assertThat(explain("--postmaster", "FILE", "execve")).isZero();
        assertThat(out).startsWith("In the postmaster (x86_64):").contains("it is made.");
        assertThat(explain("--type", "archivist", "FILE", "bpf")).isEqualTo(2);
        assertThat(explain("--type", "archiver", "--role", "joe", "FILE", "bpf"))
                .isEqualTo(2);
        assertThat(explain("--postmaster", "--role", "joe", "FILE", "bpf")).isEqualTo(2);
    }

    /** A newer call under a default of error (LANGUAGE: it answers ENOSYS, and nobody wrote that). */
    @Test
    void aCallThatIsNewerThanThePolicy() throws IOException {
        file = Files.writeString(folder.resolve("p.conf"), """
                        shared_preload_libraries = 'pgseccomp'
                        pgseccomp.enabled = on
                        pgseccomp.session_syscall_default = 'error'
                        pgseccomp.session_syscall_allow = '@postgresql-server, -clone3, -bpf'
                        """).toString();
        assertThat(explain("FILE", "clone3")).isZero();
        assertThat(out).contains("it fails with ENOSYS.").contains("newer than the policy");
        assertThat(explain("FILE", "bpf")).isZero();
        assertThat(out)
                .contains("it fails with EACCES.")
                .contains("no list has it; pgseccomp.session_syscall_default counts (DIR/p.conf:3)");
    }

    @Test
    void aGroupHasALineForEachCall() {
        assertThat(explain("FILE", "@mount")).isZero();
        assertThat(out.lines().filter(line -> line.startsWith("  umount2: error  (the global filter:")))
                .hasSize(1);
        assertThat(out).doesNotContain("instructions");
    }

    @Test
    void theProgram() {
        assertThat(explain("FILE", "read")).isZero();
        assertThat(out).contains("0  load arch").contains("return allow").doesNotContain("return kill process");
        assertThat(explain("--dump", "FILE", "read")).isZero();
        assertThat(out)
                .contains("The program of the global filter:\n   0  load arch\n")
                .contains("The program of the filter of sessions:\n")
                .contains("return errno EACCES");
    }

    @Test
    void allWrongNamesAtOnce() {
        assertThat(explain("FILE", "165")).isZero();
        assertThat(out).contains("mount, system call 165: it fails with EACCES.");
        assertThat(explain("FILE", "pread", "chown32", "@mnount", "mount = EPERM"))
                .isEqualTo(2);
        assertThat(err)
                .contains("'pread' is no system call of x86_64; it is called pread64")
                .contains("'chown32' is no system call")
                .contains("Unknown group '@mnount'")
                .contains("'mount = EPERM' is not a call");
    }

    @Test
    void whatIsNotInForceIsSaid() throws IOException {
        file = Files.writeString(folder.resolve("p.conf"), "pgseccomp.global_syscall_error = 'bpf'\n")
                .toString();
        assertThat(explain("FILE", "bpf")).isZero();
        assertThat(err).contains("loads no filter: shared_preload_libraries does not name pgseccomp");
        assertThat(explain("none.conf", "bpf")).isEqualTo(1);
    }

    @Test
    void json() throws IOException {
        assertThat(explain("--format", "json", "--dump", "FILE", "mount", "socket(domain: AF_INET)"))
                .isZero();
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.at("/calls/0/answers/0").asText()).isEqualTo("error");
        assertThat(json.at("/calls/0/filters/1/because/0/setting").asText())
                .isEqualTo("pgseccomp.session_syscall_error");
        assertThat(json.at("/calls/0/filters/1/because/0/line").asInt()).isEqualTo(4);
        assertThat(json.at("/calls/1/asked").asText()).isEqualTo("socket(domain: AF_INET)");
        assertThat(json.at("/calls/0/filters/0/program").size())
                .isEqualTo(json.at("/calls/0/filters/0/instructions").asInt());
        assertThat(explain("--format", "json", "FILE", "@mount")).isZero();
        JsonSchemas.valid(out);
    }

    @Test
    void emptyNamesAreRefused() {
        assertThat(explain("FILE", "")).isEqualTo(2);
        assertThat(err).contains("'' names no call");
        assertThat(explain("--role", "", "FILE", "mount")).isEqualTo(2);
        assertThat(err).contains("--role: the name is empty");
        assertThat(explain("--role", "+", "FILE", "mount")).isEqualTo(2);
        assertThat(explain("--database", "", "FILE", "mount")).isEqualTo(2);
        assertThat(err).contains("--database: the name is empty");
    }

    /** Printed as they are, the error of the database would be milder in the kernel than the trap of the session below it. */
    @Test
    void programsThatAServerCompilesOtherwiseSaySo() throws IOException {
        file = Files.writeString(folder.resolve("db.conf"), """
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.profile = strict
                pgseccomp.session_databases = 'sales'
                database_syscall_error.sales = 'getcwd'
                """).toString();
        String note = "    In a server, errors are traps, which the handler explains, for calls from its C library.\n";
        assertThat(explain("--database", "sales", "FILE", "getcwd")).isZero();
        String ofSession =
                out.substring(out.indexOf("  The filter of sessions: "), out.indexOf("  The filter of database"));
        String ofDatabase = out.substring(out.indexOf("  The filter of database"));
        assertThat(ofSession).contains("return allow").doesNotContain("In a server");
        assertThat(ofDatabase).contains("return errno EACCES").contains(note);
        assertThat(explain("--format", "json", "--database", "sales", "FILE", "getcwd"))
                .isZero();
        JsonNode filters = JsonSchemas.valid(out).at("/calls/0/filters");
        assertThat(filters.at("/1/explained_by_place").asBoolean()).isFalse();
        assertThat(filters.at("/2/explained_by_place").asBoolean()).isTrue();
    }
}
