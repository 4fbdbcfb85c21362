package org.pgseccomp.syscall;

/**
 * A processor architecture as the kernel's seccomp knows it: the word that it puts into {@code seccomp_data.arch} and the
 * system call table that goes with it.
 *
 * <p>The table of an architecture is read when it is first asked for: a server asks for that of its own only.
 *
 * <p>Sources: {@code AUDIT_ARCH_*} in {@code include/uapi/linux/audit.h}, {@code __X32_SYSCALL_BIT} in {@code
 * arch/x86/include/uapi/asm/unistd.h}.
 */
public enum Architecture {
    X86_64("x86_64", 0xC000003E, 0x40000000, X8664Syscalls.TABLE),
    AARCH64("aarch64", 0xC00000B7, 0, Aarch64Syscalls.TABLE),
    RISCV64("riscv64", 0xC00000F3, 0, Riscv64Syscalls.TABLE),
    PPC64LE("ppc64le", 0xC0000015, 0, Ppc64leSyscalls.TABLE),
    /** Big endian: its audit word lacks the bit of the others' byte order. Programs are the same in the fields of their instructions. */
    S390X("s390x", 0x80000016, 0, S390xSyscalls.TABLE);

    private final String displayName;
    private final int auditArch;
    private final int foreignAbiBit;
    private final String table;
    private SyscallTable syscalls;
    private Signatures signatures;

    Architecture(String displayName, int auditArch, int foreignAbiBit, String table) {
        this.displayName = displayName;
        this.auditArch = auditArch;
        this.foreignAbiBit = foreignAbiBit;
        this.table = table;
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

    /** Whether the first four bytes of a word of eight are its upper half. */
    public boolean isBigEndian() {
        return this == S390X;
    }

    /** Names and numbers of this architecture. */
    public SyscallTable syscalls() {
        SyscallTable known = syscalls;
        if (known == null) {
            known = SyscallTable.parse(table);
            syscalls = known;
        }
        return known;
    }

    /** What arguments its system calls have. */
    public Signatures signatures() {
        Signatures known = signatures;
        if (known == null) {
            known = new Signatures(this);
            signatures = known;
        }
        return known;
    }

    /** Whether there is a system call of that exact name; the same as to find it in the table, which is not read for it. */
    public boolean has(String name) {
        return name.indexOf('\n') < 0 && table.indexOf(' ' + name + '\n') >= 0;
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
