package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine's kernel offers of Landlock. */
final class Landlock {
    /** That knows ports, and the right to truncate: Linux 6.7. */
    private static final int LINUX_OF_PORTS = 6007;

    private Landlock() {}

    /** Skips the test where it is not among the kernel's security modules; where these cannot be read, the test tells. */
    static void assumeOffered() throws IOException {
        Path modules = Path.of("/sys/kernel/security/lsm");
        assumeThat(!Files.isReadable(modules) || Files.readString(modules).contains("landlock"))
                .isTrue();
    }

    /** The same of ports and the right to truncate. */
    static void assumePortsOffered() throws IOException {
        String[] release = System.getProperty("os.version").split("[.-]", 3);
        assumeThat(1000 * Integer.parseInt(release[0]) + Integer.parseInt(release[1]))
                .isGreaterThanOrEqualTo(LINUX_OF_PORTS);
        assumeOffered();
    }
}
