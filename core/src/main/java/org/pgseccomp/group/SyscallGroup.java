package org.pgseccomp.group;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;
import org.pgseccomp.syscall.SyscallTable;

/**
 * A group of system calls.
 *
 * @param name with the @ in front, in lower case
 * @param description one sentence
 * @param members as written: names of calls, of whatever architecture, and of other groups. {@code unlinkat+unlink} is the first call where
 *     the architecture has the second one too
 */
public record SyscallGroup(String name, String description, List<String> members) {
    /** As many as a program tells apart; no architecture has a call with a higher number. */
    private static final int NUMBERS = 1024;

    private static final char ONLY_WITH = '+';

    public SyscallGroup {
        members = List.copyOf(members);
    }

    /** The calls of this group and of those in it that an architecture has: each once, sorted by number. The list is made anew for each call. */
    public List<Syscall> callsOf(Architecture architecture) {
        SyscallTable table = architecture.syscalls();
        Syscall[] found = new Syscall[NUMBERS];
        List<SyscallGroup> groups = withNested();
        for (int i = 0; i < groups.size(); i++) {
            List<String> names = groups.get(i).members;
            for (int j = 0; j < names.size(); j++) {
                Syscall syscall = callOf(names.get(j), table);
                if (syscall != null && syscall.number() < NUMBERS) {
                    found[syscall.number()] = syscall;
                }
            }
        }
        List<Syscall> calls = new ArrayList<>();
        for (int number = 0; number < NUMBERS; number++) {
            if (found[number] != null) {
                calls.add(found[number]);
            }
        }
        return calls;
    }

    /** The call that a member is on an architecture, or null. */
    private static Syscall callOf(String member, SyscallTable table) {
        int plus = member.indexOf(ONLY_WITH);
        if (plus < 0) {
            return table.named(member);
        }
        return table.named(member.substring(plus + 1)) == null ? null : table.named(member.substring(0, plus));
    }

    /** This group, those in it, those in these, and so on; each once. */
    private List<SyscallGroup> withNested() {
        List<SyscallGroup> groups = new ArrayList<>();
        List<String> names = new ArrayList<>();
        groups.add(this);
        names.add(name);
        for (int i = 0; i < groups.size(); i++) {
            List<String> members = groups.get(i).members;
            for (int j = 0; j < members.size(); j++) {
                String member = members.get(j);
                if (SyscallGroups.isName(member) && !names.contains(member)) {
                    names.add(member);
                    groups.add(SyscallGroups.named(member));
                }
            }
        }
        return groups;
    }
}
