package org.pgseccomp.group;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

public record SyscallGroup(String name, String description, List<String> members) {
    public List<Syscall> callsOf(Architecture architecture) {
        List<Syscall> calls = new ArrayList<>();
        for (String m : members) {
            Syscall s = architecture.syscalls().named(m);
            if (s != null) {
                calls.add(s);
            }
        }
        calls.sort((a, b) -> Integer.compare(a.number(), b.number()));
        return calls;
    }
}
