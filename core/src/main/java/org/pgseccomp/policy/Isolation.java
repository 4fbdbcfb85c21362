package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.AsciiCase;

/**
 * Whether processes of the server are kept apart, so that none can use ptrace(2), or {@code /proc/PID/mem}, on another one or on a program: the value of
 * {@code pgseccomp.isolate_processes}. The kernel does it with Landlock, from Linux 5.19 on, where it is among the security modules that it
 * starts with. Each child of the postmaster makes {@link #CALL} when it begins, under the global filter.
 */
public enum Isolation {
    /** They are not. */
    OFF(List.of("off", "false", "no", "0")),
    /** They are, where the kernel can do it and the global filter lets it. */
    ON(List.of("on", "true", "yes", "1")),
    /** They are, or the server does not start. */
    REQUIRE(List.of("require"));

    /** The call by which a process puts itself apart. */
    public static final String CALL = "landlock_restrict_self";

    private final List<String> names;

    Isolation(List<String> names) {
        this.names = names;
    }

    /** The name as it is shown. */
    public String settingName() {
        return names.get(0);
    }

    /** All names of a value, that which is shown first. */
    public List<String> names() {
        return names;
    }

    /** The value of a name in either case; null if there is none of that name. */
    public static Isolation named(String name) {
        String lower = AsciiCase.lower(name);
        for (Isolation isolation : values()) {
            if (isolation.names.contains(lower)) {
                return isolation;
            }
        }
        return null;
    }

    /** What counts of what is written in some settings: while a server learns it loads nothing. */
    public static Isolation writtenIn(List<Setting> settings) {
        Isolation found = ON;
        for (Setting setting : settings) {
            if (Ascii.same(setting.name(), SettingNames.LEARN) && PostgresBoolean.isOn(setting.value())) {
                return OFF;
            }
            if (Ascii.same(setting.name(), SettingNames.ISOLATES)) {
                Isolation written = named(setting.value());
                found = written == null ? ON : written;
            }
        }
        return found;
    }
}
