package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** seccomp_check(): what the next start would say of a configuration, and what it would change. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckFunctionTest {
    private static final String CONFIGURATION = PostgresServer.ENABLED + """
            pgseccomp.global_syscall_error = 'swapon'
            pgseccomp.session_syscall_error = 'chroot, mount'
            pgseccomp.session_roles = 'joe'
            session_syscall_error.joe = 'chroot, mount, acct'
            """;

    private static final int DATABASES = 1500;

    @TestServer(tcp = true, started = CONFIGURATION)
    private PostgresServer server;

    @BeforeAll
    void start() {
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE ROLE joe LOGIN",
                "CREATE ROLE watcher LOGIN IN ROLE pg_monitor",
                "CREATE ROLE nobody LOGIN");
    }

    @AfterEach
    void writeWhatIsInForce() {
        server.write(CONFIGURATION);
    }

    private void restart(String configuration) {
        server.stop();
        server.start(configuration);
    }

    private String check(String columns, String lines) {
        return server.query("SELECT " + columns + " FROM seccomp_check("
                + (lines == null ? "" : "$lines$" + lines + "$lines$") + ")");
    }

    /** Who can do more or less. */
    private List<String> changes(String lines) {
        return check("severity, message, detail", lines)
                .lines()
                .filter(row -> row.startsWith("looser") || row.startsWith("tighter"))
                .toList();
    }

    @Test
    void whatIsInForceIsRightAndChangesNothing() {
        assertThat(check("*", null)).isEmpty();
        assertThat(check("*", "")).isEmpty();
        assertThat(check("*", "# nothing\n\n")).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsSaidWithItsPlace() {
        server.write(CONFIGURATION + """
                pgseccomp.session_syscall_kill = 'raed'
                pgseccomp.session_syscall_log = 'mnount'
                pgseccomp.global_syscal_warn = 'bpf'
                session_syscall_log.ann = 'bpf'
                pgseccomp.reload_only_tightens = 'perhaps'
                """);
        String rows = check("severity, setting, regexp_replace(file, '.*/', ''), line > 3, message, hint", null);
        assertThat(rows)
                .contains("error|pgseccomp.session_syscall_kill|test.conf|t|unknown system call \"raed\"")
                .contains("error|pgseccomp.session_syscall_log|test.conf|t|unknown system call \"mnount\"")
                .contains("Did you mean \"mount\"?")
                .contains("error|pgseccomp.global_syscal_warn|test.conf|t|unrecognized configuration parameter")
                .contains("error|pgseccomp.reload_only_tightens|test.conf|t|parameter"
                        + " \"pgseccomp.reload_only_tightens\" requires a Boolean value")
                .contains(
                        "remark|session_syscall_log.ann|test.conf|t|parameter \"session_syscall_log.ann\" has no effect");
        // Each is said once, though the policies of roles stand on that of sessions.
        assertThat(rows.split("\"raed\" in parameter", -1)).hasSize(2);
    }

    @Test
    void aLineThatCannotBeReadIsARow() throws IOException {
        Files.writeString(
                server.configurationFile(), "pgseccomp.session_syscall_log == 'bpf'\n", StandardOpenOption.APPEND);
        assertThat(check("severity, line > 3, message", null)).contains("error|t|syntax error");
        writeWhatIsInForce();
        assertThat(check(
                        "severity, file IS NULL, line, message",
                        "work_mem = 4MB\n\npgseccomp.x y z\n='\ninclude 'other.conf'\n"))
                .isEqualTo("""
                        error|t|3|syntax error, near token "z"
                        error|t|4|syntax error, near token "="
                        warning|t|5|"include" is not followed here""");
        Files.writeString(
                server.configurationFile(), "\npgseccomp.session_syscall_log.joe = 'bpf'\n", StandardOpenOption.APPEND);
        String hint = "Write \"session_syscall_log.joe\": the settings of roles, databases and types of processes begin"
                + " without \"pgseccomp.\".";
        assertThat(check("regexp_replace(file, '.*/', ''), line > 3, message, hint", null))
                .contains("test.conf|t|syntax error, near token \"pgseccomp.session_syscall_log.joe\"|" + hint);
        writeWhatIsInForce();
        assertThat(check("line, message, hint", "\npgseccomp.session_syscall_log.joe = 'bpf'"))
                .isEqualTo("2|syntax error, near token \"pgseccomp.session_syscall_log.joe\"|" + hint);
    }

    @Test
    void linesAreJudgedAsIfTheyStoodBehindTheOthers() {
        assertThat(check(
                        "severity, setting, file IS NULL, line, message, detail, hint",
                        "\npgseccomp.session_syscall_error = 'fsync'\n"))
                .contains(
                        "error|pgseccomp.session_syscall_error|t|2|the session filter of pgseccomp does not allow fsync");
        assertThat(check("severity, message, detail, hint", "pgseccomp.session_syscall_error = 'chroot, bpf'"))
                .endsWith("""
                looser|sessions, %s: "error" becomes "allow" for 1 system call|mount|It takes effect for new processes after a reload.
                tighter|sessions, %s: "allow" becomes "error" for 1 system call|bpf|It takes effect for new processes after a reload.""".replace("%s", types()));
        assertThat(check("severity, message, detail", "session_syscall_error.joe = 'chroot, mount, acct, bpf'"))
                .isEqualTo("tighter|role \"joe\": \"allow\" becomes \"error\" for 1 system call|bpf");
        assertThat(check(
                        "severity, message, detail",
                        "pgseccomp.session_syscall_warn = 'acct'\npgseccomp.session_syscall_warn = ''"))
                .as("the last line of a name counts")
                .isEmpty();
    }

    /** The types that have the policy of sessions. */
    private static String types() {
        return "process type \"autovacuum_worker\", process type \"background_worker\", process type"
                + " \"logical_replication_worker\", process type \"walsender\""
                + (PostgresServer.VERSION < 17 ? "" : ", process type \"slotsync_worker\"");
    }

    @Test
    void whatNeedsARestartIsTold() {
        assertThat(check(
                        "severity, setting, line, message, detail, hint",
                        "pgseccomp.global_syscall_error = 'swapon, bpf'"))
                .contains(
                        "remark|pgseccomp.global_syscall_error|1|parameter \"pgseccomp.global_syscall_error\" differs from the value in force||It takes effect when the server is restarted.")
                .contains(
                        "tighter|||the postmaster: \"allow\" becomes \"error\" for 1 system call|bpf|It takes effect when the server"
                                + " is restarted.");
        assertThat(check("severity, message", "pgseccomp.enabled = off"))
                .contains("warning|pgseccomp.enabled is off")
                .contains("looser|the postmaster: \"error\" becomes \"allow\" for 2 system calls");
    }

    /** The server has the setting until it is restarted; that is no reason not to start. */
    @Test
    void aLineThatWasTakenAwayIsNoError() {
        server.stop();
        server.start(CONFIGURATION + "max_connections = 30\npgseccomp.force_ssb_mitigation = off\n");
        server.write(CONFIGURATION);
        String rows = check("severity, message", null);
        server.stop();
        server.start(CONFIGURATION);
        assertThat(rows)
                .contains("remark|parameter \"pgseccomp.force_ssb_mitigation\" differs from the value in force")
                .doesNotContain("error|");
    }

    /** A server does not start with these, whoever has the setting. */
    @Test
    void whatPostgresqlRefusesIsAnError() {
        server.write(
                CONFIGURATION + "work_mem = 'much'\nnosuch_setting = 1\nother.setting = 'x'\nmax_connections = 30\n");
        assertThat(check("severity, setting, line > 3, message", null))
                .contains("error|work_mem|t|invalid value for parameter \"work_mem\": \"much\"")
                .contains("error|nosuch_setting|t|unrecognized configuration parameter \"nosuch_setting\"")
                .doesNotContain("other.setting")
                .doesNotContain("max_connections");
        assertThat(check("severity, setting, message", "work_mem = '4MB'\nmax_connections = many\nport = 99999"))
                .as("the last line of a name counts")
                .doesNotContain("work_mem")
                .contains("error|max_connections|invalid value for parameter \"max_connections\": \"many\"")
                .contains("error|port|invalid value for parameter \"port\": \"99999\"");
    }

    @Test
    void namesThatNobodyHasAreWarnedOf() {
        assertThat(
                        check(
                                "severity, setting, line, message, hint",
                                "pgseccomp.session_roles = 'joe, \"Joe\", +gone, +\"Gone\"'\npgseccomp.session_databases = 'nowhere'"))
                .contains("warning|pgseccomp.session_roles|1|role \"Joe\" in parameter \"pgseccomp.session_roles\" does"
                        + " not exist|Write the name as it is, in double quotes")
                .contains("warning|pgseccomp.session_roles|1|role \"gone\" in parameter")
                .contains("|Write the sign within the double quotes: \"+gone\".")
                .contains("warning|pgseccomp.session_databases|2|database \"nowhere\" in parameter");
    }

    /** A walsender's list of a profile differs from the sessions' in dozens of calls and conditions. */
    @Test
    void theSameChangeOfManyCallsAndOfSeveralStandsInOneRow() {
        server.stop();
        server.start("shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n");
        String rows = check("severity, message", """
                pgseccomp.session_roles = 'ann, ben'
                session_syscall_allow.ben = '@profile, chmod'
                session_syscall_allow.ann = '@profile, chmod'
                """);
        server.stop();
        server.start(CONFIGURATION);
        assertThat(rows)
                .contains(
                        "looser|role \"ann\", role \"ben\": \"error\" becomes \"allow\" for 1 system call",
                        "looser|role \"ann\" as walsender, role \"ben\" as walsender: \"error\" becomes \"allow\" for 2 system calls");
        assertThat(rows.lines().filter(row -> row.contains("as walsender: "))).hasSizeLessThanOrEqualTo(6);
    }

    /** Most roles may not replicate: what would change for walsenders of theirs is nothing to read. */
    @Test
    void walsendersOfRolesThatMayNotReplicateAreLeftOut() {
        server.query("CREATE ROLE plain LOGIN", "CREATE ROLE copier LOGIN REPLICATION");
        String rows = check("severity, message", """
                pgseccomp.process_types = 'walsender'
                process_syscall_error.walsender = 'bpf'
                pgseccomp.session_roles = 'plain, copier'
                session_syscall_error.plain = 'acct, mount'
                session_syscall_error.copier = 'acct, mount'
                """);
        server.query("DROP ROLE plain, copier");
        assertThat(rows)
                .contains("role \"plain\"", "role \"copier\" as walsender")
                .doesNotContain("role \"plain\" as walsender");
    }

    /** Members of readers get what sessions have, or what writers have if they are members of both: the same. */
    @Test
    void membersAreNamedOnce() {
        server.reload(CONFIGURATION + "pgseccomp.session_roles = '+readers'\nsession_syscall_error.readers = 'acct'\n");
        String rows = check(
                "severity, message",
                "pgseccomp.session_roles = '+writers'\nsession_syscall_error.writers = 'chroot, mount'\n");
        server.reload(CONFIGURATION);
        assertThat(rows)
                .contains("looser|members of role \"readers\"")
                .doesNotContain("\"readers\", members of role \"readers\"");
    }

    /** What a role gets that begins or ceases to be listed depends on its memberships, and the server knows them. */
    @Test
    void aMemberThatIsListedItselfIsComparedWithWhatItsGroupHas() {
        server.query(
                "CREATE ROLE readers",
                "CREATE ROLE others",
                "CREATE ROLE mem LOGIN IN ROLE readers",
                "CREATE ROLE free LOGIN");
        server.write(CONFIGURATION + """
                pgseccomp.session_roles = 'joe, +others, +readers'
                session_syscall_error.readers = 'bpf'
                session_syscall_error.others = 'swapon'
                session_syscall_error.free = 'acct'
                """);
        server.reload();
        try {
            String listed = "pgseccomp.session_roles = 'joe, mem, free, +others, +readers'";
            assertThat(changes(listed + "\nsession_syscall_error.mem = 'mount, chroot'"))
                    .as("mem had the policy of readers, and free that of sessions")
                    .containsExactlyInAnyOrder(
                            "looser|role \"mem\" as a member of \"readers\": \"error\" becomes \"allow\" for 1 system call|bpf",
                            "tighter|role \"mem\" as a member of \"readers\": \"allow\" becomes \"error\" for 2 system calls|chroot, mount",
                            "looser|role \"free\": \"error\" becomes \"allow\" for 2 system calls|chroot, mount",
                            "tighter|role \"free\": \"allow\" becomes \"error\" for 1 system call|acct");
        } finally {
            server.write(CONFIGURATION);
            server.reload();
            server.query("DROP ROLE mem, free, others, readers");
        }
    }

    @Test
    void aReloadThatMayOnlyTightenRefusesWhatIsLooser() {
        server.stop();
        server.start(CONFIGURATION + "pgseccomp.reload_only_tightens = on\n");
        try {
            server.write(CONFIGURATION + "pgseccomp.reload_only_tightens = on\n");
            assertThat(check("severity, hint", "session_syscall_error.joe = 'chroot, mount'"))
                    .contains("looser|pgseccomp.reload_only_tightens is on: restart the server to loosen a policy.");
        } finally {
            server.stop();
            server.start(CONFIGURATION);
        }
    }

    @Test
    void whatAReloadPutsInForceIsNoChangeAnyMore() {
        String lines = CONFIGURATION + "pgseccomp.session_syscall_log = 'bpf'\n";
        server.write(lines);
        assertThat(check("severity, detail", null)).isEqualTo("tighter|bpf");
        assertThat(check("severity, message", "session_syscall_error.joe = 'x'"))
                .contains("unknown system call \"x\"");
        server.reload(lines);
        assertThat(check("*", null)).isEmpty();
        server.reload(CONFIGURATION);
        assertThat(check("*", null)).isEmpty();
    }

    @Test
    void alterSystemAndTheCommandLineCountBefore() {
        server.query("ALTER SYSTEM SET pgseccomp.session_syscall_log = 'bpf'");
        try {
            assertThat(check("severity, detail", null)).isEqualTo("tighter|bpf");
            assertThat(check("severity, setting, line, message", "pgseccomp.session_syscall_log = ''"))
                    .isEqualTo("remark|pgseccomp.session_syscall_log|1|ALTER SYSTEM has set this parameter");
        } finally {
            server.query("ALTER SYSTEM RESET ALL");
        }
        server.stop();
        server.start(CONFIGURATION, "-c", "pgseccomp.session_syscall_warn=kexec_load");
        try {
            assertThat(check("*", null)).isEmpty();
            assertThat(check("severity, setting, line, message", "pgseccomp.session_syscall_warn = 'bpf'"))
                    .isEqualTo(
                            "warning|pgseccomp.session_syscall_warn|1|the command line of the server has another value,"
                                    + " which counts before that of a line");
        } finally {
            server.stop();
            server.start(CONFIGURATION);
        }
    }

    @Test
    void whoIsClosedAndWillBeLetInIsTold() {
        restart(CONFIGURATION + "session_syscall_error.joe = 'mnount'\n");
        try {
            assertThat(server.psqlAs("joe", "SELECT 1").exitCode()).isNotZero();
            String opened =
                    "looser|role \"joe\": connections are possible again|The settings were refused when the server"
                            + " started, and nobody has got in since.";
            assertThat(changes("session_syscall_error.joe = 'mount, acct'")).containsExactly(opened);
            assertThat(changes("pgseccomp.session_roles = ''")).containsExactly(opened);
            assertThat(changes("session_syscall_error.joe = 'acctt'")).isEmpty();
            assertThat(changes(null)).isEmpty();
        } finally {
            restart(CONFIGURATION);
        }
    }

    /** So many that what is the same in all of them would take the core's memory if each were compared with each. */
    @Test
    void aThousandDatabasesMayHaveTheSameList() {
        StringBuilder lines = new StringBuilder("pgseccomp.session_databases = 'd0");
        IntStream.range(1, DATABASES).forEach(i -> lines.append(", d").append(i));
        lines.append("'\n");
        IntStream.range(0, DATABASES)
                .forEach(i -> lines.append("database_syscall_error.d").append(i).append(" = 'acct, mount'\n"));
        restart(CONFIGURATION + lines);
        try {
            assertThat(server.query("SELECT count(*) FROM seccomp_policies WHERE kind = 'database'"))
                    .isEqualTo(Integer.toString(DATABASES));
            assertThat(changes("pgseccomp.session_syscall_error = 'chroot, mount, bpf'"))
                    .singleElement()
                    .asString()
                    .startsWith("tighter|sessions, ")
                    .endsWith("|bpf");
        } finally {
            restart(CONFIGURATION);
        }
    }

    @Test
    void itAlsoAnswersWhileNothingIsInForce() {
        server.stop();
        server.start("shared_preload_libraries = 'pgseccomp'\n");
        try {
            assertThat(check("*", null)).isEmpty();
            assertThat(
                            check(
                                    "severity, message, detail",
                                    "pgseccomp.enabled = on\npgseccomp.global_syscall_error = 'bpf'\npgseccomp.session_syscall_kill = 'raed'"))
                    .contains("error|unknown system call \"raed\"");
            assertThat(check(
                            "severity, message, detail",
                            "pgseccomp.enabled = on\npgseccomp.global_syscall_error = 'bpf'"))
                    .contains("tighter|the postmaster: \"allow\" becomes \"error\" for 2 system calls|bpf, (other ABI)")
                    .contains("tighter|sessions, ")
                    .doesNotContain("error|");
            server.stop();
            server.start(CONFIGURATION + "pgseccomp.learn = on\n");
            assertThat(check("severity, message, detail", "pgseccomp.learn = off"))
                    .contains("tighter|sessions, ")
                    .doesNotContain("error|");
        } finally {
            server.stop();
            server.start(CONFIGURATION);
        }
    }

    @Test
    void monitorsMayAskAndOthersMayNot() {
        assertThat(server.psqlAs(
                                "watcher",
                                "SELECT count(*) > 0 FROM seccomp_check('pgseccomp.session_syscall_log = ''bpf''')")
                        .output()
                        .trim())
                .isEqualTo("t");
        assertThat(server.psqlAs("nobody", "SELECT * FROM seccomp_check('x')").output())
                .contains("permission denied for function seccomp_check");
    }

    @Test
    void aStandbyJudgesItsOwnFiles() {
        try (PostgresServer standby = server.baseBackup()) {
            standby.start(CONFIGURATION);
            standby.write(CONFIGURATION.replace("'chroot, mount'", "'chroot, fsync'"));
            assertThat(standby.query("SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(standby.query("SELECT severity, message FROM seccomp_check()"))
                    .contains("error|the session filter of pgseccomp does not allow fsync");
            assertThat(check("*", null)).isEmpty();
        }
    }
}
