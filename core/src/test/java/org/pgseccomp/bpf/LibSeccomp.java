package org.pgseccomp.bpf;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Case;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Rule;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Compiles filters with libseccomp, the other implementation (man pages seccomp_init, seccomp_rule_add, seccomp_arch_add,
 * seccomp_attr_set, seccomp_export_bpf).
 */
final class LibSeccomp {
    private interface SeccompLibrary extends Library {
        Pointer seccomp_init(int action);

        void seccomp_release(Pointer context);

        int seccomp_arch_add(Pointer context, int architecture);

        int seccomp_arch_remove(Pointer context, int architecture);

        int seccomp_attr_set(Pointer context, int attribute, int value);

        int seccomp_rule_add(Pointer context, int action, int syscall, int arguments);

        int seccomp_rule_add_array(Pointer context, int action, int syscall, int count, Pointer comparisons);

        int seccomp_syscall_resolve_name(String name);

        int seccomp_syscall_resolve_name_arch(int architecture, String name);

        int seccomp_export_bpf(Pointer context, int fd);
    }

    private interface C extends Library {
        int memfd_create(String name, int flags);

        long pread(int fd, byte[] buffer, long count, long offset);

        int ftruncate(int fd, long length);

        long lseek(int fd, long offset, int whence);
    }

    private static final int ACT_TRAP = 0x00030000;
    private static final int NATIVE = 0;
    private static final int ACT_BADARCH = 2;
    private static final int CTL_OPTIMIZE = 8;
    private static final int UNKNOWN = -1;
    private static final int EXISTS = -17;

    private static final SeccompLibrary LIBRARY = Native.load("seccomp", SeccompLibrary.class);
    private static final C LIBC = Native.load("c", C.class);

    private final int fd = LIBC.memfd_create("program", 0);

    /** Whether libseccomp, which may be older than the tables, has the same number for the name. */
    static boolean knows(Architecture architecture, Syscall syscall) {
        return LIBRARY.seccomp_syscall_resolve_name(syscall.name()) != UNKNOWN
                && LIBRARY.seccomp_syscall_resolve_name_arch(architecture.auditArch(), syscall.name())
                        == syscall.number();
    }

    /** Whether a rule for the call has an effect: 2.5.4 drops one for sys_debug_setcontext of ppc64le without an error. */
    boolean heeds(Architecture architecture, Syscall syscall) {
        Filter filter = new Filter(architecture, Action.ALLOW, List.of(new Rule(syscall, Action.KILL)));
        Program program = compile(filter, 1);
        return Interpreter.run(program, new SeccompData(syscall.number(), architecture.auditArch()))
                == Verdict.KILL_PROCESS;
    }

    /**
     * Compiles.
     *
     * @param optimize the attribute SCMP_FLTATR_CTL_OPTIMIZE: 1 in the order of priorities, 2 a binary tree
     */
    Program compile(Filter filter, int optimize) {
        Pointer context = LIBRARY.seccomp_init(actionOf(filter.defaultAction()));
        try {
            check("seccomp_arch_remove", LIBRARY.seccomp_arch_remove(context, NATIVE));
            check(
                    "seccomp_arch_add",
                    LIBRARY.seccomp_arch_add(context, filter.architecture().auditArch()));
            check("badarch", LIBRARY.seccomp_attr_set(context, ACT_BADARCH, Verdict.of(filter.foreignAbiAction())));
            check("optimize", LIBRARY.seccomp_attr_set(context, CTL_OPTIMIZE, optimize));
            for (Rule rule : filter.rules()) {
                int number = LIBRARY.seccomp_syscall_resolve_name(rule.syscall().name());
                if (rule.decision().isPlain()) {
                    check(rule, LIBRARY.seccomp_rule_add(context, actionOf(rule.action()), number, 0));
                }
                for (Case<Outcome> each : rule.decision().cases()) {
                    add(context, rule, number, each);
                }
            }
            allowRestart(context, filter);
            LIBC.ftruncate(fd, 0);
            LIBC.lseek(fd, 0, 0);
            check("seccomp_export_bpf", LIBRARY.seccomp_export_bpf(context, fd));
            return read(filter.architecture());
        } finally {
            LIBRARY.seccomp_release(context);
        }
    }

    /** A rule for the calls that meet a condition, {@code struct scmp_arg_cmp} for each test: argument, comparison, two values. */
    private static void add(Pointer context, Rule rule, int number, Case<Outcome> each) {
        List<ArgumentTest> tests = each.condition().tests();
        try (Memory comparisons = new Memory(24L * tests.size())) {
            for (int i = 0; i < tests.size(); i++) {
                LibSeccompComparison comparison = LibSeccompComparison.of(tests.get(i));
                comparisons.setInt(24L * i, tests.get(i).argument());
                comparisons.setInt(24L * i + 4, comparison.operator());
                comparisons.setLong(24L * i + 8, comparison.first());
                comparisons.setLong(24L * i + 16, comparison.second());
            }
            int action = actionOf(each.result().action());
            check(rule, LIBRARY.seccomp_rule_add_array(context, action, number, tests.size(), comparisons));
        }
    }

    private static void check(Rule rule, int result) {
        if (result != EXISTS) {
            check("seccomp_rule_add " + rule.syscall().name(), result);
        }
    }

    /** Ours allows it without a rule: it is no program's call, but the kernel's after a stop. */
    private static void allowRestart(Pointer context, Filter filter) {
        boolean denies = filter.defaultAction().compareTo(Action.LOG) > 0;
        boolean isListed =
                filter.rules().stream().anyMatch(rule -> rule.syscall().name().equals("restart_syscall"));
        if (denies && !isListed) {
            int number = LIBRARY.seccomp_syscall_resolve_name("restart_syscall");
            check("restart_syscall", LIBRARY.seccomp_rule_add(context, Verdict.ALLOW, number, 0));
        }
    }

    /** What is exported has the byte order of the architecture that it is for, not of the host. */
    private Program read(Architecture architecture) {
        byte[] bytes = new byte[4096 * 8];
        int length = (int) LIBC.pread(fd, bytes, bytes.length, 0);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length)
                .order(architecture == Architecture.S390X ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        List<Instruction> instructions = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int code = buffer.getShort() & 0xffff;
            int jumpTrue = buffer.get() & 0xff;
            int jumpFalse = buffer.get() & 0xff;
            int k = buffer.getInt();
            // In long programs for s390x, libseccomp 2.5.4 leaves the value of some returns in the order of the host.
            boolean swapped = code == (Opcode.RET | Opcode.K) && isVerdict(Integer.reverseBytes(k));
            instructions.add(
                    new Instruction(code, jumpTrue, jumpFalse, withData(code, swapped ? Integer.reverseBytes(k) : k)));
        }
        return new Program(instructions);
    }

    /** What libseccomp calls SCMP_ACT_TRAP has no data. */
    private static int actionOf(Action action) {
        return action == Action.TERMINATE ? ACT_TRAP : Verdict.of(action);
    }

    /** The data of ours, in the place of none. */
    private static int withData(int code, int k) {
        return code == (Opcode.RET | Opcode.K) && k == ACT_TRAP ? Verdict.TRAP_TERMINATE : k;
    }

    private static boolean isVerdict(int value) {
        if (value == ACT_TRAP) {
            return true;
        }
        for (Action action : Action.values()) {
            if (Verdict.of(action) == value) {
                return true;
            }
        }
        return false;
    }

    private static void check(String what, int result) {
        if (result != 0) {
            throw new IllegalStateException(what + ": " + result);
        }
    }
}
