package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;

/**
 * Calls whose denial is expected ({@code pgseccomp.quiet_syscalls}): a library tries them again and again, say, and does without. Who
 * meets the denial is told, and it is counted; but the server log has no line of its own for it, and the kernel's audit no record.
 *
 * <p>Only an error or a warning can be expected. What ends a session or a process is audited whatever is written here.
 */
public final class QuietCalls {
    /**
     * What can be denied, and is audited all the same: {@code rt_sigaction}, whose answer may be the guard's of the handler; what loads a filter, since
     * the filter of the quiet calls is loaded before that of the others.
     */
    private static final List<String> NEVER = List.of("rt_sigaction", "seccomp", "prctl");

    private QuietCalls() {}

    /** Why a list cannot be read, or null. */
    static Rejection problemOf(Architecture architecture, Setting setting) {
        ListReader reader = reader(architecture, setting);
        if (reader.rejection() != null) {
            return reader.rejection();
        }
        for (ListedCall call : reader.listed()) {
            if (call.condition() != null) {
                return Rejection.conditionOfQuiet(setting, call.entry());
            }
        }
        return null;
    }

    private static ListReader reader(Architecture architecture, Setting setting) {
        return ListReader.read(
                architecture, Action.ALLOW, new FilterSource.ListSource(setting, null), ProfileInForce.NONE);
    }

    /** The numbers of the quiet calls of a policy, in no order; none where the list cannot be read. */
    public static List<Integer> of(Architecture architecture, List<Setting> settings) {
        List<Integer> numbers = new ArrayList<>();
        Setting setting = among(settings);
        if (setting == null || problemOf(architecture, setting) != null) {
            return numbers;
        }
        for (ListedCall call : reader(architecture, setting).listed()) {
            if (!NEVER.contains(call.syscall().name())) {
                numbers.add(call.syscall().number());
            }
        }
        return numbers;
    }

    /** The setting among others, or null. */
    public static Setting among(List<Setting> settings) {
        for (Setting setting : settings) {
            if (Ascii.same(setting.name(), SettingNames.QUIET)) {
                return setting;
            }
        }
        return null;
    }
}
