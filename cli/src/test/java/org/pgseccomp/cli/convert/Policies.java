package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Atom;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** Policies for tests, and calls by which two of them can be told apart. */
final class Policies {
    /** Settings of the global filter, each a way in which policies differ. */
    static final List<List<Setting>> ALL = List.of(
            profile("baseline"),
            profile("strict"),
            settings("default", "error", "allow", "read, write, exit_group"),
            settings("default", "kill", "allow", "read, write, exit_group", "log", "openat"),
            settings("default", "allow", "error", "execve, execveat = EPERM, mount = ENOSYS", "kill", "ptrace"),
            settings("default", "allow", "error", "@mount, @swap = EPERM"),
            settings(
                    "default",
                    "error",
                    "allow",
                    "read, socket(domain: AF_UNIX, AF_INET; type: SOCK_STREAM), socket(domain: AF_NETLINK; protocol: 0),"
                            + " ioctl(cmd: not TIOCSTI, TIOCLINUX), mmap(prot: without PROT_EXEC),"
                            + " mmap(prot: without PROT_WRITE), clone(flags: with CLONE_VM; flags: without CLONE_NEWUSER)"),
            settings(
                    "default",
                    "allow",
                    "error",
                    "socket(domain: AF_ALG), socket(domain: AF_VSOCK) = EPERM, personality(persona: not 0, 0x20000),"
                            + " lseek(offset: 100..70000), kill(sig: 1..3, 9)",
                    "kill",
                    "mprotect(prot: with PROT_WRITE|PROT_EXEC)"),
            settings("default", "allow", "error", "kill(sig: 9)", "kill", "kill(sig: 1..15), kill(pid: 1)"));

    private Policies() {}

    private static List<Setting> profile(String name) {
        String io = name + " glibc_x86_64 since_17 io_uring";
        return List.of(
                new Setting("pgseccomp.profile", io),
                new Setting("pgseccomp.global_syscall_default", "error"),
                new Setting("pgseccomp.global_syscall_allow", "@profile"));
    }

    private static List<Setting> settings(String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting("pgseccomp.global_syscall_" + namesAndValues[i], namesAndValues[i + 1]));
        }
        return settings;
    }

    static FilterStack stack(Architecture architecture, List<Setting> written) {
        List<Setting> settings = new ArrayList<>();
        for (Setting each : written) {
            // s390x passes the arguments of mmap in memory, and profiles know that.
            boolean isProfile = each.name().equals("pgseccomp.profile") && architecture == Architecture.S390X;
            settings.add(isProfile ? new Setting(each.name(), each.value().replace("glibc_x86_64", "s390x")) : each);
        }
        PolicyResult result = PolicyReader.read(architecture, Level.GLOBAL, settings);
        if (result instanceof PolicyResult.Rejected rejected) {
            throw new IllegalArgumentException(rejected.first().toString());
        }
        return ((PolicyResult.Accepted) result).stack();
    }

    /** Whether an architecture has what a policy names. */
    static boolean isFor(Architecture architecture, List<Setting> settings) {
        return architecture != Architecture.S390X || !settings.toString().contains("mmap(");
    }

    static NeutralPolicy policy(Architecture architecture, List<Setting> settings) {
        return NeutralPolicy.of(stack(architecture, settings));
    }

    /** Arguments at and beside every value that a decision asks about, also with something in the bits that the kernel does not look at. */
    static List<long[]> arguments(Decision<Outcome> decision) {
        List<long[]> all = new ArrayList<>();
        all.add(new long[6]);
        List<Set<Long>> values = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            values.add(new TreeSet<>(List.of(0L)));
        }
        for (Case<Outcome> each : decision.cases()) {
            for (ArgumentTest test : each.condition().tests()) {
                for (Atom atom : test.atoms()) {
                    addAround(values.get(test.argument()), atom.first());
                    addAround(values.get(test.argument()), atom.second());
                }
            }
        }
        for (int i = 0; i < 6; i++) {
            for (long value : values.get(i)) {
                List<long[]> more = new ArrayList<>();
                // Pairs of arguments: a condition is about two at most here, or about more with the same values.
                for (long[] before : all.size() > 300 ? all.subList(0, 300) : all) {
                    long[] changed = before.clone();
                    changed[i] = value;
                    more.add(changed);
                }
                all.addAll(value == 0 ? List.of() : more);
                if (all.size() > 3000) {
                    return all;
                }
            }
        }
        return all;
    }

    private static void addAround(Set<Long> values, long value) {
        values.addAll(List.of(value, value - 1, value + 1, value | 1L << 40, ~value));
    }
}
