package org.pgseccomp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** What is said of a configuration that is not in force, beside its policies, and of what it changes. */
class ProposedConfigurationTest {
    private static final Setting LOADED = new Setting("shared_preload_libraries", "other, pgseccomp");
    private static final Setting ON = new Setting("pgseccomp.enabled", "on");

    private static List<String> problems(Setting... settings) {
        return new WholeConfiguration(List.of(settings))
                .problems().stream().map(problem -> problem.text().message()).toList();
    }

    @Test
    void aPolicyThatIsWrittenAndDoesNotCountIsToldOf() {
        assertThat(problems(LOADED, ON)).isEmpty();
        assertThat(problems(LOADED)).as("nothing is written").isEmpty();
        assertThat(problems(ON)).containsExactly("shared_preload_libraries does not name pgseccomp");
        assertThat(problems(LOADED, new Setting("pgseccomp.session_syscall_error", "bpf")))
                .containsExactly("pgseccomp.enabled is off");
        assertThat(problems(LOADED, new Setting("pgseccomp.profile", "strict"))).isEmpty();
        assertThat(problems(LOADED, ON, new Setting("pgseccomp.learn", "perhaps")))
                .containsExactly("parameter \"pgseccomp.learn\" requires a Boolean value");
    }

    @Test
    void switchesAreCompared() {
        WholeConfiguration before = new WholeConfiguration(List.of(LOADED, ON));
        WholeConfiguration after = new WholeConfiguration(List.of(
                LOADED,
                ON,
                new Setting("pgseccomp.reload_only_tightens", "yes"),
                new Setting("pgseccomp.isolate_processes", "off"),
                new Setting("pgseccomp.session_roles", "joe")));
        assertThat(SwitchChanges.remarks(before, before)).isEmpty();
        assertThat(SwitchChanges.remarks(before, after))
                .extracting(remark -> remark.kind().label() + " " + remark.setting())
                .containsExactlyInAnyOrder(
                        "remark pgseccomp.isolate_processes",
                        "remark pgseccomp.reload_only_tightens",
                        "looser pgseccomp.isolate_processes",
                        "tighter pgseccomp.reload_only_tightens");
    }

    private static List<String> changes(List<Setting> before, List<Setting> after) {
        return PolicyChanges.between(Architecture.X86_64, Level.SESSION, before, after, ServerFacts.UNKNOWN).stream()
                .map(remark -> remark.kind().label() + ": " + remark.message() + ": " + remark.detail())
                .toList();
    }

    @Test
    void callsWithTheSameChangeStandTogether() {
        List<Setting> before = List.of(new Setting("pgseccomp.session_syscall_error", "mount, bpf, acct"));
        List<Setting> after = List.of(
                new Setting("pgseccomp.session_syscall_error", "acct = EPERM"),
                new Setting("pgseccomp.session_syscall_terminate", "swapon"));
        assertThat(changes(before, after))
                .contains("looser: \"error\" becomes \"allow\" for 2 system calls: bpf, mount")
                .contains("changed: \"error\" becomes \"error(EPERM)\" for 1 system call: acct");
        assertThat(changes(before, before)).isEmpty();
        assertThat(changes(null, null)).isEmpty();
        assertThat(changes(before, null))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("looser: \"error\" becomes \"allow\" for 4");
    }

    /** A profile has conditions for dozens of calls, and each of them is another one. */
    @Test
    void callsWhoseConditionsChangeStandTogether() {
        List<Setting> after = List.of(new Setting(
                "pgseccomp.session_syscall_error",
                "kill(sig: SIGKILL), madvise(advice: not MADV_DONTNEED), fcntl(cmd: F_SETOWN, F_SETSIG, F_NOTIFY)"));
        assertThat(changes(List.of(), after))
                .containsExactly("tighter: other arguments decide about 3 system calls: fcntl, kill, madvise."
                        + " Before: allow. After: error fcntl(cmd: F_SETOWN, F_SETSIG, F_NOTIFY), else allow;"
                        + " error kill(sig: SIGKILL), else allow;"
                        + " error madvise(advice: not MADV_DONTNEED), else allow.");
        assertThat(changes(after, List.of()))
                .singleElement()
                .asString()
                .startsWith("looser: other arguments decide about 3 system calls: fcntl, kill, madvise. Before: error")
                .endsWith(" After: allow.");
    }

    @Test
    void filesAndPortsAreComparedToo() {
        List<Setting> before = List.of(new Setting("pgseccomp.session_connect_ports", "443"));
        List<Setting> after = List.of(new Setting("pgseccomp.session_connect_ports", "443, 80"));
        assertThat(changes(before, after))
                .containsExactly("looser: other ports may be connected to: Before: 443. After: 443, 80.");
        assertThat(changes(after, before)).first().asString().startsWith("tighter: ");
        assertThat(changes(List.of(), before)).first().asString().contains("Before: all. After: 443.");
    }

    @Test
    void whatCannotBeReadIsNotCompared() {
        List<Setting> wrong = List.of(new Setting("pgseccomp.session_syscall_error", "raed"));
        assertThat(PolicyChanges.between(Architecture.X86_64, Level.SESSION, wrong, List.of(), ServerFacts.UNKNOWN))
                .isNull();
    }

    /** While filters only warn, files are not restricted. */
    @Test
    void filesAreRestrictedByTheEndOfWarnings() {
        Setting files = new Setting("pgseccomp.session_paths", "/srv");
        Setting warns = new Setting("pgseccomp.warn_only", "on");
        assertThat(PolicyChanges.between(
                        Architecture.X86_64, Level.SESSION, List.of(files, warns), List.of(files), ServerFacts.UNKNOWN))
                .extracting(Remark::kind, Remark::message)
                .containsExactly(tuple(Remark.Kind.TIGHTER, "other files may be used"));
        assertThat(PolicyChanges.between(
                        Architecture.X86_64, Level.SESSION, List.of(warns), List.of(files, warns), ServerFacts.UNKNOWN))
                .isEmpty();
    }
}
