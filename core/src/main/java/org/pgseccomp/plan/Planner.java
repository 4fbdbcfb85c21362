package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.DomainSetting;
import org.pgseccomp.policy.Isolation;
import org.pgseccomp.policy.LearntOn;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ProcessTypes;
import org.pgseccomp.policy.QuietCalls;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.SessionNames;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.policy.SettingValues;
import org.pgseccomp.profile.Profile;

/**
 * Makes a plan of all settings.
 *
 * <pre>
 *   names and values, each by itself → problems
 *   session_roles, session_databases, process_types → who has settings of its own
 *   for each of these its settings   → policies, equal ones once
 *   the plan before                  → which of these are new, and who gets another one (PlanChanges)
 * </pre>
 *
 * <p>The lists of a policy are not read here: a server has ten thousand policies at most, and compiles them one by one ({@link
 * PolicyJudge}).
 */
public final class Planner {
    /** What is more is counted. */
    private static final int MOST_PROBLEMS = 200;

    private final PlanInput input;
    private final SettingIndex settings;
    private final List<Problem> problems = new ArrayList<>();
    private int untold;
    private final PolicyTable table = new PolicyTable();
    private final List<String> whose = new ArrayList<>();
    private final List<Boolean> closable = new ArrayList<>();
    private final ProfileSettings profile;

    private Planner(PlanInput input) {
        this.input = input;
        settings = new SettingIndex(input.settings());
        profile = ProfileSettings.of(settings.find(SettingNames.PROFILE, ""), input.architecture(), input.facts());
    }

    /** Makes a plan; what is wrong is part of it. */
    public static Plan plan(PlanInput input) {
        return new Planner(input).plan();
    }

    private Plan plan() {
        judgeEachAlone();
        SessionNames named = SessionNames.roles(input.settings());
        SessionNames databasesNamed = SessionNames.databases(input.settings());
        ProcessTypes listed = ProcessTypes.read(input.settings());
        refuseIf(named.rejection());
        refuseIf(databasesNamed.rejection());
        refuseIf(listed.rejection());
        requireTold(listed.types());

        List<Setting> global = global();
        List<Setting> session = session(global);
        note(table.add(global), "the global policy", false);
        note(table.add(session), "the policy of sessions", false);
        List<PlannedType> types = types(global, session, listed.types());
        PlannedType walsender = types.get(ProcessType.WALSENDER.ordinal());
        List<PlannedRole> roles = roles(session, walsender, named.all(), "the policy of role ");
        List<PlannedRole> groups = roles(session, walsender, named.groups(), "the policy of members of role ");
        List<PlannedDatabase> databases = databases(global, databasesNamed.all());
        if (isOn(SettingNames.WARN_ONLY) && !Problem.isError(problems)) {
            problems.add(new Problem(Severity.WARNING, Rejection.warnsOnly()));
        }
        warnOfShared(named, SettingNames.ROLES, SettingNames.ROLE_ALIASES, SettingNames.rolePrefixes());
        warnOfShared(
                databasesNamed, SettingNames.DATABASES, SettingNames.DATABASE_ALIASES, SettingNames.databasePrefixes());
        remarkUnused();
        Rejection learntElsewhere =
                LearntOn.changed(settings.find(SettingNames.LEARNT_ON, ""), input.architecture(), input.facts());
        if (learntElsewhere != null && !Problem.isError(problems)) {
            problems.add(new Problem(Severity.REMARK, learntElsewhere));
        }
        if (untold > 0) {
            // Beside errors only errors are told.
            problems.add(
                    new Problem(Problem.isError(problems) ? Severity.ERROR : Severity.REMARK, Rejection.more(untold)));
        }

        PlanChanges changes = new PlanChanges(input, new PlanChanges.After(roles, groups, databases, types), table);
        problems.addAll(changes.problems());
        return new Plan(List.copyOf(problems), policies(changes), types, roles, groups, databases, changes.changes());
    }

    private void refuse(Rejection rejection) {
        problems.add(new Problem(Severity.ERROR, rejection));
    }

    /** Whether there are so many problems that another one is only counted. */
    private boolean isEnough() {
        if (problems.size() < MOST_PROBLEMS) {
            return false;
        }
        untold++;
        return true;
    }

    private void refuseIf(Rejection rejection) {
        if (rejection != null) {
            refuse(rejection);
        }
    }

    /**
     * But for the lists of who has settings of its own, which may be long, and are read as a whole anyway. The settings of roles, databases and process
     * types are judged with their policies: they close no more than their role or database.
     */
    private void judgeEachAlone() {
        for (Setting setting : input.settings()) {
            if (!SettingNames.isKnown(setting.name())) {
                if (!isEnough()) {
                    refuse(PolicyReader.unknownName(List.of(setting)));
                }
            } else if (SettingNames.isOfExtension(setting.name())
                    && !SettingNames.namesWhoHasSettings(setting.name())) {
                refuseIf(SettingValues.problemOf(input.architecture(), setting));
            }
        }
    }

    private void requireTold(List<ProcessType> types) {
        int version = input.facts().version();
        for (ProcessType type : types) {
            String why = version == 0 ? null : type.whyUntold(version);
            if (why != null) {
                refuse(Rejection.untoldType(type, why));
            }
        }
    }

    private List<Setting> global() {
        List<Setting> global = new ArrayList<>();
        for (Action action : SettingNames.actionsAndDefault()) {
            Setting written = asTaken(action, settings.find(SettingNames.global(action), ""));
            add(global, written != null ? written : profile.list(Profile.GLOBAL, action, SettingNames.global(action)));
        }
        global.addAll(profile.profile());
        Setting newer = settings.find(SettingNames.ENOSYS, "");
        if (newer != null && PostgresBoolean.isOff(newer.value())) {
            global.add(new Setting(newer.name(), "off"));
        }
        if (isOn(SettingNames.LEARN)) {
            global.add(new Setting(SettingNames.LEARN, "on"));
        }
        Setting isolates = settings.find(SettingNames.ISOLATES, "");
        if (isolates != null && Isolation.named(isolates.value()) != Isolation.ON) {
            global.add(isolates);
        }
        add(global, quietOfGlobal());
        return global;
    }

    /** The postmaster's filter is loaded once: what is quiet there is what was when the server started. */
    private Setting quietOfGlobal() {
        return input.before() == null
                ? quiet()
                : QuietCalls.among(
                        input.before().plan().policies().get(Plan.GLOBAL).settings());
    }

    private Setting quiet() {
        Setting written = settings.find(SettingNames.QUIET, "");
        return written == null || written.value().isEmpty() ? null : written;
    }

    /** What filters above the global one have in common with it, and what only they have. */
    private List<Setting> aboveGlobal(List<Setting> global) {
        List<Setting> above = new ArrayList<>(global);
        Setting ofGlobal = QuietCalls.among(global);
        if (ofGlobal != null) {
            above.remove(ofGlobal);
        }
        add(above, quiet());
        if (isOn(SettingNames.WARN_ONLY)) {
            above.add(new Setting(SettingNames.WARN_ONLY, "on"));
        }
        return above;
    }

    private boolean isOn(String name) {
        Setting written = settings.find(name, "");
        return written != null && PostgresBoolean.isOn(written.value());
    }

    /** What is not written has the value that PostgreSQL gives it. */
    private List<Setting> session(List<Setting> global) {
        List<Setting> session = new ArrayList<>(aboveGlobal(global));
        for (Action action : SettingNames.actionsAndDefault()) {
            String name = SettingNames.session(action);
            Setting written = asTaken(action, settings.find(name, ""));
            Setting supplied = written != null ? written : profile.list(Profile.SESSION, action, name);
            session.add(supplied != null ? supplied : new Setting(name, SettingNames.bootValue(action)));
        }
        for (DomainSetting setting : DomainSetting.values()) {
            Setting written = settings.find(setting.session(), "");
            if (written == null) {
                add(session, profile.ofDomain(Profile.SESSION, setting, setting.session()));
            } else if (!written.value().isEmpty()) {
                session.add(written);
            }
        }
        return session;
    }

    /** A default action as PostgreSQL shows it once it is taken, in whatever case it was written. */
    private static Setting asTaken(Action ofList, Setting written) {
        Action taken = ofList == null && written != null ? Action.named(written.value()) : null;
        return taken == null || taken.settingName().equals(written.value())
                ? written
                : new Setting(written.name(), taken.settingName());
    }

    private static void add(List<Setting> to, Setting setting) {
        if (setting != null) {
            to.add(setting);
        }
    }

    /** The settings of a type: on top of the sessions', or of the global ones alone. */
    private List<Setting> ofType(ProcessType type, List<Setting> global, List<Setting> session) {
        List<Setting> ofType = new ArrayList<>(type.fallsBackToSession() ? session : aboveGlobal(global));
        for (Action action : SettingNames.actionsAndDefault()) {
            String prefix = SettingNames.processPrefix(action);
            Setting written = settings.find(prefix, type.settingName());
            String name = prefix + type.settingName();
            add(ofType, written != null ? written : profile.list(type.settingName(), action, name));
        }
        for (DomainSetting setting : DomainSetting.values()) {
            Setting written = settings.find(setting.processPrefix(), type.settingName());
            String name = setting.processPrefix() + type.settingName();
            add(ofType, written != null ? written : profile.ofDomain(type.settingName(), setting, name));
        }
        return ofType;
    }

    private List<PlannedType> types(List<Setting> global, List<Setting> session, List<ProcessType> listed) {
        List<PlannedType> types = new ArrayList<>();
        for (ProcessType type : ProcessType.values()) {
            int policy = type.fallsBackToSession() ? Plan.SESSION : Plan.NONE;
            boolean isListed = listed.contains(type) || profile.has(type);
            if (isListed) {
                List<Setting> own = ofType(type, global, session);
                // What has no settings of its own has what it falls back to.
                if (own.size() > (type.fallsBackToSession() ? session : aboveGlobal(global)).size()) {
                    policy = note(table.add(own), "the policy of process type \"" + type.settingName() + "\"", false);
                }
            }
            types.add(new PlannedType(policy, isListed));
        }
        return types;
    }

    private List<PlannedRole> roles(
            List<Setting> session, PlannedType walsender, List<SessionNames.Named> named, String whose) {
        List<PlannedRole> roles = new ArrayList<>();
        List<Setting> ofWalsender = walsender.listed() ? table.settings(walsender.policy()) : null;
        for (SessionNames.Named role : named) {
            String of = whose + "\"" + Rejection.shown(role.name()) + "\"";
            int policy = ofRole(session, role.suffix(), of);
            int asWalsender = ofWalsender == null ? policy : ofRole(ofWalsender, role.suffix(), of + " as walsender");
            roles.add(new PlannedRole(role.name(), role.suffix(), policy, asWalsender));
        }
        return roles;
    }

    /** The settings of a role on top of others. */
    private int ofRole(List<Setting> below, String suffix, String of) {
        List<Setting> ofRole = new ArrayList<>(below);
        for (Action action : SettingNames.actionsAndDefault()) {
            add(ofRole, settings.find(SettingNames.rolePrefix(action), suffix));
        }
        for (DomainSetting setting : DomainSetting.values()) {
            add(ofRole, settings.find(setting.rolePrefix(), suffix));
        }
        int known = table.find(ofRole);
        return known != Plan.NONE ? known : note(table.add(ofRole), of, true);
    }

    /** The policies of databases. Each has its own: what is said of a denial names its settings. */
    private List<PlannedDatabase> databases(List<Setting> global, List<SessionNames.Named> named) {
        List<PlannedDatabase> databases = new ArrayList<>();
        List<Setting> above = aboveGlobal(global);
        for (SessionNames.Named database : named) {
            List<Setting> own = new ArrayList<>(above);
            for (Action action : SettingNames.actionsAndDefault()) {
                add(own, settings.find(SettingNames.databasePrefix(action), database.suffix()));
            }
            int policy = Plan.NONE;
            // What has no settings has no filter.
            if (own.size() > above.size()) {
                policy = table.find(own);
                policy = policy != Plan.NONE
                        ? policy
                        : note(
                                table.add(own),
                                "the policy of database \"" + Rejection.shown(database.name()) + "\"",
                                true);
            }
            databases.add(new PlannedDatabase(database.name(), database.suffix(), policy));
        }
        return databases;
    }

    private int note(int policy, String of, boolean isClosable) {
        whose.add(of);
        closable.add(isClosable);
        return policy;
    }

    /** Who writes a list for one of two roles does not mean the other one. */
    private void warnOfShared(SessionNames named, String names, String aliases, List<String> prefixes) {
        if (named.rejection() != null) {
            return;
        }
        for (SessionNames.Shared shared : named.shared()) {
            boolean isWritten = false;
            for (String prefix : prefixes) {
                isWritten |= settings.find(prefix, shared.suffix()) != null;
            }
            if (isWritten && !isEnough()) {
                Rejection doubt = Rejection.sharesSettings(settings.find(names, ""), shared, aliases);
                problems.add(new Problem(Severity.WARNING, doubt));
            }
        }
    }

    /** A setting that nobody has is probably misspelt; but it may also have been taken out of its list for a while. */
    private void remarkUnused() {
        for (Setting setting : settings.unused()) {
            if (SettingNames.isOfSomebody(setting.name()) && SettingNames.isKnown(setting.name()) && !isEnough()) {
                Rejection wrong = SettingValues.problemOfSomebodys(input.architecture(), setting);
                problems.add(new Problem(
                        wrong == null ? Severity.REMARK : Severity.WARNING, Rejection.noEffect(setting, wrong)));
            }
        }
    }

    private static String lastName(List<Setting> settings) {
        return settings.isEmpty() ? "" : settings.get(settings.size() - 1).name();
    }

    private List<PlannedPolicy> policies(PlanChanges changes) {
        List<PlannedPolicy> policies = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            boolean isOfDatabase = SettingNames.isOfDatabase(lastName(table.settings(i)));
            Level level = i == Plan.GLOBAL ? Level.GLOBAL : isOfDatabase ? Level.DATABASE : Level.SESSION;
            policies.add(new PlannedPolicy(
                    level, List.copyOf(table.settings(i)), whose.get(i), closable.get(i), changes.before(i)));
        }
        return policies;
    }
}
