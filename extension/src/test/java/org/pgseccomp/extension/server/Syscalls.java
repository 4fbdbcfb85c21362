package org.pgseccomp.extension.server;

import java.util.List;
import org.pgseccomp.syscall.Architecture;

/** The numbers of system calls on this machine. */
final class Syscalls {
    static final Architecture ARCHITECTURE =
            System.getProperty("os.arch").equals("amd64") ? Architecture.X86_64 : Architecture.AARCH64;

    /** EACCES as a system call returns it: what the action error answers ({@code asm-generic/errno-base.h}). */
    static final int DENIED = -13;

    private Syscalls() {}

    static int number(String name) {
        return ARCHITECTURE.syscalls().named(name).number();
    }

    /** Functions denied(name) and made(name) for SQL, which make a call with arguments that are all 0. */
    static void createFunctions(PostgresServer server) {
        server.createProbe();
        StringBuilder values = new StringBuilder();
        for (String name : List.of("chroot", "mount", "swapon", "swapoff", "pivot_root", "acct", "bpf", "seccomp")) {
            values.append(values.isEmpty() ? "" : ", ").append("('" + name + "', " + number(name) + ")");
        }
        server.query(
                "CREATE TABLE calls (name text PRIMARY KEY, number int4)",
                "INSERT INTO calls VALUES " + values,
                "CREATE FUNCTION denied(text) RETURNS bool LANGUAGE sql VOLATILE AS"
                        + " 'SELECT probe_syscall(number) = -13 FROM calls WHERE name = $1'",
                "GRANT SELECT ON calls TO PUBLIC",
                "CREATE EXTENSION pgseccomp",
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC");
    }
}
