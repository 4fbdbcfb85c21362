package org.pgseccomp.bpf;

import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.syscall.Syscall;

/**
 * What is known of the processes that a filter is for and of their handler of SIGSYS.
 *
 * <p>A program that such a process executes inherits the filter, but not the handler, and would die of the signal. Its calls are told
 * apart by the address that they are made from: the C library of the server lies at an address that was chosen at random when the
 * server began, and stays there in all processes that are forked from it; a program that is executed has its libraries elsewhere.
 *
 * @param endsProcess whether {@link Action#TERMINATE} may end a process, or only be an error in it
 * @param from the first address of the C library's code in the server
 * @param to the first address behind it; equal to {@code from} where the kernel does not choose addresses at random. Both lie in the
 *     same 4 GiB
 * @param gate the address behind the instruction with which the handler makes a call that it has counted; 0: it makes none. A call that is made
 *     there with the same answer passes, or it would come back to the handler. Who jumps there gains no more than that it is not counted
 */
public record Handler(boolean endsProcess, long from, long to, long gate) {
    /** Nothing is known of addresses. */
    public static final Handler ANYWHERE = new Handler(true, 0, 0, 0);

    /** The same handler, of processes that {@link Action#TERMINATE} may end, or not. */
    public Handler of(boolean mayEnd) {
        return new Handler(mayEnd, from, to, gate);
    }

    /** Whether the addresses are known. */
    public boolean isPlaced() {
        return from != to;
    }

    /** Whether it makes calls that it has counted. */
    public boolean repeats() {
        return gate != 0;
    }

    /**
     * Whether the filter of a level is for processes whose handler is only known by its place: where a program could be executed under it, which has no
     * handler, a denial is explained for calls of the server's C library alone.
     */
    public static boolean isPlacedFor(FilterStack stack, Level level) {
        return executes(stack.knownTo(level));
    }

    /** Whether filters let a process execute another program. */
    static boolean executes(FilterStack stack) {
        for (String name : List.of("execve", "execveat")) {
            Syscall syscall = stack.architecture().syscalls().named(name);
            if (syscall == null || stack.mildestActionOf(syscall.number()).compareTo(Action.ERROR) < 0) {
                return true;
            }
        }
        return false;
    }
}
