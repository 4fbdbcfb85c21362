package org.pgseccomp.cli;

import org.pgseccomp.syscall.Architecture;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Architectures by the names that people give them. */
final class Architectures {
    /** The option of the commands that are about a server of some architecture. */
    static final String OPTION = "--arch";

    private Architectures() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(OPTION)
                .paramLabel("ARCH")
                .type(String.class)
                .description("The architecture of the server: x86_64, aarch64, riscv64, ppc64le or s390x"
                        + " (default: that of this machine).")
                .build());
    }

    /** The one that is given with the option, else that of this machine. */
    static Architecture chosen(CommandLine command) {
        String name = command.getParseResult().matchedOptionValue(OPTION, null);
        Architecture found = name == null ? ofThisMachine() : named(name);
        if (found == null) {
            throw new ParameterException(
                    command,
                    name == null
                            ? "This machine's architecture is not known; name the server's with " + OPTION
                            : "Unknown architecture '" + name + "'");
        }
        return found;
    }

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
