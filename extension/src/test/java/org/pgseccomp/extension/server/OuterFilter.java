package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.syscall.Syscall;

/**
 * A filter around a server, as a container or systemd loads it: a list of calls, and what the rest gets. Written down instruction
 * by instruction ({@code linux/filter.h}), without our compiler, for x86_64.
 */
final class OuterFilter {
    /** Return values of {@code linux/seccomp.h}. */
    static final int ALLOW = 0x7fff0000;

    static final int KILL_PROCESS = 0x80000000;
    static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;

    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private static final int NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16;
    private static final int THIRD_ARGUMENT = 32;

    private static final int WRITE = 2; // PROT_WRITE
    private static final int EXECUTE = 4; // PROT_EXEC
    private static final int SHM_EXEC = 0x8000;

    private static final int NEW_NAMESPACES = 0x7e020000;
    private static final int[] PERSONALITIES = {0, 8, 0x20000, 0x20008, 0xffffffff};

    /** Loads the program of a file into itself and becomes another one. */
    private static final String LOADER = """
            my ($prctl, $seccomp, $file, @command) = @ARGV;
            open(my $in, '<:raw', $file) or die "$file: $!";
            my $code = do { local $/; <$in> };
            my $program = pack('S x6 P', length($code) / 8, $code);
            syscall($prctl, 38, 1, 0, 0, 0) == 0 or die "prctl: $!"; # PR_SET_NO_NEW_PRIVS
            syscall($seccomp, 1, 0, $program) == 0 or die "seccomp: $!"; # SECCOMP_SET_MODE_FILTER
            exec { $command[0] } @command or die "$command[0]: $!";
            """;

    private final ByteBuffer code = ByteBuffer.allocate(8 * 4096).order(ByteOrder.LITTLE_ENDIAN);

    private OuterFilter() {}

    /** Docker's default profile. */
    static OuterFilter docker() {
        OuterFilter filter = new OuterFilter();
        filter.add(LOAD, 0, 0, NUMBER);
        filter.answer("clone3", ENOSYS);
        filter.add(EQUAL, 0, 4, Syscalls.number("clone"));
        filter.add(LOAD, 0, 0, FIRST_ARGUMENT);
        filter.add(ANY_BIT, 0, 1, NEW_NAMESPACES);
        filter.add(RETURN, 0, 0, EPERM);
        filter.add(RETURN, 0, 0, ALLOW);
        filter.add(EQUAL, 0, 2 + 2 * PERSONALITIES.length, Syscalls.number("personality"));
        filter.add(LOAD, 0, 0, FIRST_ARGUMENT);
        for (int personality : PERSONALITIES) {
            filter.add(EQUAL, 0, 1, personality);
            filter.add(RETURN, 0, 0, ALLOW);
        }
        filter.add(RETURN, 0, 0, EPERM);
        return filter.allowing("docker-default.txt", EPERM);
    }

    /** {@code SystemCallFilter=@system-service ~@privileged}, and further calls. */
    static OuterFilter systemd(int otherwise, String... further) {
        OuterFilter filter = new OuterFilter();
        filter.add(LOAD, 0, 0, NUMBER);
        for (String call : further) {
            filter.answer(call, ALLOW);
        }
        return filter.allowing("systemd-system-service.txt", otherwise);
    }

    /** What {@code MemoryDenyWriteExecute=yes} loads (systemd.exec(5)): no memory that can be written and executed, and none that becomes executable. */
    static OuterFilter memoryDenyWriteExecute() {
        OuterFilter filter = new OuterFilter();
        filter.denyBits("mmap", THIRD_ARGUMENT, WRITE | EXECUTE);
        filter.denyBits("mprotect", THIRD_ARGUMENT, EXECUTE);
        filter.denyBits("pkey_mprotect", THIRD_ARGUMENT, EXECUTE);
        filter.denyBits("shmat", THIRD_ARGUMENT, SHM_EXEC);
        filter.add(RETURN, 0, 0, ALLOW);
        return filter;
    }

    /** All calls but one. */
    static OuterFilter against(String call, int action) {
        OuterFilter filter = new OuterFilter();
        filter.add(LOAD, 0, 0, NUMBER);
        filter.answer(call, action);
        filter.add(RETURN, 0, 0, ALLOW);
        return filter;
    }

    private OuterFilter allowing(String list, int otherwise) {
        for (String name : names(list)) {
            Syscall syscall = Syscalls.ARCHITECTURE.syscalls().named(name);
            if (syscall != null) {
                answer(name, ALLOW);
            }
        }
        add(RETURN, 0, 0, otherwise);
        return this;
    }

    /** EPERM for a call with all of these bits in an argument. */
    private void denyBits(String call, int argument, int bits) {
        add(LOAD, 0, 0, NUMBER);
        add(EQUAL, 0, 4, Syscalls.number(call));
        add(LOAD, 0, 0, argument);
        add(AND, 0, 0, bits);
        add(EQUAL, 0, 1, bits);
        add(RETURN, 0, 0, EPERM);
    }

    private void answer(String name, int value) {
        add(EQUAL, 0, 1, Syscalls.number(name));
        add(RETURN, 0, 0, value);
    }

    private void add(int operation, int whenTrue, int whenFalse, int value) {
        code.putShort((short) operation)
                .put((byte) whenTrue)
                .put((byte) whenFalse)
                .putInt(value);
    }

    private static Set<String> names(String list) {
        try (InputStream in = OuterFilter.class.getResourceAsStream("/outer-filters/" + list)) {
            Set<String> names = new TreeSet<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> Collections.addAll(names, line.split(" ", -1)));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that loads the filter and becomes the one behind it. */
    List<String> launcher(Path folder) {
        Path file = folder.resolve("outer-filter");
        byte[] bytes = new byte[code.position()];
        code.get(0, bytes);
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                "perl",
                "-e",
                LOADER,
                Integer.toString(Syscalls.number("prctl")),
                Integer.toString(Syscalls.number("seccomp")),
                file.toString());
    }
}
