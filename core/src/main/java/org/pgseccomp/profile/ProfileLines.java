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
     * @param signs calls that tell that this is what a server does, where it made all of them and the profile allows none
     * @param files entries of the list of files, behind {@code @profile}; empty where none are needed
     */
    public record Line(String entries, String purpose, List<String> signs, String files) {
        /** Whether it opens more than all others: a hint has it last. */
        public boolean opensAll() {
            return entries.equals(PROGRAMS);
        }

        /** The calls among the entries, those of its groups too. */
        public List<Syscall> calls(Architecture architecture) {
            return callsOf(architecture, entries);
        }
    }

    /** The line of the compilation of expressions. */
    public static final String JIT = "@jit";

    private static final String PROGRAMS = "@programs";

    /** Interpreters ask who they are when they start. */
    private static final List<String> LANGUAGES = List.of("getuid", "geteuid", "getgid", "getegid");

    private static final List<String> THREADED = List.of("getuid", "geteuid", "getgid", "getegid", "set_robust_list");

    /** What few calls tell apart comes first: of many lines a hint has the first ones. */
    private static final List<Line> ALL = List.of(
            new Line("symlink, readlink, chmod", "tablespaces", List.of("symlink"), ""),
            new Line("chmod, umask", "lo_export()", List.of("chmod", "umask"), ""),
            new Line("get_mempolicy, move_pages", "pg_shmem_allocations_numa", List.of("move_pages"), ""),
            new Line(JIT, "JIT compilation", List.of("mprotect"), ""),
            new Line(PROGRAMS, "programs that they start", List.of("execve"), PROGRAMS),
            new Line("@dblink, readlinkat", "connections to other servers", List.of("connect"), "@network"),
            new Line("@pl-perl", "PL/Perl", LANGUAGES, "@languages"),
            new Line("@pl-python", "PL/Python", THREADED, "@languages"));

    /** Calls that {@link Profile#STRICT} denies, and that the server's own processes do without: no statement fails. */
    private static final List<String> DONE_WITHOUT = List.of("sysinfo", "umask");

    private static final int NUMBERS = 1024;

    private static final PerArchitecture<int[]> OF_ARCHITECTURES = new PerArchitecture<>(ProfileLines::read);

    private ProfileLines() {}

    /** All lines; a line is known by its place in them. */
    public static List<Line> all() {
        return ALL;
    }

    /** Whether a process of the server does without a call that a profile denies. */
    public static boolean isDoneWithout(String call) {
        return DONE_WITHOUT.contains(call);
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
            calls.addAll(SyscallGroups.callsNamed(architecture, entries.substring(from, to)));
            from = to + 2;
        }
        return calls;
    }
}
