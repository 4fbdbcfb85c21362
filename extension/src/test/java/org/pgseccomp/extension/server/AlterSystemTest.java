package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ALTER SYSTEM writes nothing that the next start would refuse. */
@Tag("server")
class AlterSystemTest {
    @TestServer(started = PostgresServer.ENABLED)
    private PostgresServer server;

    private String alter(String... changes) {
        String[] statements = new String[changes.length];
        for (int i = 0; i < changes.length; i++) {
            statements[i] = "ALTER SYSTEM " + changes[i];
        }
        return withoutCodes(server.psql(statements).output());
    }

    /** What psql prints without the SQLSTATE of a message. */
    private static String withoutCodes(String output) {
        return output.replaceAll("(ERROR|WARNING): +[0-9A-Z]{5}: ", "$1:  ");
    }

    private String written() throws IOException {
        return Files.readString(server.systemConfigurationFile());
    }

    private void assertStarts() {
        server.stopFast();
        server.start(PostgresServer.ENABLED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pgseccomp.session_syscall_error = 'fsync'         | the session filter of pgseccomp does not allow fsync
        pgseccomp.session_syscall_default = 'error'       | the session filter of pgseccomp does not allow
        pgseccomp.session_syscall_kill = 'mremap'         | the session filter of pgseccomp kills processes that call mremap
        pgseccomp.global_syscall_error = 'sync_file_range'| the global filter of pgseccomp does not allow sync_file_range
        pgseccomp.global_syscall_kill = 'madvise'         | the global filter of pgseccomp kills processes that call madvise
        pgseccomp.global_syscall_eror = 'mount'           | unrecognized configuration parameter "pgseccomp.global_syscall_eror"
        pgseccomp.process_types = 'archivar'              | invalid list of process types
        sesion_syscall_error.joe = 'mount'                | unrecognized configuration parameter "sesion_syscall_error.joe"
        """)
    void whatCannotBeIsRefusedAsAtAStart(String change, String message) throws IOException {
        assertThat(alter("SET " + change)).contains("ERROR:  ").contains(message);
        assertThat(written()).doesNotContain("syscal").doesNotContain("process_types");
        assertStarts();
    }

    @Test
    void aTypeThatThisVersionHasNotIsRefused() {
        if (PostgresServer.VERSION < 17) {
            assertThat(alter("SET pgseccomp.process_types = 'walsummarizer'"))
                    .contains("ERROR:  process type \"walsummarizer\" cannot have settings of its own here");
        } else {
            assertThat(alter("SET pgseccomp.process_types = 'walsummarizer'")).isEmpty();
        }
        assertStarts();
    }

    @Test
    void aRolesSettingIsWrittenThoughNoFileHasItYet() {
        server.query("CREATE ROLE joe LOGIN");
        assertThat(alter("SET pgseccomp.session_roles = 'joe'", "SET session_syscall_error.joe = 'chroot'"))
                .isEmpty();
        assertStarts();
        server.query("CREATE EXTENSION pgseccomp", "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO joe");
        assertThat(server.psqlAs("joe", "SELECT filter_action FROM seccomp_filter() WHERE syscall = 'chroot'")
                        .output())
                .contains("session->error");
    }

    @Test
    void aRolesSettingIsJudgedWithWhatWasWrittenBefore() throws IOException {
        assertThat(alter("SET pgseccomp.session_roles = 'joe'", "SET session_syscall_error.joe = 'fsync'"))
                .contains("ERROR:  the session filter of pgseccomp does not allow fsync");
        assertThat(alter("SET session_syscall_error.joe = 'execv'"))
                .contains("unknown system call \"execv\"")
                .contains("Did you mean \"execve\"?");
        assertThat(written()).contains("session_roles").doesNotContain("session_syscall_error");
        assertStarts();
    }

    @Test
    void aListThatIsWrittenAndNotReadYetCounts() {
        assertThat(alter(
                        "SET pgseccomp.session_syscall_allow = '" + StrictPolicy.calls()
                                + ",sync_file_range,unlink,munmap,pselect6,preadv'",
                        "SET pgseccomp.session_syscall_default = 'error'"))
                .isEmpty();
        assertThat(alter("RESET pgseccomp.session_syscall_allow"))
                .contains("ERROR:  the session filter of pgseccomp does not allow");
        assertThat(alter("RESET ALL")).isEmpty();
        assertStarts();
    }

    @Test
    void aSettingWithoutEffectIsWarnedOf() throws IOException {
        assertThat(alter("SET session_syscall_error.joe = 'mount'"))
                .contains("WARNING:  pgseccomp: parameter \"session_syscall_error.joe\" has no effect");
        assertThat(written()).contains("session_syscall_error.joe");
        assertThat(alter("SET \"session_syscall_error.joe\" = 'moumt'"))
                .contains("WARNING:  pgseccomp: parameter \"session_syscall_error.joe\" has no effect")
                .contains("Its value would be refused: unknown system call \"moumt\"")
                .contains("HINT:  Did you mean \"mount\"?");
    }

    @Test
    void whatIsWrongAlreadyKeepsNobodyFromMendingTheRest() {
        server.write(PostgresServer.ENABLED + "pgseccomp.session_syscall_error = 'fsync'\n");
        assertThat(alter("SET pgseccomp.session_syscall_log = 'mount'"))
                .contains(
                        "WARNING:  the configuration files have a pgseccomp policy that the server would not start with")
                .contains("the session filter of pgseccomp does not allow fsync");
        assertThat(alter("SET pgseccomp.session_syscall_error = ''")).isEmpty();
        assertStarts();
    }

    /** Settings of PostgreSQL decide what a server needs. */
    @ParameterizedTest
    @CsvSource({
        "pgseccomp.global_syscall_error, dup2, logging_collector, YES, off",
        "pgseccomp.session_syscall_error, shmdt, dynamic_shared_memory_type, SysV, posix"
    })
    void aSettingOfPostgreSqlThatDoesNotFitThePolicyIsRefused(
            String list, String call, String name, String value, String harmless) throws IOException {
        assertThat(alter("SET " + list + " = '" + call + "'", "SET " + name + " = '" + harmless + "'"))
                .isEmpty();
        assertStarts();
        assertThat(alter("SET " + name + " = '" + value + "'"))
                .contains("ERROR:  ")
                .contains("filter of pgseccomp does not allow " + call);
        assertThat(written()).contains(name + " = '" + harmless + "'");
        assertStarts();
        assertThat(alter("RESET " + list, "SET " + name + " = '" + value + "'")).isEmpty();
        assertThat(alter("SET " + list + " = '" + call + "'"))
                .as("with what is written, and not in force yet")
                .contains("filter of pgseccomp does not allow " + call);
        assertThat(alter("RESET " + name, "SET " + list + " = '" + call + "'")).isEmpty();
        assertStarts();
    }

    /** A client's filter, which is judged by what is in force, after somebody asked about what is not. */
    @Test
    void whatIsOnlySupposedIsForgotten() {
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.psql(
                                "ALTER SYSTEM SET dynamic_shared_memory_type = 'sysv'",
                                "SELECT set_client_filter('allow', '', '', 'shmdt', '')")
                        .output())
                .contains("OK");
        assertStarts();
        assertThat(server.psql("SELECT set_client_filter('allow', '', '', 'shmdt', '')")
                        .output())
                .contains("the client filter of pgseccomp does not allow shmdt");
    }

    @Test
    void whoMayNotIsToldSoByPostgreSql() {
        server.query("CREATE ROLE joe LOGIN");
        assertThat(server.psqlAs("joe", "ALTER SYSTEM SET pgseccomp.session_syscall_error = 'fsync'")
                        .output())
                .contains("permission denied")
                .doesNotContain("pgseccomp does not allow");
    }

    @Test
    void whereNoFilterWillBeNothingIsJudged() {
        assertThat(alter("SET pgseccomp.enabled = off", "SET pgseccomp.global_syscall_error = 'read'"))
                .isEmpty();
        assertThat(alter("SET pgseccomp.enabled = on"))
                .contains("ERROR:  the global filter of pgseccomp does not allow read");
    }

    /** A server that has only loaded the library so far: the first thing that many do with it. */
    @Test
    void aServerThatIsOffIsSwitchedOn() throws IOException {
        server.stopFast();
        server.start("shared_preload_libraries = 'pgseccomp'\n");
        assertThat(alter("SET pgseccomp.session_syscall_error = 'fsync'")).isEmpty();
        assertThat(alter("SET pgseccomp.enabled = on"))
                .contains("ERROR:  the session filter of pgseccomp does not allow fsync");
        assertThat(alter("RESET pgseccomp.session_syscall_error", "SET pgseccomp.profile = 'strict'"))
                .isEmpty();
        assertThat(written()).contains("pgseccomp.profile = 'strict'");
        server.stopFast();
        server.start("shared_preload_libraries = 'pgseccomp'\n");
        assertThat(server.psql("COPY (SELECT 1) TO PROGRAM 'cat'").output()).contains("Permission denied");
    }
}
