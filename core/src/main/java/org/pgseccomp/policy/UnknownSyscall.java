package org.pgseccomp.policy;

import org.pgseccomp.language.Entry;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Explains a name that is no system call: a misspelt one, or one that only another architecture has. */
final class UnknownSyscall {
    private UnknownSyscall() {}

    static Rejection rejection(Architecture architecture, Setting setting, Entry element) {
        if (element.name().equals("*")) {
            return Rejection.misplacedAsterisk(setting, element);
        }
        String elsewhere = null;
        for (Architecture other : Architecture.values()) {
            if (elsewhere == null && other.has(element.name())) {
                elsewhere = other.displayName();
            }
        }
        String suggestion =
                elsewhere == null ? nearest(architecture, element.name()) : successorOf(architecture, element.name());
        return Rejection.unknownSyscall(setting, element, architecture.displayName(), elsewhere, suggestion);
    }

    private static String nearest(Architecture architecture, String misspelt) {
        NearestName nearest = new NearestName(Ascii.lower(misspelt));
        for (Syscall syscall : architecture.syscalls().all()) {
            nearest.offer(syscall.name());
        }
        return nearest.nearest();
    }

    /** What newer architectures have in place of an old call: openat for open. Null if that is not known here. */
    private static String successorOf(Architecture architecture, String name) {
        String successor = name + "at";
        return architecture.syscalls().named(successor) == null ? null : successor;
    }
}
