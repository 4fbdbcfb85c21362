package org.pgseccomp.extension.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The server that a test class wants: the type of the field or parameter is {@link PostgresServer}.
 *
 * <p>It lives as long as what it is given to: that of a field as long as the object, which is one for all tests where the class has
 * {@code @TestInstance(PER_CLASS)}, and otherwise a new one for each test; that of a parameter as long as the test. It is there
 * before methods of the class run, and is closed after the last one, whether tests fail or not. If one fails, the log of its server is
 * shown with the failure.
 *
 * <p>A server that all tests of a class share is after each test as it was before: running, if it was {@link #started} or a method
 * with {@code @BeforeAll} started it, and otherwise stopped, with neither environment nor launcher.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServerExtension.class)
@interface TestServer {
    /** Stands for no configuration; an empty one is one. */
    String NONE = "# none";

    /** The configuration that it is started with; without one, the class starts it when it wants. */
    String started() default NONE;

    /** Whether it listens on 127.0.0.1 too, for {@link ClientSession}. */
    boolean tcp() default false;

    /** Whether it waits for the disk, as servers do that are to keep something. */
    boolean fsync() default false;

    /** Whether its extension has the faults that {@code PGSECCOMP_FAULT} chooses. */
    boolean faults() default false;
}
