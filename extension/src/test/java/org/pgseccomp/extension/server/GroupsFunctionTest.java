package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.extension.server.Command.Result;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.syscall.Syscall;

/** The SQL function seccomp_groups(). */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupsFunctionTest {
    private PostgresServer server;

    @BeforeAll
    void create() {
        server = PostgresServer.create();
        server.start(PostgresServer.ENABLED + "pgseccomp.global_syscall_error = 'swapon, mount'\n");
        server.query("CREATE EXTENSION IF NOT EXISTS pgseccomp");
    }

    @AfterAll
    void close() {
        server.stop();
        server.close();
    }

    @Test
    void aGroupHasANameADescriptionAndCalls() {
        assertThat(server.query("SELECT name, description, syscalls FROM seccomp_groups() WHERE name = '@swap'"))
                .isEqualTo("@swap|Turns swap space on and off.|{swapon,swapoff}");
        assertThat(
                        server.query(
                                "SELECT pg_typeof(name), pg_typeof(description), pg_typeof(syscalls) FROM seccomp_groups() LIMIT 1"))
                .isEqualTo("text|text|text[]");
    }

    /** What the native code answers is what the core answers here, of this machine's architecture. */
    @Test
    void allGroupsAreThere() {
        String expected = SyscallGroups.all().stream()
                .map(group -> group.name() + "|" + group.description() + "|"
                        + group.callsOf(Syscalls.ARCHITECTURE).stream()
                                .map(Syscall::name)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
        assertThat(server.query("SELECT name, description, array_to_string(syscalls, ' ') FROM seccomp_groups()"))
                .isEqualTo(expected);
    }

    @Test
    void aGroupWithoutACallOfThisArchitectureIsEmpty() {
        assertThat(
                        server.query(
                                "SELECT count(*) FROM seccomp_groups() WHERE syscalls IS NULL OR array_position(syscalls, '') > 0"))
                .isEqualTo("0");
    }

    /** What it is for: which groups a rule touches. */
    @Test
    void itCanBeJoinedWithTheRules() {
        assertThat(server.query(
                        "SELECT f.syscall, g.name FROM seccomp_filter() f JOIN seccomp_groups() g ON f.syscall = ANY (g.syscalls)"
                                + " WHERE f.context = 'session' AND g.name IN ('@swap', '@mount') ORDER BY 1"))
                .isEqualTo("mount|@mount\nswapon|@swap");
    }

    @Test
    void onlyThoseWhoAreGrantedItMayLook() {
        server.query("CREATE ROLE looker LOGIN");
        Result refused = server.psqlAs("looker", "SELECT count(*) FROM seccomp_groups()");
        assertThat(refused.output()).contains("permission denied for function seccomp_groups");
        server.query("GRANT pg_monitor TO looker");
        assertThat(server.psqlAs("looker", "SELECT count(*) > 40 FROM seccomp_groups()")
                        .output())
                .contains("t");
    }
}
