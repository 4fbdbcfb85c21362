package org.pgseccomp.extension;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.pgseccomp.plan.Change;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedPolicy;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.PlannedType;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.Setting;

/**
 * A plan as tables. C keeps the reply as it came, looks roles and databases up in it, puts the settings of a policy into a request, and sends the whole
 * back as the plan before.
 *
 * <pre>
 *   1 settings: text name, text value
 *   2 policies: first entry, number of entries, level, 1: it can be closed, index in the plan before or -1, text whose
 *   3 entries:  index of a setting
 *   4 roles:    text name, text suffix, policy, policy as walsender; sorted by the bytes of their names
 *   5 groups:   the same of roles whose members are meant; in the order in which they count
 *   6 databases: text name, text suffix, policy or -1; sorted by the bytes of their names
 *   7 types:    policy or -1, 1: listed
 *   8 changes:  text who, policy before or -1, policy after or -1, text role, text group
 * </pre>
 */
final class PlanTables {
    private static final int SETTINGS = 1;
    private static final int POLICIES = 2;
    private static final int ENTRIES = 3;
    private static final int ROLES = 4;
    private static final int GROUPS = 5;
    private static final int DATABASES = 6;
    private static final int TYPES = 7;

    private PlanTables() {}

    static void write(Plan plan, TableWriter writer) {
        // Policies share the settings that are not their own, and each is written once.
        List<Setting> settings = new ArrayList<>();
        List<int[]> entries = entries(plan.policies(), settings);
        writer.table(2);
        for (Setting setting : settings) {
            writer.text(setting.name()).text(setting.value());
        }
        writer.table(6);
        int first = 0;
        for (int i = 0; i < entries.size(); i++) {
            PlannedPolicy policy = plan.policies().get(i);
            int count = entries.get(i).length;
            writer.integer(first).integer(count).integer(policy.level().ordinal());
            writer.integer(policy.closable() ? 1 : 0).integer(policy.before()).text(policy.whose());
            first += count;
        }
        writer.table(1);
        for (int[] ofPolicy : entries) {
            for (int entry : ofPolicy) {
                writer.integer(entry);
            }
        }
        for (List<PlannedRole> table : List.of(plan.roles(), plan.groups())) {
            writer.table(4);
            for (PlannedRole role : table) {
                writer.text(role.name()).text(role.suffix());
                writer.integer(role.policy()).integer(role.asWalsender());
            }
        }
        writer.table(3);
        for (PlannedDatabase database : plan.databases()) {
            writer.text(database.name()).text(database.suffix()).integer(database.policy());
        }
        writer.table(2);
        for (PlannedType type : plan.types()) {
            writer.integer(type.policy()).integer(type.listed() ? 1 : 0);
        }
        writer.table(6);
        for (Change change : plan.changes()) {
            writer.text(change.who()).integer(change.before()).integer(change.after());
            writer.text(change.role()).text(change.group()).text(change.walsender());
        }
    }

    private static List<int[]> entries(List<PlannedPolicy> policies, List<Setting> settings) {
        IdentityHashMap<Setting, Integer> places = new IdentityHashMap<>();
        List<int[]> entries = new ArrayList<>();
        for (PlannedPolicy policy : policies) {
            int[] ofPolicy = new int[policy.settings().size()];
            for (int i = 0; i < ofPolicy.length; i++) {
                Setting setting = policy.settings().get(i);
                Integer place = places.get(setting);
                if (place == null) {
                    place = settings.size();
                    places.put(setting, place);
                    settings.add(setting);
                }
                ofPolicy[i] = place;
            }
            entries.add(ofPolicy);
        }
        return entries;
    }

    /** The plan that a reply holds, without its problems and changes; null for what is none. */
    static Plan read(byte[] reply) {
        TableReader tables = new TableReader(reply);
        if (!tables.isWhole(TYPES + 1) || tables.rows(POLICIES) <= Plan.SESSION) {
            return null;
        }
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < tables.rows(SETTINGS); i++) {
            settings.add(new Setting(tables.text(SETTINGS, i, 0), tables.text(SETTINGS, i, 1)));
        }
        List<PlannedPolicy> policies = new ArrayList<>();
        for (int i = 0; i < tables.rows(POLICIES); i++) {
            List<Setting> ofPolicy = new ArrayList<>();
            int first = tables.integer(POLICIES, i, 0);
            int count = Math.min(tables.integer(POLICIES, i, 1), settings.size());
            for (int j = 0; j < count; j++) {
                int setting = tables.integer(ENTRIES, first + j, 0);
                if (setting >= 0 && setting < settings.size()) {
                    ofPolicy.add(settings.get(setting));
                }
            }
            Level level = level(tables.integer(POLICIES, i, 2));
            policies.add(new PlannedPolicy(
                    level, ofPolicy, tables.text(POLICIES, i, 5), tables.integer(POLICIES, i, 3) == 1, Plan.NONE));
        }
        List<PlannedDatabase> databases = new ArrayList<>();
        for (int i = 0; i < tables.rows(DATABASES); i++) {
            databases.add(new PlannedDatabase(
                    tables.text(DATABASES, i, 0), tables.text(DATABASES, i, 1), tables.integer(DATABASES, i, 2)));
        }
        List<PlannedType> types = new ArrayList<>();
        for (int i = 0; i < tables.rows(TYPES); i++) {
            types.add(new PlannedType(tables.integer(TYPES, i, 0), tables.integer(TYPES, i, 1) == 1));
        }
        return new Plan(List.of(), policies, types, roles(tables, ROLES), roles(tables, GROUPS), databases, List.of());
    }

    private static List<PlannedRole> roles(TableReader tables, int table) {
        List<PlannedRole> roles = new ArrayList<>();
        for (int i = 0; i < tables.rows(table); i++) {
            roles.add(new PlannedRole(
                    tables.text(table, i, 0),
                    tables.text(table, i, 1),
                    tables.integer(table, i, 2),
                    tables.integer(table, i, 3)));
        }
        return roles;
    }

    private static Level level(int ordinal) {
        return ordinal < 0 || ordinal >= Level.values().length ? Level.SESSION : Level.values()[ordinal];
    }
}
