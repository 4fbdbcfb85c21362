package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The policy of the demonstration, script/demo.conf: what servers call is allowed, and all else is an error. */
final class Demonstration {
    private static final Path FILE = Path.of(System.getProperty("basedir", "."), "../script/demo.conf");
    private static final String ALLOWED = "pgseccomp.global_syscall_allow = ";

    private Demonstration() {}

    /** A configuration that loads the extension with this policy. */
    static String policy() {
        try {
            return "shared_preload_libraries = 'pgseccomp'\n" + Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line with the calls that are allowed. */
    static String allowedLine() {
        return policy().lines()
                .filter(line -> line.startsWith(ALLOWED))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no list in " + FILE));
    }

    /** The calls that are allowed. */
    static List<String> allowedCalls() {
        return List.of(
                allowedLine().substring(ALLOWED.length()).replace("'", "").split(","));
    }
}
