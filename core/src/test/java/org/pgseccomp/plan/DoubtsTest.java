package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** What looks restrictive and is not draws one warning each, and what is meant draws none. */
class DoubtsTest {
    private static final ServerFacts ON_17 = ServerFacts.among(List.of(new Setting("server version_num", "170002")));

    private static List<Rejection> warnings(Architecture architecture, String... lines) {
        Plan plan = Planner.plan(new PlanInput(architecture, Lines.settings(lines), ON_17));
        assertThat(plan.problems()).isEmpty();
        List<Rejection> warnings = new ArrayList<>();
        for (PlannedPolicy policy : plan.policies()) {
            PolicyJudge.Judgement judgement = PolicyJudge.judge(architecture, policy, ON_17);
            assertThat(judgement.problems()).isEmpty();
            judgement.harm().stream()
                    .filter(each -> each.kind() == Rejection.Kind.DOUBTFUL)
                    .forEach(warnings::add);
        }
        assertThat(warnings).allSatisfy(DoubtsTest::isWellFormed);
        return warnings;
    }

    private static void isWellFormed(Rejection warning) {
        assertThat(warning.message()).isNotEmpty().doesNotEndWith(".");
        assertThat(warning.detail()).endsWith(".");
        assertThat(warning.hint()).endsWith(".");
        assertThat(warning.message() + warning.detail() + warning.hint()).matches("[ -~]*");
        assertThat(warning.setting()).isNotEmpty();
    }

    private static List<String> messages(String... lines) {
        return warnings(Architecture.X86_64, lines).stream()
                .map(Rejection::message)
                .toList();
    }

    private static Rejection only(String... lines) {
        List<Rejection> warnings = warnings(Architecture.X86_64, lines);
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }

    @Test
    void execveWithoutExecveat() {
        Rejection warning = only("pgseccomp.global_syscall_error = mount, execve");
        assertThat(warning.message()).isEqualTo("the global policy denies \"execve\", but not \"execveat\"");
        assertThat(warning.detail()).isEqualTo("It is still possible to execute programs with execveat.");
        assertThat(warning.hint()).isEqualTo("Add execveat to \"pgseccomp.global_syscall_error\".");
        assertThat(warning.setting()).isEqualTo("pgseccomp.global_syscall_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pgseccomp.session_syscall_error = execve, execveat",
                "pgseccomp.session_syscall_error = execve, execveat = ENOSYS",
                "pgseccomp.session_syscall_error = execveat",
                "pgseccomp.session_syscall_error = @process, -kill, clone3",
                "pgseccomp.session_syscall_error = socket, connect, io_uring_setup",
                "pgseccomp.session_syscall_error = @network-io, -sendto, -recvfrom, @aio",
                "pgseccomp.session_syscall_error = clone(flags: with CLONE_NEWUSER), clone3 = ENOSYS, unshare",
                "pgseccomp.session_syscall_error = clone(flags: with CLONE_NEWUSER), clone3, unshare(flags: with CLONE_NEWUSER)",
                "pgseccomp.session_syscall_error = clone, clone3, fork, vfork, unshare",
                "pgseccomp.session_syscall_error = openat2 = ENOSYS",
                "pgseccomp.session_syscall_error = tgkill, ptrace",
                "pgseccomp.session_syscall_error = io_uring_setup",
                "pgseccomp.session_syscall_error = mprotect(prot: with PROT_EXEC), pkey_mprotect(prot: with PROT_EXEC),"
                        + " mmap(prot: with PROT_EXEC; flags: with MAP_ANONYMOUS)",
                "pgseccomp.session_syscall_error = socket(domain: AF_PACKET), socket(type: SOCK_PACKET), io_uring_setup",
                "pgseccomp.session_syscall_error = @debug = EPERM, ptrace = ENOSYS",
                "pgseccomp.session_syscall_log = mmap(prot: with PROT_EXEC)",
                "pgseccomp.session_syscall_log = execve",
            })
    void whatIsMeantIsNotWarnedOf(String list) {
        assertThat(messages(list)).isEmpty();
    }

    /** Nobody can take an entry out of a list that the profile supplies: what to write is the line that does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        the profile's own list                           | To take it out of the profile, set pgseccomp.session_syscall_allow = '@profile, -fadvise64'.
        pgseccomp.session_syscall_allow = @profile, @jit               | To take it out of the profile, add -fadvise64 to "pgseccomp.session_syscall_allow", behind @profile.
        """)
    void anErrorBesideTheProfilesList(String list, String hint) {
        String allow = list.startsWith("pgseccomp.session") ? list : "pgseccomp.session_syscall_default = error";
        List<Rejection> found = warnings(
                        Architecture.X86_64,
                        "pgseccomp.profile = strict",
                        allow,
                        "pgseccomp.session_syscall_error = fadvise64")
                .stream()
                .filter(each -> each.setting().equals("pgseccomp.session_syscall_error"))
                .toList();
        assertThat(found).singleElement().satisfies(warning -> {
            assertThat(warning.detail()).contains("in @profile of \"pgseccomp.session_syscall_allow\", which counts.");
            assertThat(warning.hint()).isEqualTo(hint);
        });
    }

    /** Each hint alone would take back what another one has said. */
    @Test
    void errorsBesideTheProfilesListAreToldTogether() {
        List<Rejection> found = warnings(
                        Architecture.X86_64,
                        "pgseccomp.profile = baseline",
                        "pgseccomp.session_syscall_error = chmod, bpf, symlink")
                .stream()
                .filter(each -> each.setting().equals("pgseccomp.session_syscall_error"))
                .toList();
        assertThat(found).singleElement().satisfies(warning -> {
            assertThat(warning.detail())
                    .isEqualTo(
                            "System calls \"symlink\", \"chmod\" are in \"pgseccomp.session_syscall_error\", from element 1"
                                    + " on, whose action is the default one, and in @profile of"
                                    + " \"pgseccomp.session_syscall_allow\", which counts.");
            assertThat(warning.hint())
                    .isEqualTo("To take them out of the profile, set pgseccomp.session_syscall_allow ="
                            + " '@profile, -symlink, -chmod'.");
        });
    }

    /** The list that a role falls back to is that of all sessions: who wants to restrict a role is not told to restrict all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        session_syscall_error.joe = chmod               | pgseccomp.session_syscall_default = error         | session_syscall_allow.joe = '@profile, -chmod'
        session_syscall_error.joe = chmod               | pgseccomp.session_syscall_allow = @profile, @jit  | session_syscall_allow.joe = '@profile, @jit, -chmod'
        process_syscall_error.autovacuum_worker = chmod | pgseccomp.session_syscall_default = error         | process_syscall_allow.autovacuum_worker = '@profile, -chmod'
        """)
    void aRoleIsToldToChangeItsOwnList(String own, String other, String line) {
        List<String> hints = warnings(
                        Architecture.X86_64,
                        "pgseccomp.profile = baseline",
                        "pgseccomp.session_roles = joe",
                        "pgseccomp.process_types = autovacuum_worker",
                        own,
                        other)
                .stream()
                .map(Rejection::hint)
                .filter(hint -> hint.contains("profile"))
                .toList();
        assertThat(hints).containsExactly("To take it out of the profile, set " + line + ".");
    }

    @Test
    void aRoleThatContradictsTheProfileIsToldItsOwnListOnce() {
        Plan plan = Planner.plan(new PlanInput(
                Architecture.X86_64,
                Lines.settings(
                        "pgseccomp.profile = baseline",
                        "pgseccomp.session_roles = joe",
                        "session_syscall_log.joe = chmod, symlink"),
                ON_17));
        List<Rejection> problems = new ArrayList<>();
        for (PlannedPolicy policy : plan.policies()) {
            problems.addAll(
                    PolicyJudge.judge(Architecture.X86_64, policy, ON_17).problems());
        }
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("conflicting actions for system calls \"symlink\", \"chmod\"");
            assertThat(problem.hint())
                    .isEqualTo("To take them out of the profile, set session_syscall_allow.joe ="
                            + " '@profile, -symlink, -chmod'.");
        });
    }

    @Test
    void cloneWithoutItsSiblings() {
        Rejection warning = only("pgseccomp.session_syscall_error = clone");
        assertThat(warning.message())
                .isEqualTo(
                        "the policy of sessions denies \"clone\", but not \"clone3\", \"fork\", \"vfork\", \"unshare\"");
        assertThat(warning.detail())
                .isEqualTo("It is still possible to make processes, threads and namespaces with clone3,"
                        + " to make processes with fork, vfork, to make namespaces with unshare.");
        assertThat(warning.hint())
                .isEqualTo("Add clone3 = ENOSYS, fork, vfork, unshare to \"pgseccomp.session_syscall_error\".");
    }

    @Test
    void aConditionOnCloneBesideClone3() {
        Rejection warning = only("pgseccomp.session_syscall_error = clone(flags: with CLONE_NEWUSER)");
        assertThat(warning.message())
                .as("fork makes no namespaces")
                .isEqualTo("the policy of sessions denies some calls of \"clone\", but not \"clone3\", \"unshare\"");
        assertThat(messages("pgseccomp.session_syscall_error = clone(flags: without CLONE_THREAD), clone3"))
                .as("no processes, threads only")
                .containsExactly("the policy of sessions denies some calls of \"clone\", but not \"fork\", \"vfork\","
                        + " \"unshare\"");
    }

    @Test
    void underADefaultOfErrorTheSiblingIsOpenOnlyWhereItIsListed() {
        String[] strict = {
            "pgseccomp.session_syscall_default = error",
            "pgseccomp.session_syscall_error = execve = EPERM",
            "pgseccomp.session_syscall_allow = @postgresql-session, clone(flags: without CLONE_NEWUSER)"
        };
        assertThat(messages(strict)).isEmpty();
        strict[2] =
                "pgseccomp.session_syscall_allow = @postgresql-session, clone(flags: without CLONE_NEWUSER), clone3";
        Rejection warning = only(strict);
        assertThat(warning.message())
                .isEqualTo("the policy of sessions denies some calls of \"clone\", but not \"clone3\"");
        assertThat(warning.hint()).isEqualTo("Take clone3 out of \"pgseccomp.session_syscall_allow\".");
    }

    @Test
    void killWithoutTheOtherWaysToSendASignal() {
        Rejection warning = only("pgseccomp.session_syscall_error = kill(sig: SIGSEGV), tkill(sig: SIGSEGV)");
        assertThat(warning.message())
                .isEqualTo(
                        "the policy of sessions denies some calls of \"kill\", but not \"tgkill\", \"rt_sigqueueinfo\","
                                + " \"rt_tgsigqueueinfo\", \"pidfd_send_signal\"");
        assertThat(warning.hint())
                .isEqualTo("Add tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, each with the same"
                        + " condition, to \"pgseccomp.session_syscall_error\".");
        assertThat(
                        messages(
                                "pgseccomp.session_syscall_error = kill(sig: SIGSEGV), tkill(sig: SIGSEGV), tgkill(sig: SIGSEGV),"
                                        + " rt_sigqueueinfo(sig: SIGSEGV), rt_tgsigqueueinfo(sig: SIGSEGV), pidfd_send_signal(sig: SIGSEGV)"))
                .isEmpty();
    }

    @Test
    void executableMemoryFromTheOtherCall() {
        Rejection warning = only(
                "pgseccomp.session_syscall_error = mprotect(prot: with PROT_EXEC), pkey_mprotect(prot: with PROT_EXEC)");
        assertThat(warning.message())
                .isEqualTo("the policy of sessions denies executable memory from \"mprotect\", but not all ways to it");
        assertThat(warning.detail())
                .isEqualTo("It is still possible to make memory that is written and executed with mmap.");
        assertThat(warning.hint())
                .isEqualTo("Add mmap(prot: with PROT_EXEC; flags: with MAP_ANONYMOUS) to"
                        + " \"pgseccomp.session_syscall_error\".");
        assertThat(only("pgseccomp.session_syscall_error = mmap(prot: with PROT_EXEC; flags: with MAP_ANONYMOUS)")
                        .hint())
                .isEqualTo("Add mprotect(prot: with PROT_EXEC) to \"pgseccomp.session_syscall_error\".");
    }

    /** socket(2): SOCK_PACKET of any family is a socket of AF_PACKET. */
    @Test
    void theOldTypeOfPacketSockets() {
        assertThat(only("pgseccomp.session_syscall_error = socket(domain: AF_PACKET), io_uring_setup")
                        .hint())
                .isEqualTo("Add socket(type: SOCK_PACKET) to \"pgseccomp.session_syscall_error\".");
        assertThat(messages(
                        "pgseccomp.session_syscall_default = error",
                        "pgseccomp.session_syscall_allow = @postgresql-session, socket(domain: AF_UNIX, AF_INET)"))
                .as("who lists families has not asked for that")
                .isEmpty();
    }

    @Test
    void aFlagThatIsComparedAsAWhole() {
        Rejection warning = only("pgseccomp.session_syscall_error = unshare(flags: CLONE_NEWUSER)");
        assertThat(warning.detail())
                .isEqualTo(
                        "Element 1, \"unshare(flags: CLONE_NEWUSER)\" at character 1, is about calls whose \"flags\" is"
                                + " exactly CLONE_NEWUSER: with another flag beside it the condition does not hold.");
        assertThat(warning.hint()).isEqualTo("Write \"flags: with CLONE_NEWUSER\" if other flags do not matter.");
    }

    @Test
    void twoErrorsForOneCall() {
        assertThat(only("pgseccomp.session_syscall_error = bpf = EPERM, bpf").detail())
                .isEqualTo(
                        "Element 2, \"bpf\" at character 14, has another error for system call \"bpf\" than element 1, and counts.");
        assertThat(only("pgseccomp.session_syscall_error = ptrace = EPERM, @debug")
                        .detail())
                .startsWith("Element 2, \"@debug\" at character 17, has another error for system call \"ptrace\"");
        assertThat(
                        only("pgseccomp.session_syscall_error = bpf(cmd: 1, 2) = EPERM, bpf(cmd: 3) = ENOSYS, bpf(cmd: 2) = EIO")
                                .detail())
                .endsWith("than element 1, and counts.");
    }

    /** What is said of a list is said where it is written, not of each role that inherits it. */
    @Test
    void aListThatIsInheritedIsNotWarnedOfAgain() {
        assertThat(messages(
                        "pgseccomp.global_syscall_error = -mount, bpf, bpf = EPERM",
                        "pgseccomp.global_syscall_log = bpf(cmd: 0..4294967295)",
                        "pgseccomp.session_syscall_terminate = -mount",
                        "pgseccomp.session_roles = joe, ann",
                        "session_syscall_kill.joe = acct",
                        "session_syscall_log.ann = -acct",
                        "pgseccomp.process_types = autovacuum_worker",
                        "process_syscall_log.autovacuum_worker = acct"))
                .containsExactlyInAnyOrder(
                        "doubtful list of system calls in parameter \"pgseccomp.global_syscall_error\"",
                        "doubtful list of system calls in parameter \"pgseccomp.global_syscall_error\"",
                        "doubtful list of system calls in parameter \"pgseccomp.global_syscall_log\"",
                        "doubtful list of system calls in parameter \"pgseccomp.session_syscall_terminate\"",
                        "doubtful list of system calls in parameter \"session_syscall_log.ann\"");
    }

    @Test
    void socketsBesideIoUring() {
        Rejection warning =
                only("pgseccomp.session_syscall_kill = connect", "pgseccomp.session_syscall_error = socket");
        assertThat(warning.message())
                .isEqualTo("the policy of sessions denies \"socket\", \"connect\", but not \"io_uring_setup\"");
        assertThat(warning.hint()).isEqualTo("Add io_uring_setup to \"pgseccomp.session_syscall_kill\".");
    }

    /** What PostgreSQL needs cannot be denied, so that the other one is worth nothing. */
    @Test
    void openBesideOpenat() {
        Rejection warning = only("pgseccomp.global_syscall_error = open, creat, openat2 = ENOSYS");
        assertThat(warning.message()).isEqualTo("the global policy denies \"open\", but not \"openat\"");
        assertThat(warning.hint())
                .isEqualTo(
                        "PostgreSQL needs openat: take open out of \"pgseccomp.global_syscall_error\" and use the permissions of files.");
    }

    @Test
    void onlyWhatTheArchitectureHas() {
        List<Rejection> warnings = warnings(Architecture.AARCH64, "pgseccomp.session_syscall_error = clone, clone3");
        assertThat(warnings.get(0).message()).endsWith("but not \"unshare\"");
        assertThat(warnings(Architecture.S390X, "pgseccomp.session_syscall_error = socket, io_uring_setup")
                        .get(0)
                        .message())
                .endsWith("but not \"socketcall\"");
    }

    @Test
    void whatAnotherFilterDeniesIsNotOpen() {
        assertThat(messages(
                        "pgseccomp.global_syscall_error = execveat", "pgseccomp.session_syscall_error = execve, mount"))
                .isEmpty();
        assertThat(messages("pgseccomp.global_syscall_error = execve", "pgseccomp.session_syscall_error = execveat"))
                .as("the others have the global filter alone")
                .containsExactly("the global policy denies \"execve\", but not \"execveat\"");
    }

    @Test
    void whatWasSaidOfTheLevelBelowIsNotSaidAgain() {
        assertThat(messages(
                        "pgseccomp.global_syscall_error = execve",
                        "pgseccomp.session_syscall_error = mount",
                        "pgseccomp.session_roles = joe",
                        "session_syscall_error.joe = mount, bpf",
                        "pgseccomp.process_types = archiver",
                        "process_syscall_error.archiver = mount"))
                .hasSize(1);
        assertThat(messages(
                        "pgseccomp.session_syscall_error = execve",
                        "pgseccomp.session_roles = joe",
                        "session_syscall_log.joe = bpf"))
                .hasSize(1);
    }

    @Test
    void rolesAndTypesAreNamed() {
        assertThat(messages(
                        "pgseccomp.session_roles = joe",
                        "session_syscall_error.joe = execve",
                        "pgseccomp.process_types = autovacuum_worker, archiver",
                        "process_syscall_error.autovacuum_worker = execve",
                        "process_syscall_terminate.archiver = socket"))
                .containsExactlyInAnyOrder(
                        "the policy of role \"joe\" denies \"execve\", but not \"execveat\"",
                        "the policy of process type \"autovacuum_worker\" denies \"execve\", but not \"execveat\"",
                        "the policy of process type \"archiver\" denies \"socket\", but not \"io_uring_setup\"");
    }

    @Test
    void aListOfARoleThatStandsInPlaceOfTheSessions() {
        Rejection warning = only(
                "pgseccomp.session_syscall_error = execve, execveat, ptrace",
                "pgseccomp.session_roles = joe",
                "session_syscall_error.joe = mount, ptrace");
        assertThat(warning.message())
                .isEqualTo("the policy of role \"joe\" does not deny what \"pgseccomp.session_syscall_error\" denies:"
                        + " execve, execveat");
        assertThat(warning.detail())
                .isEqualTo("\"session_syscall_error.joe\" stands in place of that list and does not add to it.");
        assertThat(warning.hint()).isEqualTo("To deny them there too, add them to \"session_syscall_error.joe\".");
        assertThat(warning.setting()).isEqualTo("session_syscall_error.joe");
    }

    @Test
    void aRoleThatMayDoMore() {
        Rejection warning = only(
                "pgseccomp.session_syscall_default = error",
                "pgseccomp.session_syscall_allow = @postgresql-session",
                "pgseccomp.session_roles = joe",
                "session_syscall_allow.joe = @postgresql-session, bpf, acct, swapon, swapoff, reboot, mount, chroot");
        assertThat(warning.message())
                .isEqualTo(
                        "the policy of role \"joe\" allows system calls that the policy of sessions denies: acct, bpf,"
                                + " chroot, mount, reboot and 2 more");
        assertThat(warning.detail())
                .isEqualTo("It stands in place of the policy of sessions, and need not be as strict.");
        assertThat(warning.hint()).isEqualTo("If this is not meant, take them out of \"session_syscall_allow.joe\".");
    }

    @Test
    void whatTheGlobalFilterDeniesCannotBeAllowed() {
        Rejection warning = only(
                "pgseccomp.global_syscall_error = @mount",
                "pgseccomp.session_syscall_default = error",
                "pgseccomp.session_syscall_error = bpf",
                "pgseccomp.session_syscall_allow = @postgresql-session, @mount, clone3, mount");
        assertThat(warning.message())
                .isEqualTo("the policy of sessions allows what the global filter denies: @mount, mount");
        assertThat(warning.detail())
                .isEqualTo("A later filter can only take something away, so that these entries of"
                        + " \"pgseccomp.session_syscall_allow\" allow nothing.");
        assertThat(warning.hint()).isEqualTo("Allow them in \"pgseccomp.global_syscall_allow\" too, or take them out.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        session_syscall_allow.joe = @profile, @mount                | the policy of role "joe" allows what the global filter denies: @mount
        session_syscall_log.joe = kexec_load, ptrace                | the policy of role "joe" allows what the global filter denies: kexec_load, ptrace
        pgseccomp.session_syscall_allow = @profile, @mount, bpf     | the policy of sessions allows what the global filter denies: @mount, bpf
        process_syscall_allow.autovacuum_worker = @profile, bpf        | the policy of process type "autovacuum_worker" allows what the global filter denies: bpf
        database_syscall_allow.app = @profile, bpf(cmd: 1)          | the policy of database "app" allows what the global filter denies: bpf(cmd: 1)
        """)
    void moreThanAProfileLetsAnybodyDo(String line, String message) {
        String[] lines = {
            "pgseccomp.profile = baseline",
            "pgseccomp.session_roles = joe, ann",
            "pgseccomp.process_types = autovacuum_worker",
            "pgseccomp.session_databases = app",
            "session_syscall_default.ann = error",
            line
        };
        assertThat(messages(lines).stream().filter(each -> each.contains("the global filter denies")))
                .containsExactly(message);
        List<String> allowed = new ArrayList<>(List.of(lines));
        allowed.add("pgseccomp.global_syscall_allow = @profile, @mount, @debug, bpf, kexec_load");
        assertThat(messages(allowed.toArray(String[]::new)).stream()
                        .filter(each -> each.contains("the global filter denies")))
                .isEmpty();
    }

    /** Groups are written whole, and what one server has more than another one is no mistake. */
    @Test
    void anEntryOfWhichSomethingIsLeftIsMeant() {
        assertThat(messages(
                                "pgseccomp.global_syscall_error = mount",
                                "pgseccomp.session_syscall_default = error",
                                "pgseccomp.session_syscall_allow = @postgresql-session, @mount",
                                "pgseccomp.session_roles = joe",
                                "session_syscall_error.joe = mount")
                        .stream()
                        .filter(each -> each.contains("the global filter denies")))
                .isEmpty();
    }

    @Test
    void aDefaultThatAllowsMore() {
        Rejection warning = only(
                "pgseccomp.session_syscall_default = error",
                "pgseccomp.session_syscall_allow = @postgresql-session",
                "pgseccomp.process_types = autovacuum_worker",
                "process_syscall_default.autovacuum_worker = log");
        assertThat(warning.message())
                .startsWith(
                        "the policy of process type \"autovacuum_worker\" allows system calls that the policy of sessions denies: ");
        assertThat(warning.hint())
                .isEqualTo("If this is not meant, remove \"process_syscall_default.autovacuum_worker\".");
    }

    @Test
    void anEmptyListIsMeant() {
        assertThat(only(
                                "pgseccomp.session_syscall_error = ptrace, socket(domain: AF_INET), io_uring_setup",
                                "pgseccomp.session_roles = joe",
                                "session_syscall_error.joe = ")
                        .message())
                .isEqualTo("the policy of role \"joe\" allows system calls that the policy of sessions denies:"
                        + " io_uring_setup, ptrace, socket with some arguments");
    }

    @Test
    void whatIsAsStrictAsTheSessionsIsNotWarnedOf() {
        assertThat(messages(
                        "pgseccomp.session_syscall_error = ptrace, bpf",
                        "pgseccomp.session_roles = joe, ann, bob",
                        "session_syscall_error.joe = ptrace, bpf, mount",
                        "session_syscall_error.ann = *",
                        "session_syscall_default.bob = log",
                        "pgseccomp.global_syscall_error = ptrace, bpf"))
                .isEmpty();
        assertThat(messages(
                        "pgseccomp.session_syscall_kill = ptrace, bpf",
                        "pgseccomp.session_roles = joe",
                        "session_syscall_kill.joe = ",
                        "session_syscall_error.joe = ptrace, bpf"))
                .as("an error in place of death allows nothing")
                .doesNotContain("joe");
    }

    /** The archiver and its like never had what sessions have. */
    @Test
    void typesThatFallBackToTheGlobalSettingsAreNotCompared() {
        assertThat(messages(
                        "pgseccomp.session_syscall_error = ptrace",
                        "pgseccomp.process_types = archiver",
                        "process_syscall_error.archiver = bpf"))
                .isEmpty();
    }

    /** Sessions deny the rest of these calls by the profile's default, and by no list that somebody wrote. */
    @Test
    void aTypeUnderAProfileIsNotComparedWithAListThatNobodyWrote() {
        assertThat(messages(
                        "pgseccomp.profile = strict",
                        "pgseccomp.process_types = walsender",
                        "process_syscall_error.walsender = memfd_create"))
                .noneMatch(message -> message.contains("session_syscall_error"));
    }

    /** One warning, not one for the list and one for the sibling. */
    @Test
    void aSiblingThatARoleHasLostIsToldOnce() {
        assertThat(messages(
                        "pgseccomp.session_syscall_error = execve, execveat",
                        "pgseccomp.session_roles = joe",
                        "session_syscall_error.joe = execve"))
                .containsExactly(
                        "the policy of role \"joe\" does not deny what \"pgseccomp.session_syscall_error\" denies: execveat");
    }

    @Test
    void aRoleAsWalsenderIsNotToldASecondTime() {
        assertThat(messages(
                        "pgseccomp.session_syscall_error = ptrace",
                        "pgseccomp.session_roles = rep",
                        "session_syscall_error.rep = execve",
                        "pgseccomp.process_types = walsender",
                        "process_syscall_log.walsender = bpf"))
                .containsExactlyInAnyOrder(
                        "the policy of role \"rep\" denies \"execve\", but not \"execveat\"",
                        "the policy of role \"rep\" does not deny what \"pgseccomp.session_syscall_error\" denies: ptrace");
    }

    /** Of the blocks of settings in the documentation. That a role may do more than others is what some of them show. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/configuration.md",
                "docs/denials.md",
                "docs/files-and-ports.md",
                "docs/quick-start.md",
                "docs/version-control.md"
            })
    void whatTheDocumentationWritesLeavesNoSiblingOpen(String file) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```(\\w*)$(.*?)^```$")
                .matcher(Files.readString(Path.of("..").resolve(file)));
        int examples = 0;
        while (block.find()) {
            List<String> lines = new ArrayList<>();
            Matcher line = Pattern.compile("(?m)^((?:pgseccomp\\.|session_|process_)\\S+) = '([^'\u2026]*)'")
                    .matcher(block.group(2));
            boolean isConfiguration = block.group(1).isEmpty() || block.group(1).equals("conf");
            boolean isWhole = isConfiguration && block.group(2).indexOf('\u2026') < 0;
            while (isWhole && line.find()) {
                lines.add(line.group(1) + "=" + line.group(2));
            }
            examples += lines.isEmpty() ? 0 : 1;
            assertThat(messages(lines.toArray(new String[0])))
                    .allSatisfy(message -> assertThat(message).contains("allows system calls that"));
        }
        assertThat(examples).isPositive();
    }

    @Test
    void entriesThatChangeNothing() {
        assertThat(only("pgseccomp.session_syscall_error = -mount, ptrace").detail())
                .endsWith("takes out what does not stand before it.");
        assertThat(only("pgseccomp.session_syscall_error = ptrace(request: 0..0xffffffffffffffff)")
                        .detail())
                .endsWith("has a condition that every call meets.");
        assertThat(only("pgseccomp.session_syscall_allow = ptrace", "pgseccomp.session_syscall_error = ptrace")
                        .detail())
                .contains("whose action is the default one, and ")
                .endsWith("which counts.");
    }

    /** The most natural mistake: a group has the whole call. */
    @Test
    void conditionsBesideTheWholeCall() {
        Rejection group = only("pgseccomp.session_syscall_error = @raw-io, @mount, mount(filesystemtype: 0)");
        assertThat(group.detail())
                .isEqualTo(
                        "System call \"mount\" is element 3 (at character 18) of \"pgseccomp.session_syscall_error\", under conditions,"
                                + " and without any in @mount, element 2 (at character 10) of \"pgseccomp.session_syscall_error\":"
                                + " the conditions change nothing.");
        assertThat(group.hint())
                .isEqualTo(
                        "To have them count, take the call out of the group first, as in \"@mount, -mount, mount(filesystemtype: 0)\".");
        assertThat(only("pgseccomp.session_syscall_error = ptrace, ptrace(request: PTRACE_PEEKTEXT)")
                        .hint())
                .isEqualTo("To have them count, take the other entry out.");
        assertThat(
                        warnings(
                                Architecture.X86_64,
                                "pgseccomp.session_syscall_error = @mount, -mount, mount(filesystemtype: 0), ptrace, ptrace(request: 16) = EPERM"))
                .isEmpty();
    }
}
