package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.extension.server.Command.Result;

/**
 * Clients that log in by PAM. The library writes each attempt to the kernel's audit (pam_audit.c of Linux-PAM), over a netlink socket: where a filter denies that with
 * another error than those that it knows, whoever logs in is told of a system error, whatever the password.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PamTest {
    @TestServer
    private PostgresServer server;

    @AfterEach
    void stop() {
        server.launchedByRoot(List.of());
        if (server.isStarted()) {
            server.query("DROP ROLE IF EXISTS known, unknown");
            server.stop();
        }
    }

    /** In a mount namespace of the server's own, so that nothing of the system's is touched. */
    private void withServices() throws IOException {
        Path services = Files.createDirectories(server.folder().resolve("pam.d"));
        for (String each : List.of("permit", "deny")) {
            Files.writeString(
                    services.resolve("pgseccomp-" + each),
                    "auth required pam_" + each + ".so\naccount required pam_" + each + ".so\n");
        }
        server.launchedByRoot(List.of(
                "unshare", "--mount", "sh", "-c", "mount --bind '" + services + "' /etc/pam.d && exec \"$@\"", "sh"));
    }

    private Result logIn(String role) {
        return Command.run(List.of(
                "env",
                "PGPASSWORD=secret",
                server.program("psql"),
                "-XAt",
                "-h",
                server.folder().toString(),
                "-p",
                Integer.toString(server.port()),
                "-U",
                role,
                "-d",
                "postgres",
                "-c",
                "SELECT 'in'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "baseline", "strict"})
    void clientsLogInUnderAProfile(String profile) throws IOException {
        assumeTrue(Command.IS_ROOT, "mounts need root");
        withServices();
        Path file = server.data().resolve("pg_hba.conf");
        String rules = Files.readString(file);
        Files.writeString(
                file,
                "local all known pam pamservice=pgseccomp-permit\nlocal all unknown pam pamservice=pgseccomp-deny\n"
                        + rules);
        try {
            server.start("shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = '" + profile + "'\n");
            server.query(
                    "CREATE EXTENSION IF NOT EXISTS pgseccomp", "CREATE ROLE known LOGIN", "CREATE ROLE unknown LOGIN");
            assertThat(logIn("known").output()).isEqualTo("in\n");
            assertThat(logIn("unknown").output()).contains("PAM authentication failed for user \"unknown\"");
            assertThat(server.log()).doesNotContain("System error").doesNotContain("denied system call");
        } finally {
            Files.writeString(file, rules);
        }
    }
}
