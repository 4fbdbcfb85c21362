package org.pgseccomp.plan;

import java.util.List;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Setting;

/**
 * A policy that someone gets. Who has equal settings has the same policy.
 *
 * @param level up to which its filters are read
 * @param settings all that it is made of: the global ones, the sessions' where they count, and those of a process type or a role
 * @param whose a name for messages: {@code the policy of role "joe"}
 * @param ofRolesOnly whether nobody but roles with settings of their own has it
 * @param before the index of the same policy in the plan before; {@link Plan#NONE} where it is new
 */
public record PlannedPolicy(Level level, List<Setting> settings, String whose, boolean ofRolesOnly, int before) {}
