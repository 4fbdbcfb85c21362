package org.pgseccomp.policy;

import org.pgseccomp.language.Entry;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.NearestName;
import org.pgseccomp.syscall.Syscall;
import org.pgseccomp.syscall.SyscallAliases;

/**
 * Explains a name that is no system call: a misspelt one, one that libc or the kernel's sources use, one that only another architecture has,
 * or a number.
 */
final class UnknownSyscall {
    private UnknownSyscall() {}

    static Rejection rejection(Architecture architecture, Setting setting, Entry element) {
        String name = element.name();
        if (name.equals("*")) {
            return Rejection.misplacedAsterisk(setting, element);
        }
        String right = SyscallAliases.nameFor(architecture, name);
        if (right != null && SyscallAliases.isNumber(name)) {
            return Rejection.numberOfSyscall(setting, element, architecture.displayName(), right);
        }
        String elsewhere = elsewhere(name);
        if (right == null && elsewhere == null) {
            right = nearest(architecture, name);
        }
        return Rejection.unknownSyscall(setting, element, architecture.displayName(), elsewhere, right);
    }

    /** What is said of who has a name that this architecture lacks; null if nobody has. */
    private static String elsewhere(String name) {
        for (Architecture other : Architecture.values()) {
            if (other.has(name)) {
                return other.displayName() + " has it";
            }
        }
        String only = SyscallAliases.onlyOn(name);
        if (only == null) {
            return null;
        }
        int blank = only.indexOf(' ');
        return blank < 0
                ? only + " has it, with 32 bits"
                : only.substring(0, blank) + " and " + only.substring(blank + 1) + " have it, with 32 bits";
    }

    private static String nearest(Architecture architecture, String misspelt) {
        NearestName nearest = new NearestName(AsciiCase.lower(misspelt));
        for (Syscall syscall : architecture.syscalls().all()) {
            nearest.offer(syscall.name());
        }
        return nearest.nearest();
    }
}
