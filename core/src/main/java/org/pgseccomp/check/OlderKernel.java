package org.pgseccomp.check;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.KernelVersion;
import org.pgseccomp.syscall.Syscall;
import org.pgseccomp.syscall.SyscallVersions;

/**
 * What the kernel of another machine lacks of what a configuration asks for. A server tries its own kernel; where there is none, the version says what is
 * there: of the kernels of kernel.org, with Landlock among their security modules.
 */
public final class OlderKernel {
    /** The oldest kernel with the actions of filters: SECCOMP_RET_KILL_PROCESS and SECCOMP_RET_LOG. */
    private static final KernelVersion OF_FILTERS = new KernelVersion(4, 14);

    /** PR_SPEC_DISABLE of prctl(2). */
    private static final KernelVersion OF_SPECULATION = new KernelVersion(4, 17);

    /** SECCOMP_USER_NOTIF_FLAG_CONTINUE of seccomp_unotify(2). */
    private static final KernelVersion OF_LEARNING = new KernelVersion(5, 5);

    /** landlock(7): since when there is each version of its interface, from 1 on. */
    private static final KernelVersion[] LANDLOCK = {
        new KernelVersion(5, 13),
        new KernelVersion(5, 19),
        new KernelVersion(6, 2),
        new KernelVersion(6, 7),
        new KernelVersion(6, 10),
        new KernelVersion(6, 12),
        new KernelVersion(6, 15),
    };

    private final KernelVersion kernel;
    private final Architecture architecture;
    private final List<Problem> problems = new ArrayList<>();

    private OlderKernel(KernelVersion kernel, Architecture architecture) {
        this.kernel = kernel;
        this.architecture = architecture;
    }

    /**
     * The facts that follow from a kernel's release.
     *
     * @param release as {@code uname -r} prints it, or 6.1 alone
     * @return empty for what is no release
     */
    public static List<Setting> facts(String release) {
        KernelVersion kernel = KernelVersion.of(release);
        if (kernel == null) {
            return List.of();
        }
        int landlock = 0;
        while (landlock < LANDLOCK.length && !kernel.isBefore(LANDLOCK[landlock])) {
            landlock++;
        }
        return List.of(
                new Setting(ServerFacts.PREFIX + "kernel", release),
                new Setting(ServerFacts.PREFIX + "landlock_abi", Integer.toString(landlock)),
                new Setting(
                        ServerFacts.PREFIX + "isolation",
                        landlock < ServerFacts.LANDLOCK_OF_FILES ? "missing" : "offered"));
    }

    /**
     * What the kernel lacks that {@link PlannedConfiguration#problems} does not say.
     *
     * @param planned of a server whose kernel is known; else nothing is found
     * @param settings what is written
     */
    public static List<Problem> problems(PlannedConfiguration planned, List<Setting> settings) {
        KernelVersion kernel = KernelVersion.of(planned.facts().text("kernel"));
        if (kernel == null) {
            return List.of();
        }
        OlderKernel older = new OlderKernel(kernel, planned.architecture());
        older.judge(planned.whole(), settings);
        return older.problems;
    }

    private void judge(WholeConfiguration whole, List<Setting> settings) {
        if (whole.isInForce() && kernel.isBefore(OF_FILTERS)) {
            addOlder(Severity.ERROR, Rejection.Kind.UNSUPPORTED, SettingNames.ENABLED, "pgseccomp", OF_FILTERS, "");
        }
        for (Setting setting : settings) {
            String name = AsciiCase.lower(setting.name());
            if (name.equals(SettingNames.LEARN)) {
                judgeSwitch(
                        setting,
                        OF_LEARNING,
                        Severity.ERROR,
                        Rejection.Kind.UNSUPPORTED,
                        "pgseccomp learn reads what the audit of an older kernel records.");
            } else if (name.equals(SettingNames.SPECULATION)) {
                judgeSwitch(setting, OF_SPECULATION, Severity.REMARK, Rejection.Kind.NO_EFFECT, "");
            } else if (SettingNames.takesCalls(setting.name())) {
                judgeList(setting);
            }
        }
    }

    /** What is switched on has to be of a kernel that is as new. */
    private void judgeSwitch(
            Setting setting, KernelVersion since, Severity severity, Rejection.Kind kind, String hint) {
        if (PostgresBoolean.isOn(setting.value()) && kernel.isBefore(since)) {
            addOlder(severity, kind, setting.name(), AsciiCase.lower(setting.name()), since, hint);
        }
    }

    private void addOlder(
            Severity severity, Rejection.Kind kind, String setting, String who, KernelVersion since, String hint) {
        add(
                severity,
                kind,
                setting,
                who + " needs Linux " + since + " or newer",
                "The kernel is Linux " + kernel + ".",
                hint);
    }

    /** Groups have calls that a kernel lacks on purpose: it will be newer one day. */
    private void judgeList(Setting setting) {
        StringBuilder newer = new StringBuilder();
        for (Entry entry : EntryList.parse(setting.value()).entries()) {
            Syscall syscall = entry.isGroup() ? null : architecture.syscalls().named(entry.name());
            KernelVersion since = syscall == null || entry.removes() ? null : SyscallVersions.since(syscall);
            if (since != null && kernel.isBefore(since)) {
                newer.append(newer.length() == 0 ? "" : "; ")
                        .append(syscall.name())
                        .append(" is there since Linux ")
                        .append(since);
            }
        }
        if (newer.length() > 0) {
            add(
                    Severity.REMARK,
                    Rejection.Kind.NO_EFFECT,
                    setting.name(),
                    "parameter \"" + setting.name() + "\" names system calls that Linux " + kernel + " does not have",
                    newer.append('.').toString(),
                    "The entries have no effect until the server runs on a newer kernel.");
        }
    }

    private void add(
            Severity severity, Rejection.Kind kind, String setting, String message, String detail, String hint) {
        problems.add(new Problem(severity, new Rejection(kind, setting, message, detail, hint)));
    }
}
