package org.pgseccomp.syscall;

/**
 * Since which version of Linux there is a call, of those that are newer than Linux 4.14, the oldest that pgseccomp runs on. Sources: syscalls(2) of the
 * man pages up to 5.14, from there on the tags of {@code include/uapi/asm-generic/unistd.h} and {@code arch/x86/entry/syscalls/syscall_64.tbl} in
 * the kernel's sources.
 *
 * <p>From 424 on a call has the same number on all architectures, and the numbers were given in the order of time, nearly.
 */
public final class SyscallVersions {
    private static final int FIRST_COMMON = 424;

    /** The last number of each step, and its version. */
    private static final int[][] COMMON = {
        {427, 5, 1}, // pidfd_send_signal, io_uring
        {433, 5, 2}, // open_tree to fspick
        {435, 5, 3}, // pidfd_open, clone3
        {436, 5, 9}, // close_range, whose number was kept for it
        {438, 5, 6}, // openat2, pidfd_getfd
        {439, 5, 8}, // faccessat2
        {440, 5, 10}, // process_madvise
        {441, 5, 11}, // epoll_pwait2
        {442, 5, 12}, // mount_setattr
        {443, 5, 14}, // quotactl_fd, which came back after 5.13 took it out
        {446, 5, 13}, // Landlock
        {447, 5, 14}, // memfd_secret
        {448, 5, 15}, // process_mrelease
        {449, 5, 16}, // futex_waitv
        {450, 5, 17}, // set_mempolicy_home_node
        {451, 6, 5}, // cachestat
        {453, 6, 6}, // fchmodat2, map_shadow_stack
        {456, 6, 7}, // futex_wake to futex_requeue
        {461, 6, 8}, // statmount to lsm_list_modules
        {462, 6, 10}, // mseal
        {466, 6, 13}, // setxattrat to removexattrat
        {467, 6, 15}, // open_tree_attr
        {469, 6, 17}, // file_getattr, file_setattr
        {470, 6, 19}, // listns
        {471, 7, 0}, // rseq_slice_yield
    };

    /** Calls whose number depends on the architecture, or that one architecture alone has; the version. */
    private static final String[][] OTHERS = {
        {"io_pgetevents", "4.18"},
        {"riscv_flush_icache", "4.15"},
        {"riscv_hwprobe", "6.4"},
        {"rseq", "4.18"},
        {"s390_sthyi", "4.15"},
        {"uprobe", "6.18"},
        {"uretprobe", "6.11"},
    };

    private SyscallVersions() {}

    /** The first version that has a call; null for a call that Linux 4.14 has. */
    public static KernelVersion since(Syscall syscall) {
        for (String[] other : OTHERS) {
            if (other[0].equals(syscall.name())) {
                return KernelVersion.of(other[1]);
            }
        }
        if (syscall.number() < FIRST_COMMON) {
            return null;
        }
        for (int[] step : COMMON) {
            if (syscall.number() <= step[0]) {
                return new KernelVersion(step[1], step[2]);
            }
        }
        return null;
    }
}
