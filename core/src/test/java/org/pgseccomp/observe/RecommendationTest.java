package org.pgseccomp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

class RecommendationTest {
    private static final Architecture X86 = Architecture.X86_64;
    private static final List<ProcessType> TOLD = List.of(ProcessType.ARCHIVER, ProcessType.AUTOVACUUM_WORKER);

    private static ObservedSubject subject(String type, String program, String role, String... calls) {
        List<ObservedCall> made = new ArrayList<>();
        for (String call : calls) {
            made.add(new ObservedCall(X86.syscalls().named(call).number(), 2, 0, 0, List.of(), false));
        }
        return new ObservedSubject(type, program, role, "", 1767225600L, 1767225661L, made);
    }

    private static Observations seen(ObservedSubject... subjects) {
        return new Observations(X86, 15, 1767225600L, 3700, 0, 0, List.of(60), List.of(subjects));
    }

    private static List<String> recommended(Observations seen, List<ProcessType> told) {
        List<String> lines = new ArrayList<>();
        Recommendation.write(seen, told, line -> lines.add(line.toString()));
        return lines;
    }

    private static String value(List<String> lines, String setting) {
        return lines.stream()
                .filter(line -> line.startsWith(setting + " = "))
                .map(line -> line.substring(setting.length() + 3))
                .findFirst()
                .orElse(null);
    }

    /** The calls of a list, whatever their conditions. */
    private static List<String> list(List<String> lines, String setting) {
        String value = value(lines, setting);
        return value == null
                ? null
                : Stream.of(value.substring(1, value.length() - 1)
                                .replaceAll("\\([^)]*\\)", "")
                                .split(","))
                        .distinct()
                        .toList();
    }

    @Test
    void everyListHasWhatIsNeededAndWhatWasSeen() {
        List<String> lines = recommended(
                seen(
                        subject("postmaster", "postgres", "", "chroot"),
                        subject("client_backend", "postgres", "joe", "symlink"),
                        subject("parallel_worker", "postgres", "joe", "acct"),
                        subject("client_backend", "cat", "joe", "execve"),
                        subject("archiver", "cp", "", "copy_file_range"),
                        subject("checkpointer", "postgres", "", "sysinfo")),
                TOLD);
        List<String> global = list(lines, "pgseccomp.global_syscall_allow");
        List<String> session = list(lines, "pgseccomp.session_syscall_allow");
        List<String> archiver = list(lines, "process_syscall_allow.archiver");

        assertThat(global)
                .containsAll(NeededCalls.names(X86))
                .contains("chroot", "symlink", "acct", "execve", "copy_file_range", "sysinfo", "exit");
        List<String> always = List.of("clock_gettime", "gettimeofday", "time", "restart_syscall", "pselect6");
        Set<String> expected = new TreeSet<>(NeededCalls.ofBackends(X86));
        expected.addAll(always);
        expected.addAll(List.of("symlink", "acct", "execve", "exit"));
        assertThat(session).containsExactlyElementsOf(expected);
        expected = new TreeSet<>(NeededCalls.ofAuxiliary(X86));
        expected.addAll(always);
        expected.addAll(List.of("copy_file_range", "exit"));
        assertThat(archiver).containsExactlyElementsOf(expected);
        assertThat(value(lines, "pgseccomp.process_types")).isEqualTo("'archiver'");
        assertThat(value(lines, "pgseccomp.learn")).isEqualTo("off");
        assertThat(value(lines, "pgseccomp.session_roles"))
                .as("the only role does what all do")
                .isNull();
        assertThat(lines)
                .contains("# executed programs (cat) alone call: execve")
                .contains("# PostgreSQL 15 does not tell these in time; they are under the global list: checkpointer")
                .anyMatch(line -> line.contains("10 times, from 2026-01-01 00:00:00 UTC to 2026-01-01 00:01:01 UTC")
                        || line.contains("6 times, from 2026-01-01 00:00:00 UTC to 2026-01-01 00:01:01 UTC"))
                .contains("# It learnt for 1 h 1 min 40 s since 2026-01-01 00:00:00 UTC.");
    }

    @Test
    void rolesThatDifferHaveAListOfTheirOwn() {
        List<String> lines = recommended(
                seen(
                        subject("client_backend", "postgres", "joe", "symlink", "acct"),
                        subject("client_backend", "postgres", "ann", "symlink"),
                        subject("client_backend", "postgres", "O'Brien \\ \"x\"\n", "acct"),
                        subject("background_worker", "postgres", "ann", "sysinfo"),
                        subject("background_worker", "postgres", "cron", "mount"),
                        subject("autovacuum_worker", "postgres", "", "acct")),
                TOLD);

        assertThat(value(lines, "pgseccomp.session_roles")).isEqualTo("'\"O''Brien \\\\ \"\"x\"\"\\012\",ann'");
        assertThat(value(lines, "pgseccomp.session_role_aliases"))
                .isEqualTo("'\"role_o_brien_x_067a87e1=O''Brien \\\\ \"\"x\"\"\\012\"'");
        assertThat(list(lines, "session_syscall_allow.ann"))
                .contains("symlink", "sysinfo")
                .doesNotContain("acct");
        assertThat(list(lines, "session_syscall_allow.role_o_brien_x_067a87e1"))
                .contains("acct")
                .doesNotContain("symlink");
        assertThat(list(lines, "process_syscall_allow.autovacuum_worker"))
                .as("a role's policy is loaded on top")
                .contains("seccomp", "prctl");
    }

    /** A short time of learning sees no clock that the vDSO cannot read, no SIGSTOP and no lock that is waited for. */
    @Test
    void everyListHasWhatIsRarelySeen() {
        Observations nothing = seen(
                subject("client_backend", "postgres", "joe", "symlink"),
                subject("client_backend", "postgres", "ann"),
                subject("archiver", "postgres", ""),
                subject("autovacuum_worker", "postgres", ""));
        for (int server : new int[] {14, 15, 16, 17, 18}) {
            List<String> lists =
                    recommended(new Observations(X86, server, 1, 1, 0, 0, List.of(), nothing.subjects()), TOLD).stream()
                            .filter(line -> line.contains("_syscall_allow"))
                            .toList();
            // The global one, the sessions', that of ann (joe's is the sessions'), and two types.
            assertThat(lists).hasSize(5).allSatisfy(list -> {
                List<String> names = List.of(list.substring(list.indexOf('\'') + 1, list.length() - 1)
                        .split(","));
                assertThat(names).contains("clock_gettime", "gettimeofday", "time", "restart_syscall");
                if (server <= 15) {
                    assertThat(names).as("pg_usleep of PostgreSQL %d", server).contains("pselect6");
                }
            });
        }
        List<String> of17 = recommended(new Observations(X86, 17, 1, 1, 0, 0, List.of(), nothing.subjects()), TOLD);
        assertThat(list(of17, "pgseccomp.session_syscall_allow")).doesNotContain("pselect6");
    }

    /** What pgseccomp calls in the postmaster when the configuration is read again, malloc_trim among it. */
    @Test
    void theGlobalListHasWhatAReloadTakes() {
        assertThat(list(recommended(seen(), List.of()), "pgseccomp.global_syscall_allow"))
                .contains("madvise", "mprotect", "munmap", "pipe2", "ppoll", "prctl", "seccomp", "wait4", "clone");
    }

    @Test
    void theOrderOfWhatWasSeenDoesNotMatter() {
        List<ObservedSubject> subjects = new ArrayList<>(List.of(
                subject("client_backend", "postgres", "joe", "symlink", "acct"),
                subject("client_backend", "postgres", "ann", "symlink"),
                subject("archiver", "cp", "", "copy_file_range")));
        List<String> lines = recommended(seen(subjects.toArray(new ObservedSubject[0])), TOLD);
        Collections.reverse(subjects);

        assertThat(recommended(seen(subjects.toArray(new ObservedSubject[0])), TOLD))
                .isEqualTo(lines);
    }

    @Test
    void isAPolicyThatIsAccepted() {
        List<Setting> settings = new ArrayList<>();
        for (String line : recommended(seen(), List.of())) {
            int equals = line.indexOf(" = '");
            if (equals > 0 && !line.startsWith("#")) {
                settings.add(new Setting(line.substring(0, equals), line.substring(equals + 4, line.length() - 1)));
            }
        }
        PolicyResult result = PolicyReader.read(X86, Level.SESSION, settings);

        assertThat(result).isInstanceOf(PolicyResult.Accepted.class);
        assertThat(NeededCalls.problemOf(((PolicyResult.Accepted) result).stack(), settings))
                .isNull();
    }

    @Test
    void saysWhatItLacks() {
        ObservedSubject foreign = new ObservedSubject(
                "client_backend",
                "postgres",
                "",
                "",
                1,
                2,
                List.of(
                        new ObservedCall(1024, 5, 0, 0, List.of(), false),
                        new ObservedCall(1000, 1, 0, 0, List.of(), false)));
        Observations seen = new Observations(X86, 15, 1, 1, 7, 0, List.of(), List.of(foreign));

        assertThat(recommended(seen, TOLD))
                .contains(
                        "# INCOMPLETE: there was no room to record 7 calls.",
                        "# NOT ALLOWED: 5 calls of another ABI (32-bit or x32 programs).",
                        "# NOT ALLOWED: calls that this version of pgseccomp has no name for: 1000.");
    }

    /** A file can have any number of 64 bits. */
    @Test
    void numbersHaveNoSign() {
        List<ObservedCall> calls = List.of(
                new ObservedCall(1024, -2, 0, 0, List.of(), false), new ObservedCall(1, -2, 0, 0, List.of(), false));
        ObservedSubject first = new ObservedSubject("client_backend", "postgres", "joe", "a", 1, 2, calls);
        ObservedSubject second = new ObservedSubject("client_backend", "postgres", "joe", "b", 1, 2, calls);
        List<String> one = recommended(new Observations(X86, 15, 1, 1, -1, 0, List.of(), List.of(first)), TOLD);
        List<String> both =
                recommended(new Observations(X86, 15, 1, 1, -1, 0, List.of(), List.of(first, second)), TOLD);

        assertThat(one)
                .contains(
                        "# INCOMPLETE: there was no room to record 18446744073709551615 calls.",
                        "# NOT ALLOWED: 18446744073709551614 calls of another ABI (32-bit or x32 programs).")
                .anyMatch(line -> line.contains("seen: 18446744073709551614 times"));
        assertThat(both)
                .contains("# NOT ALLOWED: 18446744073709551615 calls of another ABI (32-bit or x32 programs).")
                .anyMatch(line -> line.contains("seen: 18446744073709551615 times"));
    }

    @Test
    void activitiesAreToldByTheirTraces() {
        Observations nothing = seen();
        assertThat(Activity.of(nothing)).isNotEmpty().noneMatch(Activity::seen);

        ObservedSubject jit = new ObservedSubject(
                "client_backend",
                "postgres",
                "",
                "",
                1,
                2,
                List.of(new ObservedCall(X86.syscalls().named("mprotect").number(), 1, 0, 0, List.of(1L, 5L), false)));
        Observations some = new Observations(
                X86,
                15,
                1,
                1,
                0,
                1,
                List.of(),
                List.of(
                        jit,
                        subject("client_backend", "gzip", "", "mmap"),
                        subject("walsender", "postgres", "", "getdents64"),
                        subject("parallel_worker", "postgres", "")));
        assertThat(Activity.of(some))
                .filteredOn(Activity::seen)
                .extracting(Activity::name)
                .containsExactly(
                        "crash recovery",
                        "replication, on the primary",
                        "base backup",
                        "parallel query",
                        "JIT",
                        "COPY to and from programs");
    }

    @Test
    void timesAreThoseOfTheCalendar() {
        for (long seconds : new long[] {0, 951782400L, 1709251199L, 1767225600L, 4102444799L, 253402300799L}) {
            String expected = java.time.Instant.ofEpochSecond(seconds).toString();
            StringBuilder moment = new StringBuilder();
            Times.appendMoment(moment, seconds);
            assertThat(moment.toString()).isEqualTo(expected.replace('T', ' ').replace("Z", " UTC"));
        }
    }

    private static ObservedSubject session(String role, String call, boolean more, long... values) {
        return new ObservedSubject(
                "client_backend",
                "postgres",
                role,
                "",
                1,
                2,
                List.of(new ObservedCall(
                        X86.syscalls().named(call).number(),
                        1,
                        0,
                        0,
                        LongStream.of(values).boxed().toList(),
                        more)));
    }

    private static String sessionList(ObservedSubject... subjects) {
        List<String> lines = new ArrayList<>();
        Recommendation.write(
                new Observations(X86, 15, 1, 1, 0, 1, List.of(), List.of(subjects)),
                List.of(),
                line -> lines.add(line.toString()));
        return lines.stream()
                .filter(line -> line.startsWith("pgseccomp.session_syscall_allow"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCallsWereMadeWithIsAllThatIsAllowed() {
        long unix = 1L << 32 | 1;
        long inet = 2L << 32 | 0x80001;
        assertThat(sessionList(session("", "socket", false, inet), session("", "socket", false, unix)))
                .contains(",socket(domain: AF_UNIX, AF_INET),");
        assertThat(sessionList(session("", "socket", false, 44L << 32 | 4))).contains(",socket(domain: 44),");
        assertThat(sessionList(session("", "mprotect", false, 1, 3)))
                .contains(",mprotect(prot: without PROT_EXEC),")
                .contains(
                        ",mmap(prot: without PROT_EXEC),mmap(prot: without PROT_WRITE; flags: without MAP_ANONYMOUS),");
    }

    @Test
    void whatWasNotSeenWithAllItsValuesIsAllowedAsAWhole() {
        assertThat(sessionList(session("", "socket", true, 1L << 32 | 1))).contains(",socket,");
        assertThat(sessionList(session("", "socket", false))).contains(",socket,");
        assertThat(sessionList(session("", "socket", false, 100L << 32 | 1))).contains(",socket,");
        assertThat(sessionList(session("", "mprotect", false, 1, 5))).contains(",mprotect,");
        assertThat(sessionList(session("", "mmap", false, 3, 5, 7))).contains(",mmap,");
    }

    /** PROT_READ|PROT_EXEC: of a file, as the dynamic loader asks for it; of which nothing more is known; of both. */
    @Test
    void executableMemoryIsThatOfFilesWhereNoOtherWasSeen() {
        long ofFile = 1L << 32 | 5;
        String any = ",mmap(prot: without PROT_EXEC),mmap(prot: without PROT_WRITE),";
        assertThat(sessionList(session("", "mmap", false, 3, ofFile)))
                .contains(
                        ",mmap(prot: without PROT_EXEC),mmap(prot: without PROT_WRITE; flags: without MAP_ANONYMOUS),");
        assertThat(sessionList(session("", "mmap", false, 3, 5))).contains(any);
        assertThat(sessionList(session("", "mmap", false, ofFile), session("", "mmap", false, 5)))
                .contains(any);
        assertThat(sessionList(session("", "mmap", false, 1L << 32 | 7))).contains(",mmap,");
    }

    @Test
    void aRoleThatMakesTheSameCallsWithLessHasAListOfItsOwn() {
        List<String> lines = new ArrayList<>();
        Recommendation.write(
                new Observations(
                        X86,
                        15,
                        1,
                        1,
                        0,
                        1,
                        List.of(),
                        List.of(
                                session("joe", "socket", false, 1L << 32 | 1),
                                session("ann", "socket", false, 2L << 32 | 1))),
                List.of(),
                line -> lines.add(line.toString()));
        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("session_syscall_allow.joe") && line.contains("socket(domain: AF_UNIX)"));
        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("session_syscall_allow.ann") && line.contains("socket(domain: AF_INET)"));
    }

    @Test
    void theServerMayTakeConnectionsWhateverWasSeen() {
        List<String> lines = recommended(seen(session("", "socket", false, 1L << 32 | 1)), TOLD);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("pgseccomp.global_syscall_allow")
                        && line.contains("socket(domain: AF_UNIX, AF_INET, AF_INET6)"));
    }
}
