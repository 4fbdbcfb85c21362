package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.AsciiCase;
import org.pgseccomp.syscall.Syscall;

/**
 * Where a filter is written: for its default action and for each of its lists, the setting that counts. A level looks for its
 * own setting first and falls back to the level before it; the list {@code *}, or none, is the global list. The settings of a
 * role, or of a process type, stand in the place of the sessions'. Those of a database stand by themselves: a list that it does not have is empty.
 *
 * @param defaultAction null: {@link #ABSENT_DEFAULT}
 * @param newerAnswerEnosys whether calls that are newer than the policy fail with ENOSYS ({@link NewerCalls})
 * @param warnsOnly whether it only counts what it would deny
 * @param profile what {@code @profile} stands for
 * @param lists one for each action, in the order of {@link Action}
 */
record FilterSource(
        Setting defaultAction,
        boolean newerAnswerEnosys,
        boolean warnsOnly,
        ProfileInForce profile,
        List<ListSource> lists) {
    /** The default action where nothing is written. */
    static final Action ABSENT_DEFAULT = Action.ALLOW;

    /**
     * Where a list is written.
     *
     * @param setting null: the list is empty
     * @param inheritedBy the setting whose value is {@code *}; null if {@code setting} counts by itself
     */
    record ListSource(Setting setting, Setting inheritedBy) {
        /** The setting that stands for this list in the filter. */
        Setting written() {
            return inheritedBy == null ? setting : inheritedBy;
        }
    }

    static FilterSource of(Level level, List<Setting> settings) {
        List<ListSource> lists = new ArrayList<>();
        for (Action action : Action.values()) {
            lists.add(listOf(level, action, settings));
        }
        Setting newer = find(SettingNames.ENOSYS, settings);
        boolean answersEnosys = newer == null || !PostgresBoolean.isOff(newer.value());
        Setting warns = find(SettingNames.WARN_ONLY, settings);
        boolean warnsOnly = level != Level.GLOBAL && warns != null && PostgresBoolean.isOn(warns.value());
        return new FilterSource(written(level, null, settings), answersEnosys, warnsOnly, profileIn(settings), lists);
    }

    /** The profile that the settings of a policy carry. */
    static ProfileInForce profileIn(List<Setting> settings) {
        Setting profile = find(SettingNames.PROFILE, settings);
        return profile == null ? ProfileInForce.NONE : ProfileInForce.read(profile.value());
    }

    private static ListSource listOf(Level level, Action action, List<Setting> settings) {
        Setting own = written(level, action, settings);
        boolean isAbsent = level == Level.DATABASE && own == null;
        if (level == Level.GLOBAL || isAbsent || (own != null && !inherits(own))) {
            return new ListSource(own, null);
        }
        return new ListSource(written(Level.GLOBAL, action, settings), own);
    }

    /** Whether a list of a session, role or client is the single character that stands for the global list. */
    static boolean inherits(Setting list) {
        return list.value().equals("*");
    }

    /** The setting of a level for an action (null: the default action), or of the level that it falls back to. */
    private static Setting written(Level level, Action action, List<Setting> settings) {
        return switch (level) {
            case GLOBAL -> find(SettingNames.global(action), settings);
            case SESSION -> {
                Setting ofRole = findByPrefix(SettingNames.rolePrefix(action), settings);
                yield ofRole != null ? ofRole : ofProcess(action, settings);
            }
            case DATABASE -> findByPrefix(SettingNames.databasePrefix(action), settings);
            case CLIENT -> {
                Setting argument = find(SettingNames.argument(action), settings);
                yield argument != null ? argument : written(Level.SESSION, action, settings);
            }
        };
    }

    /** The setting of the process type that has settings here; where it has none, and where no type has, what that falls back to. */
    private static Setting ofProcess(Action action, List<Setting> settings) {
        Setting ofProcess = findByPrefix(SettingNames.processPrefix(action), settings);
        if (ofProcess != null) {
            return ofProcess;
        }
        ProcessType type = ProcessType.ofSettings(settings);
        boolean isGlobal = type != null && !type.fallsBackToSession();
        return find(isGlobal ? SettingNames.global(action) : SettingNames.session(action), settings);
    }

    /** The name of a setting to look at when a level as a whole is wrong: its default action, or one of its lists. */
    static String placeOf(Level level, List<Setting> settings) {
        Setting setting = written(level, null, settings);
        for (Action action : Action.values()) {
            if (setting == null) {
                setting = written(level, action, settings);
            }
        }
        return setting == null ? "" : setting.name();
    }

    /** The name of the setting that denies a call: the list that names it, else that of what is allowed, or the default action where nobody wrote that one. */
    static String placeOf(Architecture architecture, Level level, Syscall call, List<Setting> settings) {
        FilterSource source = of(level, settings);
        for (Action action : Action.values()) {
            ListSource list = source.lists.get(action.ordinal());
            for (ListedCall each :
                    ListReader.read(architecture, action, list, source.profile).listed()) {
                if (each.syscall().number() == call.number()) {
                    return list.written().name();
                }
            }
        }
        Setting allowed = source.lists.get(Action.ALLOW.ordinal()).setting();
        boolean isWritten = allowed != null && !allowed.value().equals(Profile.ENTRY);
        return isWritten ? allowed.name() : placeOf(level, settings);
    }

    /** The list of what is allowed that stands in the place of a profile and does not have what the profile has; null if there is none. */
    static String allowedWithoutProfile(Level level, List<Setting> settings) {
        FilterSource source = of(level, settings);
        Setting allowed = source.lists.get(Action.ALLOW.ordinal()).setting();
        boolean isWithout = allowed != null
                && source.profile.profile() != Profile.NONE
                && AsciiCase.lower(allowed.value()).indexOf(Profile.ENTRY) < 0;
        return isWithout ? allowed.name() : null;
    }

    private static Setting find(String name, List<Setting> settings) {
        for (Setting setting : settings) {
            if (Ascii.same(setting.name(), name)) {
                return setting;
            }
        }
        return null;
    }

    private static Setting findByPrefix(String prefix, List<Setting> settings) {
        for (Setting setting : settings) {
            if (Ascii.startsWith(setting.name(), prefix)) {
                return setting;
            }
        }
        return null;
    }
}
