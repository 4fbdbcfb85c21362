package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Sets of calls by the names that systemd gives them. Most are groups of ours too; {@code @default} and {@code @system-service} are as systemd 252 has
 * them ({@code systemd-analyze syscall-filter}).
 */
final class SystemdSets {
    /** What every list of allowed calls allows. */
    static final String DEFAULT = "@default";

    private static final String OF_DEFAULT = """
            arch_prctl brk cacheflush clock_getres clock_getres_time64 clock_gettime clock_gettime64
            clock_nanosleep clock_nanosleep_time64 execve exit exit_group futex futex_time64 futex_waitv
            get_robust_list get_thread_area getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups
            getgroups32 getpgid getpgrp getpid getppid getrandom getresgid getresgid32 getresuid getresuid32
            getrlimit getsid gettid gettimeofday getuid getuid32 membarrier mmap mmap2 mprotect munmap nanosleep
            pause prlimit64 restart_syscall riscv_flush_icache riscv_hwprobe rseq rt_sigreturn sched_getaffinity
            sched_yield set_robust_list set_thread_area set_tid_address set_tls sigreturn time ugetrlimit
            uretprobe
            """;

    private static final String OF_SYSTEM_SERVICE = """
            @aio @basic-io @chown @default @file-system @io-event @ipc @keyring @memlock @network-io @process
            @resources @setuid @signal @sync @timer arm_fadvise64_64 capget capset copy_file_range fadvise64
            fadvise64_64 flock get_mempolicy getcpu getpriority ioctl ioprio_get kcmp madvise mremap
            name_to_handle_at oldolduname olduname personality readahead readdir remap_file_pages
            sched_get_priority_max sched_get_priority_min sched_getattr sched_getparam sched_getscheduler
            sched_rr_get_interval sched_rr_get_interval_time64 sched_yield sendfile sendfile64 setfsgid
            setfsgid32 setfsuid setfsuid32 setpgid setsid splice sysinfo tee umask uname userfaultfd vmsplice
            """;

    private SystemdSets() {}

    /** The calls of a set that an architecture has; null if there is no set of that name. */
    static List<Syscall> callsOf(String name, Architecture architecture) {
        return switch (name) {
            case DEFAULT -> calls(OF_DEFAULT, architecture);
            case "@system-service" -> calls(OF_SYSTEM_SERVICE, architecture);
            case "@known" -> architecture.syscalls().all();
            default -> {
                SyscallGroup group = isOfSystemd(name) ? SyscallGroups.named(name) : null;
                yield group == null ? null : group.callsOf(architecture);
            }
        };
    }

    /** The groups of servers and features come behind systemd's, which are sorted. */
    private static boolean isOfSystemd(String name) {
        for (SyscallGroup group : SyscallGroups.all()) {
            if (group.name().startsWith("@postgresql")) {
                return false;
            }
            if (group.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<Syscall> calls(String names, Architecture architecture) {
        List<Syscall> calls = new ArrayList<>();
        for (String name : names.strip().split("\\s+", -1)) {
            if (name.startsWith("@")) {
                calls.addAll(callsOf(name, architecture));
            } else if (architecture.syscalls().named(name) != null) {
                calls.add(architecture.syscalls().named(name));
            }
        }
        return calls;
    }
}
