package org.pgseccomp.policy;

import java.util.List;

/**
 * Calls that do what another one does. A list that denies the one and leaves the others open looks restrictive and is not. Who adds a family names the
 * way round, and how a list denies it.
 */
final class SiblingCalls {
    /**
     * A call that does what the first ones of its family do.
     *
     * @param name as the kernel calls it; where an architecture has none of that name, there is none
     * @param use what it can be used for, as the end of "It is still possible to …"
     * @param entry of a list of errors that denies it
     * @param values the condition of those of the first calls that it can do the work of; null: of all
     * @param isNeeded whether PostgreSQL needs it, so that it cannot be denied
     */
    record Sibling(String name, String use, String entry, String values, boolean isNeeded) {}

    /**
     * Calls, and others that do the same.
     *
     * @param calls that people deny
     * @param takesCondition whether a condition on a call can be written for its siblings in the same words
     */
    record Family(List<String> calls, boolean takesCondition, List<Sibling> siblings) {}

    /** The flags that make a namespace: CLONE_NEW… in the kernel's {@code sched.h}. */
    private static final String NAMESPACES = "flags: with CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,"
            + " CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET";

    /** All families. */
    static final List<Family> FAMILIES = List.of(
            // execveat with an absolute path is execve.
            new Family(List.of("execve"), false, List.of(sibling("execveat", "execute programs"))),
            // The C library has called openat for open since glibc 2.26; architectures from aarch64 on have no open at
            // all.
            new Family(
                    List.of("open", "openat"),
                    false,
                    List.of(
                            sibling("open", "open files"),
                            new Sibling("openat", "open files", "openat", null, true),
                            sibling("creat", "make files"),
                            // Its flags lie in memory. Who calls it does without where there is none (NewerCalls).
                            new Sibling("openat2", "open files", "openat2 = ENOSYS", null, false))),
            new Family(
                    List.of("clone"),
                    false,
                    List.of(
                            // Its flags lie in memory. glibc calls clone where there is none.
                            new Sibling(
                                    "clone3", "make processes, threads and namespaces", "clone3 = ENOSYS", null, false),
                            // As clone with these flags (fork.c in the kernel).
                            new Sibling("fork", "make processes", "fork", "flags: SIGCHLD", false),
                            new Sibling(
                                    "vfork", "make processes", "vfork", "flags: CLONE_VFORK|CLONE_VM|SIGCHLD", false),
                            new Sibling("unshare", "make namespaces", "unshare", NAMESPACES, false))),
            // Signals of a thread, queued ones, and those through a descriptor of a process (Linux 5.1): the same
            // permissions, the same effect.
            new Family(
                    List.of("kill"),
                    true,
                    List.of(
                            sibling("tkill", "send signals"),
                            sibling("tgkill", "send signals"),
                            sibling("rt_sigqueueinfo", "send signals"),
                            sibling("rt_tgsigqueueinfo", "send signals"),
                            sibling("pidfd_send_signal", "send signals"))),
            // What a ring is asked to do (IORING_OP_SOCKET, IORING_OP_CONNECT) no filter sees. socketcall has its
            // arguments in memory.
            new Family(
                    List.of("socket", "connect"),
                    false,
                    List.of(
                            sibling("socketcall", "make and connect sockets"),
                            sibling("io_uring_setup", "make and connect sockets through a ring"))),
            // With the key -1 it is mprotect.
            new Family(
                    List.of("mprotect"), true, List.of(sibling("pkey_mprotect", "change the protection of memory"))));

    private SiblingCalls() {}

    private static Sibling sibling(String name, String use) {
        return new Sibling(name, use, name, null, false);
    }
}
