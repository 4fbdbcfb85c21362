package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Isolation;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;

/** Two policies of a server, compared for everybody who has one of them. */
final class PolicyComparison {
    /** Settings that protect when they are on, beside the filters. */
    private static final List<String> PROTECTIONS =
            List.of("pgseccomp.force_ssb_mitigation", "pgseccomp.reload_only_tightens");

    /** What the name of a process type comes after. */
    static final String TYPE = "process type ";

    private final ServerPolicy before;
    private final ServerPolicy after;
    private final List<SettingChange> settings = new ArrayList<>();
    private final Map<List<Difference>, List<String>> byDifferences = new LinkedHashMap<>();

    /** By the indexes of two policies: a thousand roles have few. */
    private final Map<Long, List<Difference>> known = new HashMap<>();

    private PolicyComparison(ServerPolicy before, ServerPolicy after) {
        this.before = before;
        this.after = after;
    }

    /** A setting beside the lists that protects less or more than before. */
    record SettingChange(String setting, String before, String after, boolean isLooser) {}

    /**
     * Compares.
     *
     * @throws IOException if a server would refuse one of the policies
     */
    static PolicyComparison of(ServerPolicy before, ServerPolicy after) throws IOException {
        PolicyComparison comparison = new PolicyComparison(before, after);
        comparison.compareSettings();
        comparison.compareFilters();
        return comparison;
    }

    List<SettingChange> settings() {
        return settings;
    }

    /** All differences, and who has them: {@code sessions}, {@code role "joe"}. */
    Map<List<Difference>, List<String>> byDifferences() {
        return byDifferences;
    }

    boolean isSame() {
        return settings.isEmpty() && byDifferences.isEmpty();
    }

    boolean isLooser() {
        return settings.stream().anyMatch(SettingChange::isLooser)
                || byDifferences.keySet().stream()
                        .anyMatch(list -> list.stream().anyMatch(Difference::isLooser));
    }

    private void compareSettings() {
        for (String name : PROTECTIONS) {
            String old = onOrOff(before.value(name, bootValue(name)));
            String now = onOrOff(after.value(name, bootValue(name)));
            if (!old.equals(now)) {
                settings.add(new SettingChange(name, old, now, now.equals("off")));
            }
        }
        Isolation old = isolation(before);
        Isolation now = isolation(after);
        if (old != now) {
            settings.add(new SettingChange(
                    SettingNames.ISOLATES, old.settingName(), now.settingName(), now.compareTo(old) < 0));
        }
    }

    private static Isolation isolation(ServerPolicy policy) {
        Isolation written = Isolation.named(policy.value(SettingNames.ISOLATES, Isolation.ON.settingName()));
        return policy.whyNotInForce() != null ? Isolation.OFF : written == null ? Isolation.ON : written;
    }

    private static String onOrOff(String value) {
        return PostgresBoolean.isOn(value) ? "on" : "off";
    }

    private static String bootValue(String name) {
        for (SettingDefinition definition : SettingDefinition.ALL) {
            if (definition.name().equals(name)) {
                return definition.bootValue();
            }
        }
        throw new IllegalArgumentException(name);
    }

    private void compareFilters() throws IOException {
        compare("the postmaster", Plan.GLOBAL, Plan.GLOBAL);
        compare("sessions", Plan.SESSION, Plan.SESSION);
        TreeSet<String> roles = new TreeSet<>();
        before.plan().roles().stream().map(PlannedRole::name).forEach(roles::add);
        after.plan().roles().stream().map(PlannedRole::name).forEach(roles::add);
        for (String role : roles) {
            String who = "role \"" + Names.shown(role) + "\"";
            compare(who, before.ofRole(role, false), after.ofRole(role, false));
            boolean isOwnWalsender = before.ofRole(role, true) != before.ofRole(role, false)
                    || after.ofRole(role, true) != after.ofRole(role, false);
            if (isOwnWalsender) {
                compare(who + " as walsender", before.ofRole(role, true), after.ofRole(role, true));
            }
        }
        TreeSet<String> groups = new TreeSet<>();
        before.plan().groups().stream().map(PlannedRole::name).forEach(groups::add);
        after.plan().groups().stream().map(PlannedRole::name).forEach(groups::add);
        for (String group : groups) {
            compare(
                    "members of role \"" + Names.shown(group) + "\"",
                    before.ofRole("+" + group, false),
                    after.ofRole("+" + group, false));
        }
        TreeSet<String> databases = new TreeSet<>();
        before.plan().databases().stream().map(PlannedDatabase::name).forEach(databases::add);
        after.plan().databases().stream().map(PlannedDatabase::name).forEach(databases::add);
        for (String database : databases) {
            compareDatabase(database);
        }
        for (ProcessType type : ProcessType.values()) {
            compare(TYPE + "\"" + type.settingName() + "\"", before.ofType(type), after.ofType(type));
        }
    }

    /** Sessions of the postmaster's filter and the database's: what comes on top of whatever else there is. */
    private void compareDatabase(String database) throws IOException {
        int old = before.ofDatabase(database);
        int now = after.ofDatabase(database);
        if (old == Plan.NONE && now == Plan.NONE) {
            return;
        }
        FilterStack was = before.whyNotInForce() == null ? before.stack(Plan.GLOBAL, old) : null;
        FilterStack is = after.whyNotInForce() == null ? after.stack(Plan.GLOBAL, now) : null;
        List<Difference> found = new ArrayList<>(PolicyDifferences.between(after.architecture(), was, is));
        found.sort(Comparator.comparing(Difference::direction));
        if (!found.isEmpty()) {
            byDifferences
                    .computeIfAbsent(found, list -> new ArrayList<>())
                    .add("database \"" + Names.shown(database) + "\"");
        }
    }

    private void compare(String who, int old, int now) throws IOException {
        long key = (long) old << 32 | (now & 0xffffffffL);
        List<Difference> found = known.get(key);
        if (found == null) {
            List<Difference> differences = PolicyDifferences.between(
                    after.architecture(),
                    before.whyNotInForce() == null ? before.stack(old) : null,
                    after.whyNotInForce() == null ? after.stack(now) : null);
            found = new ArrayList<>(differences);
            found.sort(Comparator.comparing(Difference::direction));
            known.put(key, found);
        }
        if (!found.isEmpty()) {
            byDifferences.computeIfAbsent(found, list -> new ArrayList<>()).add(who);
        }
    }
}
