package org.pgseccomp.bpf;

import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Keeps the handler of SIGSYS in its place. A denial that is to be explained is a signal, and the kernel kills a process that has no
 * handler for it (force_sig_info_to_task in {@code kernel/signal.c}): PostgreSQL then restarts every session. An ordinary role can
 * take a handler away, with {@code $SIG{SYS} = 'DEFAULT'} in trusted PL/Perl for one. So a filter that needs the handler answers
 * {@code rt_sigaction(SIGSYS, act, …)} with success and does nothing, unless {@code act} is NULL, which only asks.
 *
 * <p>It is no error, since programs that a process executes inherit the filter: static programs of Go end with an error in their
 * start, and Python raises an exception. Those programs have no handler, whether they ask for one or not.
 */
final class HandlerGuard {
    /** The number of the signal, on every architecture that {@link Architecture} has ({@code asm-generic/signal.h} and others). */
    static final int SIGSYS = 31;

    private static final int SIGNAL = 0;
    private static final int ACTION = 1;

    private HandlerGuard() {}

    /** The call that sets handlers, -1 on an architecture without it. */
    static int numberOn(Architecture architecture) {
        Syscall syscall = architecture.syscalls().named("rt_sigaction");
        return syscall == null ? -1 : syscall.number();
    }

    /**
     * Places the guard and answers its label.
     *
     * @param otherwise the label of the answer to calls that leave the handler as it is
     */
    static int place(Assembler assembler, Architecture architecture, int otherwise) {
        int kept = assembler.placeReturn(Verdict.ERRNO_NONE);
        int next = assembler.placeJump(Opcode.JEQ, 0, otherwise, kept);
        next = assembler.placeLoad(SeccompData.argumentHigh(architecture, ACTION), next);
        next = assembler.placeJump(Opcode.JEQ, 0, next, kept);
        next = assembler.placeLoad(SeccompData.argumentLow(architecture, ACTION), next);
        // The kernel takes the signal as an int.
        next = assembler.placeJump(Opcode.JEQ, SIGSYS, next, otherwise);
        return assembler.placeLoad(SeccompData.argumentLow(architecture, SIGNAL), next);
    }
}
