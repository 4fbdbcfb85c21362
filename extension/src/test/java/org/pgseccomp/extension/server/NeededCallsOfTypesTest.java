package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a type of processes cannot do without is refused, by name, at a start and where it is written: a server under such a policy did not
 * start, restarted again and again, or could not be stopped ({@code script/denied-calls --types}).
 */
@Tag("server")
class NeededCallsOfTypesTest {
    @TestServer(tcp = true, fsync = true)
    private PostgresServer server;

    /** What is refused for a type, and for no auxiliary process whatever its type. */
    record Needs(String type, String calls) {
        List<String> all() {
            return List.of(calls.split(" ", -1));
        }

        @Override
        public String toString() {
            return type;
        }
    }

    static List<Needs> needs() {
        String fstat = PostgresServer.VERSION >= 17 ? "fstat " : "";
        return List.of(
                new Needs(
                        "startup",
                        fstat
                                + "chmod fallocate getdents64 mkdir mmap newfstatat pread64 rt_sigprocmask setitimer symlink"),
                new Needs("checkpointer", fstat + "getdents64 mmap rt_sigprocmask"));
    }

    private static boolean isTold(String type) {
        return DeniedTypes.types().contains(type);
    }

    private static String configuration(String type) {
        return PostgresServer.ENABLED + "pgseccomp.process_types = '" + type + "'\n";
    }

    @ParameterizedTest
    @MethodSource("needs")
    void isRefusedAtAStart(Needs needs) {
        assumeTrue(isTold(needs.type()));
        String log = server.startExpectingFailure(configuration(needs.type()) + "process_syscall_error." + needs.type()
                + " = '" + String.join(",", needs.all()) + "'\n");
        assertThat(log).contains("FATAL:  the " + needs.type() + " filter of pgseccomp does not allow ");
        String message = log.substring(log.indexOf("filter of pgseccomp does not allow "));
        assertThat(message.substring(0, message.indexOf('\n')).split("[ ,]+"))
                .contains(needs.all().toArray(new String[0]));
    }

    @ParameterizedTest
    @MethodSource("needs")
    void isRefusedWhereItIsWritten(Needs needs) {
        assumeTrue(isTold(needs.type()));
        server.start(configuration(needs.type()));
        for (String action : List.of("error", "kill")) {
            String setting = "process_syscall_" + action + "." + needs.type();
            for (String call : needs.all()) {
                assertThat(server.psql("ALTER SYSTEM SET " + setting + " = '" + call + "'")
                                .output())
                        .contains("the " + needs.type() + " filter of pgseccomp does not allow " + call);
            }
        }
        server.query("SELECT 1");
    }
}
