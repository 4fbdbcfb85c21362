package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What {@link TestServer} promises, tried with classes whose tests succeed and fail. */
@Tag("server")
class ServerExtensionTest {
    private static final String READY = "database system is ready to accept connections";

    /** The folders of the servers that the tests below have met, one for each test. */
    private static final List<Path> MET = new ArrayList<>();

    @BeforeEach
    void nothingWasMet() {
        MET.clear();
    }

    private static TestExecutionSummary run(Class<?> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(tests))
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static String failures(TestExecutionSummary summary) {
        StringWriter text = new StringWriter();
        summary.getFailures().forEach(failure -> failure.getException().printStackTrace(new PrintWriter(text)));
        return text.toString();
    }

    private static void meet(PostgresServer server) {
        assertThat(server.isRunning()).isTrue();
        MET.add(server.folder());
    }

    private static void assertNothingIsLeft() {
        for (Path folder : MET) {
            assertThat(folder).doesNotExist();
            assertThat(new ServerWatch(new ServerFiles(folder)).leftovers()).isEmpty();
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class SharedAndOneTestFails {
        @TestServer(started = "")
        private PostgresServer server;

        @Test
        void succeeds() {
            meet(server);
        }

        @Test
        void fails() {
            meet(server);
            throw new AssertionError("on purpose");
        }
    }

    @Test
    void allTestsShareAServerWhoseLogIsShownWithAFailure() {
        TestExecutionSummary summary = run(SharedAndOneTestFails.class);
        assertThat(summary.getTestsSucceededCount()).isOne();
        assertThat(summary.getTestsFailedCount()).isOne();
        assertThat(failures(summary)).contains("on purpose", READY);
        assertThat(MET).hasSize(2);
        assertThat(MET.get(0)).isEqualTo(MET.get(1));
        assertNothingIsLeft();
    }

    static class AnotherForEachTest {
        @TestServer(started = "")
        private PostgresServer server;

        @Test
        void succeeds(@TestServer(started = "") PostgresServer another) {
            meet(server);
            meet(another);
        }

        @Test
        void fails() {
            meet(server);
            throw new AssertionError("on purpose");
        }
    }

    @Test
    void eachTestHasAServerOfItsOwnAndAsManyAsItHasParameters() {
        TestExecutionSummary summary = run(AnotherForEachTest.class);
        assertThat(summary.getTestsSucceededCount()).isOne();
        assertThat(failures(summary)).contains("on purpose", READY);
        assertThat(MET).hasSize(3).doesNotHaveDuplicates();
        assertNothingIsLeft();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class StartedByTheTests {
        @TestServer
        private PostgresServer server;

        @Test
        @Order(1)
        void leavesItRunningAndFails() {
            server.environment("PGTZ", "Asia/Tokyo")
                    .launchedBy(List.of("env", "LAUNCHED=here"))
                    .start("");
            meet(server);
            assertThat(server.postmaster().read("environ")).contains("Tokyo").contains("LAUNCHED");
            throw new AssertionError("on purpose");
        }

        @Test
        @Order(2)
        void findsItAsItWas() {
            server.start("");
            meet(server);
            assertThat(server.postmaster().read("environ"))
                    .doesNotContain("Tokyo")
                    .doesNotContain("LAUNCHED");
        }
    }

    @Test
    void aServerThatDidNotRunIsStoppedAfterEachTest() {
        TestExecutionSummary summary = run(StartedByTheTests.class);
        assertThat(failures(summary)).contains("on purpose").doesNotContain("runs already");
        assertThat(summary.getTestsSucceededCount()).isOne();
        assertNothingIsLeft();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PreparationFails {
        @TestServer(started = "")
        private PostgresServer server;

        @BeforeAll
        void prepare() {
            meet(server);
            server.query("SELECT 1/0");
        }

        @Test
        void isNotReached() {
            MET.clear();
        }
    }

    @Test
    void whereThePreparationFailsTheServerIsClosedAndItsLogShown() {
        TestExecutionSummary summary = run(PreparationFails.class);
        assertThat(summary.getTestsStartedCount()).isZero();
        assertThat(failures(summary)).contains("division by zero", READY);
        assertThat(MET).hasSize(1);
        assertNothingIsLeft();
    }

    static class DoesNotStart {
        @TestServer(started = "no_such_setting = on\n")
        private PostgresServer server;

        @Test
        void isNotReached() {
            meet(server);
        }
    }

    @Test
    void aServerThatDoesNotStartFailsTheTest() {
        TestExecutionSummary summary = run(DoesNotStart.class);
        assertThat(summary.getTestsFailedCount()).isOne();
        assertThat(failures(summary)).contains("unrecognized configuration parameter \"no_such_setting\"");
        assertThat(MET).isEmpty();
    }
}
