package org.pgseccomp.cli.learn;

import java.util.HashMap;
import java.util.Map;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** The tables of all architectures, by number and by name, for millions of look-ups. An architecture is its ordinal here. */
final class SyscallNames {
    /** Numbers of known system calls are below this. */
    static final int NUMBERS = 1024;

    /** An answer of {@link #architecture}: no table exists. */
    static final int FOREIGN = -1;

    static final SyscallNames INSTANCE = new SyscallNames();

    private final Architecture[] architectures = Architecture.values();
    private final int[] auditArchs = new int[architectures.length];
    private final String[][] names = new String[architectures.length][NUMBERS];

    private SyscallNames() {
        for (int i = 0; i < architectures.length; i++) {
            auditArchs[i] = architectures[i].auditArch();
            for (Syscall syscall : architectures[i].syscalls().all()) {
                names[i][syscall.number()] = syscall.name();
            }
        }
    }

    int architectures() {
        return architectures.length;
    }

    Architecture architectureAt(int index) {
        return architectures[index];
    }

    /** The index of an audit architecture word, or {@link #FOREIGN}. */
    int architecture(int auditArch) {
        for (int i = 0; i < auditArchs.length; i++) {
            if (auditArchs[i] == auditArch) {
                return i;
            }
        }
        return FOREIGN;
    }

    /** The name of a system call; null if its number is not known. */
    String name(int architecture, long number) {
        return number < 0 || number >= NUMBERS ? null : names[architecture][(int) number];
    }

    /** Whether a number belongs to another ABI of the same architecture: x32. */
    boolean isOtherAbi(int architecture, long number) {
        int bit = architectures[architecture].foreignAbiBit();
        return bit != 0 && number >= Integer.toUnsignedLong(bit);
    }

    /** The number of a name, or of what tools print in its place ({@link OtherNames}); -1 if this architecture has no such call. */
    long number(int architecture, String name) {
        Syscall found = architectures[architecture].syscalls().named(name);
        if (found == null) {
            String same = OtherNames.sameCall(name);
            found = same == null ? null : architectures[architecture].syscalls().named(same);
        }
        return found == null ? OtherNames.number(name) : found.number();
    }

    /**
     * Audit architecture words by the name that auditd's tools print. Source: {@code AUDIT_ARCH_*} in {@code
     * include/uapi/linux/audit.h}, names of {@code uname -m}.
     */
    static final Map<String, Integer> AUDIT_ARCHS = auditArchs();

    private static Map<String, Integer> auditArchs() {
        Map<String, Integer> words = new HashMap<>();
        for (Architecture architecture : Architecture.values()) {
            words.put(architecture.displayName(), architecture.auditArch());
        }
        words.put("i386", 0x40000003);
        words.put("arm", 0x40000028);
        words.put("aarch64", 0xC00000B7);
        words.put("ppc64", 0x80000015);
        words.put("ppc64le", 0xC0000015);
        words.put("s390", 0x00000016);
        words.put("s390x", 0x80000016);
        words.put("riscv64", 0xC00000F3);
        words.put("loongarch64", 0xC0000102);
        return Map.copyOf(words);
    }

    /** The name of an audit architecture word, or its hexadecimal digits as a record has them. */
    static String nameOfAuditArch(int word) {
        for (Map.Entry<String, Integer> entry : AUDIT_ARCHS.entrySet()) {
            if (entry.getValue() == word) {
                return entry.getKey();
            }
        }
        return Integer.toHexString(word);
    }
}
