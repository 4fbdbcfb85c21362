package org.pgseccomp.extension.server;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Makes the servers that {@link TestServer} asks for, and ends them.
 *
 * <p>JUnit has a context for each class and for each test. A server is in the store of the context in which it was made, and JUnit
 * closes what is in a store when the context ends, however that comes about.
 */
final class ServerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ServerExtension.class);

    /** The servers of a context. */
    private static final class Servers implements AutoCloseable {
        private final List<PostgresServer> made = new ArrayList<>();
        /** Those of an outer context that do not run when the test begins. */
        private final List<PostgresServer> toBeStopped = new ArrayList<>();

        static Servers of(ExtensionContext context) {
            return store(context).computeIfAbsent(context.getUniqueId(), id -> new Servers(), Servers.class);
        }

        PostgresServer make(TestServer wanted) {
            PostgresServer server = wanted.faults() ? PostgresServer.createWithFaults() : PostgresServer.create();
            made.add(server);
            if (wanted.tcp()) {
                server.withTcp();
            }
            if (wanted.fsync()) {
                server.withFsync();
            }
            if (!wanted.started().equals(TestServer.NONE)) {
                server.start(wanted.started());
            }
            return server;
        }

        @Override
        public void close() {
            AssertionError failed = null;
            for (PostgresServer server : made) {
                try {
                    server.closeWhenGone();
                } catch (AssertionError e) {
                    failed = failed == null ? e : failed;
                }
            }
            if (failed != null) {
                throw failed;
            }
        }
    }

    /** The log of a server, shown below the failure of a test. */
    private static final class LogOfTheServer extends Throwable {
        private static final long serialVersionUID = 1L;

        LogOfTheServer(String log) {
            super(log, null, false, false);
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static boolean isOneForAllTests(ExtensionContext context) {
        return context.getTestInstanceLifecycle().equals(Optional.of(Lifecycle.PER_CLASS));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        if (isOneForAllTests(context)) {
            fill(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        if (!isOneForAllTests(context)) {
            fill(context);
        }
        for (PostgresServer server : around(context)) {
            if (!server.isStarted()) {
                Servers.of(context).toBeStopped.add(server);
            }
        }
    }

    private static void fill(ExtensionContext context) throws IllegalAccessException {
        for (Field field : AnnotationSupport.findAnnotatedFields(context.getRequiredTestClass(), TestServer.class)) {
            field.setAccessible(true);
            field.set(
                    context.getRequiredTestInstance(), Servers.of(context).make(field.getAnnotation(TestServer.class)));
        }
    }

    /** The servers of the contexts around this one. */
    private static List<PostgresServer> around(ExtensionContext context) {
        List<PostgresServer> found = new ArrayList<>();
        for (Optional<ExtensionContext> outer = context.getParent();
                outer.isPresent();
                outer = outer.get().getParent()) {
            Servers servers = store(outer.get()).get(outer.get().getUniqueId(), Servers.class);
            if (servers != null) {
                found.addAll(servers.made);
            }
        }
        return found;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<PostgresServer> servers = new ArrayList<>(Servers.of(context).made);
        servers.addAll(around(context));
        showLogs(context, servers);
        for (PostgresServer server : Servers.of(context).toBeStopped) {
            server.stop();
            server.withoutEnvironment();
            server.launchedBy(List.of());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        showLogs(context, Servers.of(context).made);
    }

    private static void showLogs(ExtensionContext context, List<PostgresServer> servers) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null || failure instanceof TestAbortedException) {
            return;
        }
        for (PostgresServer server : servers) {
            if (server.hasLog()) {
                failure.addSuppressed(new LogOfTheServer(server.log()));
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(TestServer.class);
    }

    @Override
    public PostgresServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Servers.of(context)
                .make(parameter.findAnnotation(TestServer.class).orElseThrow());
    }
}
