package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.pgseccomp.attack.Attack;
import org.pgseccomp.attack.Attacks;
import org.pgseccomp.syscall.Architecture;

/**
 * What seccomp_exposure() says of an attack is what the kernel answers to it: each attack of the catalogue is made in sessions of a server without
 * pgseccomp, and of servers with policies. The attempts are in {@code exposure/proofs.tsv}.
 */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExposureProofTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final String LOADED = "shared_preload_libraries = 'pgseccomp'\n";

    /** What a policy makes of what it stops: of calls; of files; where Landlock or an undumpable process stops it, and no_new_privs; popen(3). */
    private static final Set<String> STOPPED = Set.of("EACCES", "ENOSYS", "EPERM", "ENOMEM");

    @TestServer(tcp = true)
    private PostgresServer none;

    @TestServer
    private PostgresServer original;

    @TestServer
    private PostgresServer demo;

    @TestServer
    private PostgresServer baseline;

    @TestServer
    private PostgresServer strict;

    private AttemptScene scene;
    private final Map<String, PostgresServer> policies = new LinkedHashMap<>();

    /** For each policy the verdict of each attack. */
    private final Map<String, Map<String, String>> verdicts = new HashMap<>();

    /** What was answered without pgseccomp. */
    private final Map<AttackAttempt, String> answers = new HashMap<>();

    @BeforeAll
    void start() throws IOException {
        assumeTrue(Syscalls.ARCHITECTURE == Architecture.X86_64, "the numbers in the table are those of x86_64");
        // The verdicts of docs/protection.md are those of this version, and the original's sample is no policy for
        // later ones.
        assumeTrue(PostgresServer.VERSION == 15);
        Landlock.assumePortsOffered();
        scene = new AttemptScene(none);
        policies.put("none", none);
        policies.put("original", original);
        policies.put("demo", demo);
        policies.put("baseline", baseline);
        policies.put("strict", strict);
        for (Map.Entry<String, PostgresServer> each : policies.entrySet()) {
            PostgresServer server = each.getValue();
            server.start(LOADED);
            server.query(
                    "CREATE EXTENSION pgseccomp",
                    "SELECT lo_from_bytea(4711, 'x')",
                    "CREATE FUNCTION calls_try(text) RETURNS text AS 'pgseccomp_calls' LANGUAGE C");
            server.stop();
            server.start(configurationOf(each.getKey()));
            restore(server);
            Map<String, String> ofPolicy = new HashMap<>();
            server.query("SELECT attack || ' ' || verdict FROM seccomp_exposure()")
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .forEach(words -> ofPolicy.put(words[0], words[1]));
            verdicts.put(each.getKey(), ofPolicy);
        }
    }

    private static String configurationOf(String policy) throws IOException {
        return switch (policy) {
            case "none" -> LOADED;
            case "original" -> Files.readString(BASE.resolve("src/test/resources/exposure/original.conf"));
            case "demo" -> Demonstration.policy();
            default -> LOADED + "pgseccomp.profile = " + policy + "\n";
        };
    }

    private void restore(PostgresServer server) throws IOException {
        scene.restore(server);
        for (String left : List.of("/tmp/pgseccomp-new", "/tmp/pgseccomp-link", "/dev/shm/pgseccomp-new")) {
            Files.deleteIfExists(Path.of(left));
        }
        Path planted = server.data().resolve("base/planted.so");
        Files.copy(Path.of(scene.filled("{outside}/library.so", server)), planted, StandardCopyOption.REPLACE_EXISTING);
        Command.giveToServerUser(planted);
        Path key = server.data().resolve("server.key");
        Files.writeString(key, "");
        Command.giveToServerUser(key);
    }

    @AfterAll
    void end() throws IOException {
        if (scene != null) {
            restore(none);
            scene.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> theKernelAnswersAsItIsSaid() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Attack attack : Attacks.all()) {
            List<AttackAttempt> attempts = of(attack);
            if (attempts.stream().anyMatch(AttackAttempt::isTried)) {
                tests.add(DynamicTest.dynamicTest("none, " + attack.name(), () -> isAskedWithoutPolicy(attempts)));
                for (String policy : policies.keySet()) {
                    if (!policy.equals("none")) {
                        tests.add(DynamicTest.dynamicTest(
                                policy + ", " + attack.name(), () -> isAnsweredAsItIsSaid(policy, attack, attempts)));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static List<AttackAttempt> of(Attack attack) {
        return AttackAttempt.all().stream()
                .filter(attempt -> attempt.attack().equals(attack.name()))
                .toList();
    }

    private String made(AttackAttempt attempt, PostgresServer server) {
        try {
            restore(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return attempt.on(server, scene);
    }

    private void isAskedWithoutPolicy(List<AttackAttempt> attempts) {
        for (AttackAttempt attempt : attempts) {
            String answer = made(attempt, none);
            answers.put(attempt, answer);
            assertThat(verdicts.get("none").get(attempt.attack()))
                    .as(attempt.toString())
                    .isIn("open", "kernel");
            assumeThat(answer).as("not offered here: %s", attempt).isNotEqualTo("ENOSYS");
            assertThat(answer).as(attempt.toString()).matches(attempt.without());
        }
    }

    /** Stopped: no attempt gets further. Open: one at least is answered as without a policy. */
    private void isAnsweredAsItIsSaid(String policy, Attack attack, List<AttackAttempt> attempts) {
        String verdict = verdicts.get(policy).get(attack.name());
        List<String> got = new ArrayList<>();
        boolean isReached = false;
        boolean isStopped = true;
        for (AttackAttempt attempt : attempts) {
            String without = answers.computeIfAbsent(attempt, each -> made(each, none));
            assumeThat(without).as("not offered here: %s", attempt).isNotEqualTo("ENOSYS");
            String answer = made(attempt, policies.get(policy));
            got.add(answer + " (without a policy " + without + ") to " + attempt.text());
            isReached |= answer.equals(without);
            // What the kernel itself refuses in the same words shows nothing, and is no contradiction.
            isStopped &= STOPPED.contains(answer);
        }
        if (verdict.equals("stopped")) {
            assertThat(isStopped).as("%s", got).isTrue();
        } else {
            assertThat(verdict).isIn("open", "kernel");
            assertThat(isReached).as("%s", got).isTrue();
        }
    }

    /** Each attack is tried, or it is said why not. */
    @Test
    void noneIsForgotten() {
        assertThat(AttackAttempt.all().stream().map(AttackAttempt::attack).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Attacks.all().stream().map(Attack::name).toList());
        assertThat(AttackAttempt.all())
                .allSatisfy(attempt -> assertThat(attempt.text()).isNotEmpty());
        assertThat(AttackAttempt.all().stream().filter(attempt -> !attempt.isTried()))
                .hasSizeLessThan(10);
    }
}
