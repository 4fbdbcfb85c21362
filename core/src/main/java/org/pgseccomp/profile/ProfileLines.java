package org.pgseccomp.profile;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.PerArchitecture;
import org.pgseccomp.syscall.Syscall;

/**
 * What {@link Profile#STRICT} leaves out that a server may want, and the entries that bring it back behind {@code @profile}: the table of
 * docs/profiles.md, for the hint of a denial.
 */
public final class ProfileLines {
    /**
     * A line of the table.
     *
     * @param entries of the list, behind {@code @profile}
     * @param purpose what needs them, as it stands behind "for"
     */
    public record Line(String entries, String purpose) {}

    /** What few calls tell apart comes first: of many lines a hint has the first ones. */
    private static final List<Line> ALL = List.of(
            new Line("symlink, readlink, chmod", "tablespaces"),
            new Line("chmod, umask", "lo_export()"),
            new Line("get_mempolicy, move_pages", "pg_shmem_allocations_numa"),
            new Line("@jit", "JIT compilation"),
            new Line("@programs", "programs that they start"),
            new Line("@dblink, readlinkat", "connections to other servers"),
            new Line("@pl-perl", "PL/Perl with modules"),
            new Line("@pl-python", "PL/Python"));

    private static final int NUMBERS = 1024;

    private static final PerArchitecture<int[]> OF_ARCHITECTURES = new PerArchitecture<>(ProfileLines::read);

    private ProfileLines() {}

    /** All lines; a line is known by its place in them. */
    public static List<Line> all() {
        return ALL;
    }

    /** Which lines have a call: a bit for each; 0 for none. */
    public static int having(Architecture architecture, int number) {
        return number < NUMBERS ? OF_ARCHITECTURES.of(architecture)[number] : 0;
    }

    private static int[] read(Architecture architecture) {
        int[] lines = new int[NUMBERS];
        for (int line = 0; line < ALL.size(); line++) {
            for (Syscall syscall : callsOf(architecture, ALL.get(line).entries())) {
                lines[syscall.number()] |= 1 << line;
            }
        }
        return lines;
    }

    private static List<Syscall> callsOf(Architecture architecture, String entries) {
        List<Syscall> calls = new ArrayList<>();
        int from = 0;
        while (from < entries.length()) {
            int comma = entries.indexOf(", ", from);
            int to = comma < 0 ? entries.length() : comma;
            String entry = entries.substring(from, to);
            if (SyscallGroups.isName(entry)) {
                calls.addAll(SyscallGroups.named(entry).callsOf(architecture));
            } else {
                calls.addAll(architecture.syscalls().allNamed(List.of(entry)));
            }
            from = to + 2;
        }
        return calls;
    }
}
