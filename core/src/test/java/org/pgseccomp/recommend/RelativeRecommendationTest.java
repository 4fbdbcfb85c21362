package org.pgseccomp.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedCall;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.plan.PlanInput;
import org.pgseccomp.plan.Planner;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.simulate.Members;
import org.pgseccomp.simulate.SimulatedCall;
import org.pgseccomp.simulate.Simulation;
import org.pgseccomp.simulate.Verdict;
import org.pgseccomp.syscall.Architecture;

class RelativeRecommendationTest {
    private static final Architecture X86 = Architecture.X86_64;
    private static final ServerFacts FACTS = ServerFacts.among(List.of(
            new Setting("server version_num", "150014"),
            new Setting("server c_library", "glibc 2.36"),
            new Setting("server kernel", "6.1.0-38-amd64"),
            new Setting("server fsync", "on"),
            new Setting("server extensions", "dblink 1.2")));

    private static ObservedCall call(String name, long... values) {
        return new ObservedCall(
                X86.syscalls().named(name).number(),
                3,
                1767225600L,
                1767225661L,
                LongStream.of(values).boxed().toList(),
                false);
    }

    private static ObservedSubject subject(String type, String program, String role, ObservedCall... calls) {
        return new ObservedSubject(type, program, role, "", 1767225600L, 1767225661L, List.of(calls));
    }

    private static Observations seen(ObservedSubject... subjects) {
        return new Observations(X86, 15, 1767225600L, 61, 0, 0, List.of(), List.of(subjects));
    }

    private static List<String> lines(Profile profile, boolean byRole, Observations seen) {
        List<String> lines = new ArrayList<>();
        RelativeRecommendation.write(seen, profile, FACTS, byRole, line -> lines.add(line.toString()));
        return lines;
    }

    private static List<String> settings(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** What the lines would deny of what was seen; calls that libraries do without are left out. */
    private static List<String> deniedUnder(List<String> lines, Observations seen) {
        List<Setting> written = settings(lines).stream()
                .map(line -> new Setting(
                        line.substring(0, line.indexOf(" = ")),
                        line.substring(line.indexOf(" = ") + 3)
                                .replaceAll("^'|'$", "")
                                .replace("''", "'")))
                .filter(setting -> setting.name().contains("syscall")
                        || setting.name().contains("session_roles")
                        || setting.name().contains("aliases")
                        || setting.name().equals("pgseccomp.profile"))
                .toList();
        Simulation.Result result = Simulation.of(
                X86,
                Planner.plan(new PlanInput(X86, written, FACTS)),
                FACTS,
                Members.UNKNOWN,
                Simulation.recorded(seen));
        assertThat(result.problems()).isEmpty();
        return result.calls().stream()
                .filter(each -> each.verdict() == Verdict.DENIED
                        && !each.answers().equals("error(ENOSYS)")
                        && !each.syscall().equals("sysinfo"))
                .map(SimulatedCall::syscall)
                .distinct()
                .toList();
    }

    private static final ObservedSubject COPIES_TO_A_PROGRAM = subject(
            "client_backend",
            "postgres",
            "joe",
            call("clone", 0x1200011),
            call("pipe2"),
            call("wait4"),
            call("dup2"),
            call("sysinfo"),
            call("set_robust_list"),
            call("rseq"));
    private static final ObservedSubject CAT = subject(
            "client_backend",
            "cat",
            "joe",
            call("execve"),
            call("arch_prctl"),
            call("set_tid_address"),
            call("prlimit64"),
            call("getuid"),
            call("geteuid"),
            call("getgid"),
            call("getegid"),
            call("statfs"));

    @Test
    void whatHasANameIsNamed() {
        Observations seen = seen(COPIES_TO_A_PROGRAM, CAT);
        List<String> lines = lines(Profile.STRICT, false, seen);

        assertThat(settings(lines))
                .containsExactly(
                        "pgseccomp.learnt_on = 'postgresql 15.14, glibc 2.36, linux 6.1.0-38-amd64, x86_64, fsync on, dblink 1.2'",
                        "pgseccomp.profile = 'strict'",
                        "pgseccomp.learn = off",
                        "pgseccomp.session_syscall_allow = '@profile, @programs'",
                        "pgseccomp.session_paths = '@profile, @programs'",
                        "jit = off");
        assertThat(lines).contains("# @programs for programs that they start.");
        assertThat(deniedUnder(lines, seen)).isEmpty();
    }

    @Test
    void whatTheProfileAllowsAddsNothing() {
        Observations seen = seen(
                COPIES_TO_A_PROGRAM, CAT, subject("client_backend", "postgres", "", call("clone3"), call("statx")));
        assertThat(settings(lines(Profile.BASELINE, true, seen))).hasSize(3);
        assertThat(lines(Profile.BASELINE, false, seen))
                .contains("# Nothing was seen that the profile does not allow.");
    }

    /** sysinfo alone: glibc sorts without it. */
    @Test
    void whatNothingFailsWithoutIsLeftOut() {
        List<String> lines =
                lines(Profile.STRICT, false, seen(subject("client_backend", "postgres", "", call("sysinfo"))));
        assertThat(settings(lines)).hasSize(3);
        assertThat(lines).contains("# Sessions go on without these: sysinfo.");
    }

    @Test
    void singleCallsHaveTheArgumentsThatWereSeen() {
        Observations seen = seen(
                subject(
                        "client_backend",
                        "postgres",
                        "",
                        call("socket", 1L << 32 | 1, 2L << 32 | 0x80001),
                        call("prctl", 15, 4),
                        call("acct")),
                subject("client_backend", "x", "", call("clone3")));
        List<String> lines = lines(Profile.STRICT, false, seen);
        assertThat(settings(lines))
                .contains("pgseccomp.session_syscall_allow = '@profile, acct, clone(flags: without CLONE_NEWNS|"
                        + "CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET),"
                        + " prctl(option: PR_SET_NAME), socket(domain: AF_UNIX, AF_INET)'")
                .contains("pgseccomp.global_syscall_allow = '@profile, acct'");
        assertThat(deniedUnder(lines, seen)).isEmpty();
    }

    /** The C library asks a daemon for names, through a local socket: no reason to open networks. */
    @Test
    void localSocketsOpenNoNetwork() {
        Observations local = seen(subject(
                "client_backend", "postgres", "", call("socket", 1L << 32 | 0x80801), call("connect"), call("poll")));
        List<String> lines = lines(Profile.STRICT, false, local);
        assertThat(settings(lines))
                .contains("pgseccomp.session_syscall_allow = '@profile, connect, poll, socket(domain: AF_UNIX)'");
        assertThat(deniedUnder(lines, local)).isEmpty();
        Observations remote =
                seen(subject("client_backend", "postgres", "", call("socket", 2L << 32 | 0x80801), call("connect")));
        assertThat(settings(lines(Profile.STRICT, false, remote)).toString()).contains("@dblink");
    }

    @Test
    void namespacesAreAllowedWhereTheyWereSeen() {
        Observations seen = seen(subject("client_backend", "unshare", "", call("clone", 0x10000011)));
        List<String> lines = lines(Profile.BASELINE, false, seen);
        assertThat(settings(lines))
                .contains(
                        "pgseccomp.global_syscall_allow = '@profile, clone'",
                        "pgseccomp.session_syscall_allow = '@profile, clone'");
        assertThat(deniedUnder(lines, seen)).isEmpty();
    }

    /** JIT makes memory executable that it has written; under strict, where a list is written, jit is as PostgreSQL has it. */
    @Test
    void compiledExpressionsBringJitBack() {
        Observations seen = seen(subject("client_backend", "postgres", "", call("mprotect", 1, 5), call("mmap", 3)));
        List<String> lines = lines(Profile.STRICT, false, seen);
        assertThat(settings(lines)).contains("pgseccomp.session_syscall_allow = '@profile, @jit'", "jit = on");
        assertThat(deniedUnder(lines, seen)).isEmpty();
    }

    @Test
    void rolesThatNeedMoreHaveListsOnRequest() {
        Observations seen = seen(
                COPIES_TO_A_PROGRAM,
                CAT,
                subject("client_backend", "postgres", "O'Brien", call("symlink"), call("readlink"), call("chmod")),
                subject("client_backend", "postgres", "ann", call("read")),
                subject("background_worker", "postgres", "joe", call("pipe2")),
                subject("checkpointer", "postgres", "", call("acct")),
                subject("archiver", "cp", "", call("execve"), call("copy_file_range")));
        List<String> lines = lines(Profile.STRICT, true, seen);
        assertThat(settings(lines))
                .contains(
                        "pgseccomp.session_roles = '\"O''Brien\", joe'",
                        "pgseccomp.session_role_aliases = '\"role_o_brien_6a5d2bd5=O''Brien\"'",
                        "session_syscall_allow.role_o_brien_6a5d2bd5 = '@profile, symlink, readlink, chmod'",
                        "session_syscall_allow.joe = '@profile, @programs'",
                        "session_paths.joe = '@profile, @programs'",
                        "pgseccomp.global_syscall_allow = '@profile, acct'")
                .noneMatch(line -> line.startsWith("pgseccomp.session_syscall_allow"));
        assertThat(settings(lines)).noneMatch(line -> line.contains("archiver"));
        assertThat(deniedUnder(lines, seen)).isEmpty();
    }

    @Test
    void aNewRoleRenamesNoOther() {
        ObservedSubject first = subject("client_backend", "postgres", "Zoe", call("symlink"));
        ObservedSubject second = subject("client_backend", "postgres", "Ann", call("symlink"));
        Stream<String> ofOne = settings(lines(Profile.STRICT, true, seen(first))).stream()
                .filter(line -> line.startsWith("session_syscall_allow."));
        assertThat(settings(lines(Profile.STRICT, true, seen(first, second)))).containsAll(ofOne.toList());
    }
}
