package org.pgseccomp.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.plan.MemberChanges;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.plan.PolicyChanges;
import org.pgseccomp.plan.Remark;
import org.pgseccomp.plan.SwitchChanges;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Setting;

/** Two configurations that a server would take, compared for everybody who gets a policy from them. */
public final class ConfigurationChanges {
    /** What the name of a process type comes after. */
    public static final String TYPE = "process type ";

    private final PlannedConfiguration before;
    private final PlannedConfiguration after;
    private final List<SwitchChanges.Change> settings;
    private final Map<List<Difference>, List<String>> byDifferences = new LinkedHashMap<>();

    private final Map<Remark, List<String>> byFiles = new LinkedHashMap<>();

    /** By the indexes of two policies: a thousand roles have few. */
    private final Map<Long, List<Difference>> known = new HashMap<>();

    private final Map<Long, List<Remark>> knownOfFiles = new HashMap<>();

    private ConfigurationChanges(PlannedConfiguration before, PlannedConfiguration after) {
        this.before = before;
        this.after = after;
        settings = SwitchChanges.between(before.whole(), after.whole());
    }

    /** Compares; no policy of the two is refused. */
    public static ConfigurationChanges between(PlannedConfiguration before, PlannedConfiguration after) {
        ConfigurationChanges changes = new ConfigurationChanges(before, after);
        changes.compareFilters();
        return changes;
    }

    /** Of what is not a list. */
    public List<SwitchChanges.Change> settings() {
        return settings;
    }

    /** All differences, and who has them: {@code sessions}, {@code role "joe"}; names have one char for each byte. */
    public Map<List<Difference>, List<String>> byDifferences() {
        return byDifferences;
    }

    /** What becomes of files and ports, and for whom, as {@link #byDifferences}. */
    public Map<Remark, List<String>> byFiles() {
        return byFiles;
    }

    /** Whether there is none. */
    public boolean isSame() {
        return settings.isEmpty() && byDifferences.isEmpty() && byFiles.isEmpty();
    }

    /** Whether anybody may do more than before. */
    public boolean isLooser() {
        for (SwitchChanges.Change change : settings) {
            if (change.isLooser()) {
                return true;
            }
        }
        for (Remark ofFiles : byFiles.keySet()) {
            if (ofFiles.kind() == Remark.Kind.LOOSER) {
                return true;
            }
        }
        for (List<Difference> differences : byDifferences.keySet()) {
            for (Difference each : differences) {
                if (each.isLooser()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void compareFilters() {
        compare("the postmaster", Plan.GLOBAL, Plan.GLOBAL);
        compare("sessions", Plan.SESSION, Plan.SESSION);
        for (String role : roleNames(before.plan().roles(), after.plan().roles())) {
            compareRole(role);
        }
        compareMembers();
        Set<String> databases = new TreeSet<>();
        for (PlannedDatabase database : before.plan().databases()) {
            databases.add(database.name());
        }
        for (PlannedDatabase database : after.plan().databases()) {
            databases.add(database.name());
        }
        for (String database : databases) {
            compareDatabase(database);
        }
        for (ProcessType type : ProcessType.values()) {
            compare(TYPE + "\"" + type.settingName() + "\"", before.ofType(type), after.ofType(type));
        }
    }

    private static Set<String> roleNames(List<PlannedRole> some, List<PlannedRole> others) {
        Set<String> names = new TreeSet<>();
        for (PlannedRole role : some) {
            names.add(role.name());
        }
        for (PlannedRole role : others) {
            names.add(role.name());
        }
        return names;
    }

    /** Roles that are not listed themselves. */
    private void compareMembers() {
        for (MemberChanges.Step step : MemberChanges.between(
                before.plan().groups(),
                MemberChanges.sessions(before.plan().types()),
                after.plan().groups(),
                MemberChanges.sessions(after.plan().types()))) {
            PlannedRole named = step.was().name().isEmpty() ? step.is() : step.was();
            compareStep("members of role \"" + named.name() + "\"", step.was(), step.is());
        }
    }

    private void compareStep(String who, PlannedRole was, PlannedRole is) {
        compare(who, was.policy(), is.policy());
        if (was.asWalsender() != was.policy() || is.asWalsender() != is.policy()) {
            compare(who + " as walsender", was.asWalsender(), is.asWalsender());
        }
    }

    /** A role that begins or ceases to be listed may be a member of any group. */
    private void compareAsMember(String role) {
        PlannedRole was = before.plan().role(role);
        PlannedRole is = after.plan().role(role);
        if (was != null && is != null) {
            return;
        }
        for (PlannedRole group :
                was == null ? before.plan().groups() : after.plan().groups()) {
            String who = "role \"" + role + "\" as a member of \"" + group.name() + "\"";
            compareStep(who, was == null ? group : was, is == null ? group : is);
        }
    }

    private void compareRole(String role) {
        String who = "role \"" + role + "\"";
        compareAsMember(role);
        compare(who, before.ofRole(role, false), after.ofRole(role, false));
        boolean isOwnWalsender = before.ofRole(role, true) != before.ofRole(role, false)
                || after.ofRole(role, true) != after.ofRole(role, false);
        if (isOwnWalsender) {
            compare(who + " as walsender", before.ofRole(role, true), after.ofRole(role, true));
        }
    }

    /** Sessions of the postmaster's filter and the database's: what comes on top of whatever else there is. */
    private void compareDatabase(String database) {
        int was = before.ofDatabase(database);
        int is = after.ofDatabase(database);
        if (was != Plan.NONE || is != Plan.NONE) {
            FilterStack old = before.whyNotInForce() == null ? before.stack(Plan.GLOBAL, was) : null;
            FilterStack now = after.whyNotInForce() == null ? after.stack(Plan.GLOBAL, is) : null;
            note("database \"" + database + "\"", differences(old, now));
        }
    }

    private void compare(String who, int was, int is) {
        long key = (long) was << 32 | (is & 0xffffffffL);
        List<Difference> found = known.get(key);
        if (found == null) {
            FilterStack old = before.whyNotInForce() == null ? before.stack(was) : null;
            FilterStack now = after.whyNotInForce() == null ? after.stack(is) : null;
            found = differences(old, now);
            known.put(key, found);
        }
        note(who, found);
        List<Remark> ofFiles = knownOfFiles.get(key);
        if (ofFiles == null) {
            List<Setting> settingsBefore = ofFiles(before, was);
            List<Setting> settingsAfter = ofFiles(after, is);
            ofFiles = PolicyChanges.ofFiles(Level.SESSION, settingsBefore, settingsAfter, after.facts());
            knownOfFiles.put(key, ofFiles);
        }
        for (Remark remark : ofFiles) {
            add(byFiles.computeIfAbsent(remark, none -> new ArrayList<>()), who);
        }
    }

    /** The settings of a policy that restricts files; null where no filter is in force. */
    private static List<Setting> ofFiles(PlannedConfiguration configuration, int policy) {
        boolean hasOwn = configuration.whyNotInForce() == null
                && policy != Plan.NONE
                && configuration.policy(policy).level() != Level.GLOBAL;
        return hasOwn ? configuration.policy(policy).settings() : null;
    }

    /** What is looser first. */
    private List<Difference> differences(FilterStack was, FilterStack is) {
        List<Difference> found = PolicyDifferences.between(after.architecture(), was, is);
        List<Difference> sorted = new ArrayList<>();
        for (PolicyDifferences.Direction direction : PolicyDifferences.Direction.values()) {
            for (Difference each : found) {
                if (each.direction() == direction) {
                    sorted.add(each);
                }
            }
        }
        return sorted;
    }

    private void note(String who, List<Difference> differences) {
        if (differences.isEmpty()) {
            return;
        }
        List<String> all = byDifferences.get(differences);
        if (all == null) {
            all = new ArrayList<>();
            byDifferences.put(differences, all);
        }
        add(all, who);
    }

    /** Members of a role may go the same way twice, by the other roles that they are members of. */
    private static void add(List<String> all, String who) {
        if (!all.contains(who)) {
            all.add(who);
        }
    }
}
