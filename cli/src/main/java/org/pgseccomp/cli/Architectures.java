package org.pgseccomp.cli;

import org.pgseccomp.syscall.Architecture;

/** Architectures by the names that people give them. */
final class Architectures {
    private Architectures() {}

    /** An architecture of the tables, or null. */
    static Architecture named(String name) {
        for (Architecture architecture : Architecture.values()) {
            if (architecture.displayName().equals(name)) {
                return architecture;
            }
        }
        return null;
    }

    /** That of this machine; null if it has no table. */
    static Architecture ofThisMachine() {
        String machine = System.getProperty("os.arch");
        return named(machine.equals("amd64") ? "x86_64" : machine);
    }
}
