package org.pgseccomp.syscall;

/**
 * A processor architecture as the kernel's seccomp knows it: the word that it puts into {@code seccomp_data.arch} and the
 * system call table that goes with it.
 *
 * <p>Sources: {@code AUDIT_ARCH_*} in {@code include/uapi/linux/audit.h}, {@code __X32_SYSCALL_BIT} in {@code
 * arch/x86/include/uapi/asm/unistd.h}.
 */
public enum Architecture {
    X86_64("x86_64", 0xC000003E, 0x40000000, X8664Syscalls.TABLE),
    AARCH64("aarch64", 0xC00000B7, 0, Aarch64Syscalls.TABLE);

    private final String displayName;
    private final int auditArch;
    private final int foreignAbiBit;
    private final SyscallTable syscalls;

    Architecture(String displayName, int auditArch, int foreignAbiBit, String table) {
        this.displayName = displayName;
        this.auditArch = auditArch;
        this.foreignAbiBit = foreignAbiBit;
        this.syscalls = SyscallTable.parse(table);
    }

    /** The name that {@code uname -m} prints. */
    public String displayName() {
        return displayName;
    }

    /** The value of {@code seccomp_data.arch} for calls of this architecture's own ABI. */
    public int auditArch() {
        return auditArch;
    }

    /**
     * The lowest system call number, unsigned, that belongs to another ABI although the kernel reports this architecture:
     * x32 on x86_64. 0 where there is none.
     */
    public int foreignAbiBit() {
        return foreignAbiBit;
    }

    /** Names and numbers of this architecture. */
    public SyscallTable syscalls() {
        return syscalls;
    }

    /**
     * The architecture of an audit architecture word.
     *
     * @return null if no table exists for it
     */
    public static Architecture ofAuditArch(int auditArch) {
        for (Architecture architecture : values()) {
            if (architecture.auditArch == auditArch) {
                return architecture;
            }
        }
        return null;
    }
}
