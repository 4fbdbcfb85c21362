package org.pgseccomp.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Makes a program of a profile as container runtimes do: each entry is handed to libseccomp (seccomp_rule_add_array), without anything of this project
 * between the text and the library.
 */
final class SeccompLibrary {
    private interface Calls extends Library {
        Pointer seccomp_init(int action);

        void seccomp_release(Pointer context);

        int seccomp_arch_add(Pointer context, int architecture);

        int seccomp_arch_remove(Pointer context, int architecture);

        int seccomp_syscall_resolve_name_arch(int architecture, String name);

        int seccomp_rule_add_array(Pointer context, int action, int syscall, int count, Pointer comparisons);

        int seccomp_syscall_resolve_name(String name);

        int seccomp_export_bpf(Pointer context, int fd);

        int seccomp_export_pfc(Pointer context, int fd);
    }

    private interface C extends Library {
        int memfd_create(String name, int flags);

        long pread(int fd, byte[] buffer, long count, long offset);

        int close(int fd);
    }

    private static final Map<String, Integer> OPERATORS = Map.of(
            "SCMP_CMP_NE", 1,
            "SCMP_CMP_LT", 2,
            "SCMP_CMP_LE", 3,
            "SCMP_CMP_EQ", 4,
            "SCMP_CMP_GE", 5,
            "SCMP_CMP_GT", 6,
            "SCMP_CMP_MASKED_EQ", 7);
    private static final int UNKNOWN = -1;
    private static final int NATIVE = 0;
    private static final int LONGEST = 1 << 20;

    private static final Calls LIBRARY = Native.load("seccomp", Calls.class);
    private static final C LIBC = Native.load("c", C.class);

    private SeccompLibrary() {}

    /** Whether the library, which may be older than the tables, knows a call. */
    static boolean knows(Architecture architecture, Syscall syscall) {
        return LIBRARY.seccomp_syscall_resolve_name(syscall.name()) != UNKNOWN
                && LIBRARY.seccomp_syscall_resolve_name_arch(architecture.auditArch(), syscall.name())
                        == syscall.number();
    }

    static Program program(Architecture architecture, String profile) throws IOException {
        byte[] bytes = exported(architecture, profile, LIBRARY::seccomp_export_bpf);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Instruction> instructions = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int code = buffer.getShort() & 0xffff;
            int jumpTrue = buffer.get() & 0xff;
            int jumpFalse = buffer.get() & 0xff;
            instructions.add(new Instruction(code, jumpTrue, jumpFalse, buffer.getInt()));
        }
        return new Program(instructions);
    }

    static String pseudoCode(String profile) throws IOException {
        return new String(exported(Architecture.X86_64, profile, LIBRARY::seccomp_export_pfc), StandardCharsets.UTF_8);
    }

    private interface Export {
        int to(Pointer context, int fd);
    }

    private static byte[] exported(Architecture architecture, String profile, Export export) throws IOException {
        JsonNode root = new ObjectMapper().readTree(profile);
        Pointer context = LIBRARY.seccomp_init(action(root, "defaultAction", "defaultErrnoRet"));
        int fd = LIBC.memfd_create("filter", 0);
        try {
            check("seccomp_arch_remove", LIBRARY.seccomp_arch_remove(context, NATIVE));
            check("seccomp_arch_add", LIBRARY.seccomp_arch_add(context, architecture.auditArch()));
            for (JsonNode entry : root.path("syscalls")) {
                for (JsonNode name : entry.path("names")) {
                    add(context, entry, name.textValue());
                }
            }
            check("export", export.to(context, fd));
            byte[] bytes = new byte[LONGEST];
            int length = (int) LIBC.pread(fd, bytes, bytes.length, 0);
            return java.util.Arrays.copyOf(bytes, length);
        } finally {
            LIBRARY.seccomp_release(context);
            LIBC.close(fd);
        }
    }

    private static void add(Pointer context, JsonNode entry, String name) {
        int number = LIBRARY.seccomp_syscall_resolve_name(name);
        JsonNode arguments = entry.path("args");
        if (number == UNKNOWN) {
            return; // as runtimes do
        }
        try (Memory comparisons = new Memory(24L * Math.max(1, arguments.size()))) {
            for (int i = 0; i < arguments.size(); i++) {
                JsonNode argument = arguments.get(i);
                comparisons.setInt(24L * i, argument.path("index").intValue());
                comparisons.setInt(
                        24L * i + 4, OPERATORS.get(argument.path("op").textValue()));
                comparisons.setLong(
                        24L * i + 8, argument.path("value").bigIntegerValue().longValue());
                comparisons.setLong(
                        24L * i + 16,
                        argument.path("valueTwo").bigIntegerValue().longValue());
            }
            int action = action(entry, "action", "errnoRet");
            check(
                    name + " " + entry,
                    LIBRARY.seccomp_rule_add_array(context, action, number, arguments.size(), comparisons));
        }
    }

    private static int action(JsonNode node, String action, String errno) {
        return switch (node.path(action).textValue()) {
            case "SCMP_ACT_ALLOW" -> 0x7fff0000;
            case "SCMP_ACT_LOG" -> 0x7ffc0000;
            case "SCMP_ACT_ERRNO" -> 0x00050000 | node.path(errno).asInt(1);
            case "SCMP_ACT_KILL_PROCESS" -> 0x80000000;
            default -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static void check(String what, int result) {
        if (result != 0) {
            throw new IllegalStateException(what + ": " + result);
        }
    }
}
