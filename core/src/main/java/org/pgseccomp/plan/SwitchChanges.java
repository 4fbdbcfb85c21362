package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Isolation;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;

/** What two configurations of a server differ in beside their policies: what protects it besides, and what only a restart changes. */
public final class SwitchChanges {
    private SwitchChanges() {}

    /**
     * A setting beside the lists that protects less or more than before.
     *
     * @param before its value, as it is shown
     * @param after the same now
     */
    public record Change(String setting, String before, String after, boolean isLooser) {}

    /** What protects less or more. */
    public static List<Change> between(WholeConfiguration before, WholeConfiguration after) {
        List<Change> changes = new ArrayList<>();
        for (SettingDefinition definition : SettingDefinition.ALL) {
            String name = definition.name();
            if (name.equals(SettingNames.SPECULATION) || name.equals(SettingNames.TIGHTENS)) {
                String old = before.value(definition);
                String now = after.value(definition);
                if (!old.equals(now)) {
                    changes.add(new Change(name, old, now, now.equals("off")));
                }
            } else if (name.equals(SettingNames.ISOLATES)) {
                Isolation old = isolation(before, definition);
                Isolation now = isolation(after, definition);
                if (old != now) {
                    changes.add(new Change(name, old.settingName(), now.settingName(), now.compareTo(old) < 0));
                }
            }
        }
        return changes;
    }

    private static Isolation isolation(WholeConfiguration configuration, SettingDefinition definition) {
        Isolation written = Isolation.named(configuration.value(definition));
        return !configuration.isInForce() ? Isolation.OFF : written == null ? Isolation.ON : written;
    }

    /** The same in words, and each setting that differs from the value in force, and that a reload does not change. */
    public static List<Remark> remarks(WholeConfiguration inForce, WholeConfiguration written) {
        List<Remark> remarks = new ArrayList<>();
        for (SettingDefinition definition : SettingDefinition.ALL) {
            String now = inForce.value(definition);
            String then = written.value(definition);
            if (!definition.onReload() && !now.equals(then)) {
                remarks.add(new Remark(
                        Remark.Kind.REMARK,
                        definition.name(),
                        "parameter \"" + definition.name() + "\" differs from the value in force",
                        "",
                        "It takes effect when the server is restarted."));
            }
        }
        for (Change change : between(inForce, written)) {
            remarks.add(new Remark(
                    change.isLooser() ? Remark.Kind.LOOSER : Remark.Kind.TIGHTER,
                    change.setting(),
                    change.setting() + ": \"" + change.before() + "\" becomes \"" + change.after() + "\"",
                    "",
                    ""));
        }
        return remarks;
    }
}
