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
 * @param settings all that it is made of: the global ones, the sessions' where they count, and those of a process type or a role
 * @param whose a name for messages: {@code the policy of role "joe"}
 * @param ofRolesOnly whether nobody but roles with settings of their own has it
 * @param before the index of the same policy in the plan before; {@link Plan#NONE} where it is new
 */
public record PlannedPolicy(Level level, List<Setting> settings, String whose, boolean ofRolesOnly, int before) {
    /** Whether its filters above the global one deny nothing. */
    boolean warnsOnly() {
        return enforcedSettings().size() != settings.size();
    }

    /** The policy that it would be if it denied what it only counts. */
    PlannedPolicy enforced() {
        return new PlannedPolicy(level, enforcedSettings(), whose, ofRolesOnly, before);
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
