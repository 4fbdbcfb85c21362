package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;

/**
 * A policy that someone gets. Who has equal settings has the same policy.
 *
 * @param level up to which its filters are read
 * @param settings all that it is made of: the global ones, the sessions' where they count, and those of a process type, a role or a database
 * @param whose a name for messages: {@code the policy of role "joe"}
 * @param closable whether nobody but roles, or a database, with settings of their own has it: where a server starts and refuses it, these are closed
 * @param before the index of the same policy in the plan before; {@link Plan#NONE} where it is new
 */
public record PlannedPolicy(Level level, List<Setting> settings, String whose, boolean closable, int before) {
    /** Whether its filters above the global one deny nothing. */
    boolean warnsOnly() {
        return enforcedSettings().size() != settings.size();
    }

    /** The policy that it would be if it denied what it only counts. */
    PlannedPolicy enforced() {
        return new PlannedPolicy(level, enforcedSettings(), whose, closable, before);
    }

    private List<Setting> enforcedSettings() {
        List<Setting> enforced = new ArrayList<>(settings.size());
        for (Setting setting : settings) {
            if (!setting.name().equals(SettingNames.WARN_ONLY)) {
                enforced.add(setting);
            }
        }
        return enforced;
    }
}
