package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What seccomp_denials shows a monitor of the arguments of a denied call: numbers, and never where something lies in the memory of the
 * server, which is the same in all its processes.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeniedArgumentsTest {
    /** An address, as the kernel gives them to the heap of a program. */
    private static final long ADDRESS = 0x55a5060e0c40L;

    @TestServer(
            tcp = true,
            started = PostgresServer.ENABLED
                    + "pgseccomp.session_syscall_error = 'socket, getppid, mount, mlock, ptrace, bpf, keyctl, mknodat,"
                    + " process_vm_readv, membarrier, lookup_dcookie, vserver, remap_file_pages, kexec_load'\n"
                    + "pgseccomp.session_roles = strict\n"
                    + "session_syscall_error.strict = 'execve'\n")
    private PostgresServer server;

    private ClientSession monitor;

    @BeforeAll
    void start() {
        server.query(
                "CREATE EXTENSION pgseccomp",
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION call(number int4, arguments int8[]) RETURNS int4 LANGUAGE plperlu AS"
                        + " 'return syscall($_[0], map { $_ + 0 } @{$_[1]});'",
                "CREATE ROLE strict SUPERUSER LOGIN",
                "CREATE ROLE monitor LOGIN IN ROLE pg_monitor");
        monitor = ClientSession.open(server, "monitor");
    }

    @AfterAll
    void stop() {
        monitor.close();
    }

    private String shown(String syscall) {
        return monitor.query(
                "SELECT coalesce(last_arguments::text, 'none') FROM seccomp_denials WHERE syscall = ?", syscall);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socket | 2, 1, 0 | {2,1,0}",
                "socket | 2, -1, 6 | {2,-1,6}",
                "getppid | | {}",
                "mount | %d, %d, %d, 4128, %d | {NULL,NULL,NULL,4128,NULL}",
                "mlock | %d, 4096 | {NULL,4096}",
                "remap_file_pages | %d, 8192, 0, 1, 65536 | {NULL,8192,0,1,65536}",
                "ptrace | 16896, 1, %d, %d | {16896,1,NULL,NULL}",
                "keyctl | 11, %d, %d, %d, %d | {11,NULL,NULL,NULL,NULL}",
                "mknodat | -100, %d, 8630, 259 | {-100,NULL,8630,259}",
                "process_vm_readv | 1, %d, 1, %d, 1, 0 | {1,NULL,1,NULL,1,0}",
                "kexec_load | %d, 3, %d, 4 | {NULL,3,NULL,4}",
                "bpf | 5, %d, 144 | {5,NULL,144,NULL,NULL}",
                "lookup_dcookie | 7, %d, 4096 | {7,NULL,4096}",
                "vserver | %d, %d, %d | none",
            })
    void numbersAreShownAndPointersAreNot(String syscall, String arguments, String expected) {
        server.query("SELECT seccomp_denials_reset()");
        String array = arguments == null ? "" : arguments.replace("%d", String.valueOf(ADDRESS));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query("SELECT call(" + Syscalls.number(syscall) + ", '{" + array + "}')");
        }
        assertThat(shown(syscall)).isEqualTo(expected);
    }

    /** The registers that a call has no argument in, and the halves that the kernel does not look at, have what was in them before. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socket | {2,1,0}",
                "getppid | {}",
                "mknodat | {2,NULL,0,0}",
                "membarrier | {2,1,NULL}",
            })
    void whatElseIsInTheRegistersIsNotShown(String syscall, String expected) {
        server.query("SELECT seccomp_denials_reset()");
        long high = ADDRESS << 32;
        long short16 = ADDRESS << 16;
        String array = String.join(
                ", ",
                String.valueOf(high | 2),
                String.valueOf(high | 1),
                String.valueOf(syscall.equals("mknodat") ? short16 : high),
                String.valueOf(syscall.equals("mknodat") ? high : ADDRESS),
                String.valueOf(ADDRESS),
                String.valueOf(ADDRESS));
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query("SELECT call(" + Syscalls.number(syscall) + ", '{" + array + "}')");
        }
        assertThat(shown(syscall)).isEqualTo(expected);
    }

    @Test
    void whatTheServerItselfIsDeniedIsShownInThisWayToo() {
        server.query("SELECT seccomp_denials_reset()");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            session.query("SELECT set_client_filter('allow', NULL, NULL, 'mkdir', NULL)");
            assertThat(session.error("CREATE DATABASE none")).contains("\"mkdir\"");
        }
        assertThat(shown("mkdir")).isEqualTo("{NULL," + 0700 + "}");
    }

    @Test
    void aDenialThatWasOnlyInferredHasNoArguments() {
        server.query("SELECT seccomp_denials_reset()");
        try (ClientSession session = ClientSession.open(server, "strict")) {
            session.error("COPY (SELECT 1) TO PROGRAM 'true'");
        }
        assertThat(shown("execve")).isEqualTo("none");
    }
}
