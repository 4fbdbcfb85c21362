package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Calls that a handler of a signal cannot make for the code that it has interrupted: the kernel undoes, when the handler returns, what they have
 * changed. {@code sigaltstack} sets what the frame of the signal has a copy of ({@code restore_altstack} in {@code kernel/signal.c}), and
 * {@code pkey_alloc} a register that is restored from there. To {@link Action#WARN} they are like {@link UnseenCalls}.
 */
public final class UnrepeatableCalls {
    private static final List<String> NAMES = List.of("pkey_alloc", "sigaltstack");

    private static final PerArchitecture<List<Syscall>> OF_ARCHITECTURES =
            new PerArchitecture<>(architecture -> architecture.syscalls().allNamed(NAMES));

    private UnrepeatableCalls() {}

    /** Those that an architecture has. */
    public static List<Syscall> of(Architecture architecture) {
        return OF_ARCHITECTURES.of(architecture);
    }
}
