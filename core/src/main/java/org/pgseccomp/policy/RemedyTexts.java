package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.profile.ProfileLines;

/**
 * The lines of {@link Remedies}: the setting that denies a call, {@link Remedies#HINT}, and sentences about what to change.
 *
 * <pre>
 *   default of "pgseccomp.session_syscall_default"→Add % to "pgseccomp.session_syscall_allow". It takes effect for new sessions after a reload.
 * </pre>
 */
final class RemedyTexts {
    /** Of a filter that nothing takes away. */
    static final String STAYS =
            "The filter that this session has set with set_client_filter() stays until the session ends.";

    static final String RESTART = " This needs a restart of the server.";
    static final String RELOAD = " It takes effect for new sessions after a reload.";
    static final String RELOAD_OF_TYPE = " It takes effect for new processes of this type after a reload.";

    /** A hint has no more lines of a profile than this. */
    private static final int MOST_PROFILE_LINES = 3;

    private final Level level;
    private final FilterSource source;
    private final boolean hasProfile;
    private final Action byDefault;

    /** How the names of a database's settings end; null of other filters. */
    private final String database;

    /**
     * Of a filter.
     *
     * @param hasProfile whether the list of what is allowed has what a profile has for it
     * @param database how the names of its settings end, of a database's filter
     */
    RemedyTexts(Level level, FilterSource source, boolean hasProfile, Action byDefault, String database) {
        this.database = database;
        this.level = level;
        this.source = source;
        this.hasProfile = hasProfile;
        this.byDefault = byDefault;
    }

    /**
     * Of a call whose arguments do not count.
     *
     * @param isOfGroup whether the list of the action has it by a group
     * @param profileLines lines of {@link ProfileLines} that have the call, a bit each
     */
    String plain(Action action, boolean isOfGroup, int profileLines) {
        if (level == Level.CLIENT) {
            return (action == byDefault ? "its default" : "") + Remedies.HINT + STAYS;
        }
        return action == byDefault
                ? ofDefault() + Remedies.HINT + added("Add " + Remedies.CALLS + " to ", profileLines)
                : quoted(nameOf(action)) + Remedies.HINT + removed(action, isOfGroup);
    }

    /**
     * Of a call whose arguments are looked at. Which of the conditions hold for it is not known here.
     *
     * @param listed the actions by which conditions deny, a bit each
     * @param isDeniedElse whether what meets no condition is denied
     */
    String conditioned(int listed, boolean isDeniedElse, int profileLines) {
        if (level == Level.CLIENT) {
            return "conditions" + Remedies.HINT + STAYS;
        }
        String allowed = nameOf(Action.ALLOW);
        if (listed == 0) {
            String where = hasProfile ? "profile " + quoted(profile()) : quoted(allowed);
            return "conditions of " + where + Remedies.HINT
                    + added(
                            "Add an entry whose conditions hold for this call of " + Remedies.CALLS + " to ",
                            profileLines);
        }
        StringBuilder lists = new StringBuilder();
        String slowest = null;
        for (Action action : Action.values()) {
            if ((listed >> action.ordinal() & 1) != 0) {
                String list = nameOf(action);
                lists.append(lists.length() == 0 ? "" : " and ").append(quoted(list));
                slowest = slower(slowest, list);
            }
        }
        String change = "Change the conditions of " + Remedies.CALLS + " in " + lists + " that hold for this call";
        if (!isDeniedElse) {
            return "conditions of " + lists + Remedies.HINT + change + "." + after(slowest);
        }
        return "conditions of " + lists + ", else " + ofDefault() + Remedies.HINT + change
                + ", if any do, and add an entry whose conditions hold for it to " + quoted(allowed) + "."
                + after(slower(slowest, allowed));
    }

    /** Of a call that the list of what is allowed takes out of its profile. What stands last in a list counts. */
    String takenOut() {
        String list = nameOf(Action.ALLOW);
        return quoted(list) + ", which takes it out of " + Profile.ENTRY + Remedies.HINT + quoted(list) + " takes "
                + Remedies.CALLS + " out of " + Profile.ENTRY + ". Remove what does so, or add " + Remedies.CALLS
                + " at the end of the list." + after(list);
    }

    private String ofDefault() {
        if (hasProfile) {
            return "default of profile " + quoted(profile());
        }
        return source.defaultAction() == null
                ? "default"
                : "default, " + quoted(source.defaultAction().name());
    }

    private String profile() {
        return source.profile().profile().settingName();
    }

    /** What adds the call to the list of what is allowed, in one of several ways. */
    private String added(String how, int profileLines) {
        String list = nameOf(Action.ALLOW);
        if (!hasProfile) {
            return how + quoted(list) + "." + after(list);
        }
        StringBuilder text = new StringBuilder("Profile ");
        text.append(quoted(profile()))
                .append(" does not allow ")
                .append(Remedies.CALLS)
                .append(" to ");
        text.append(scope(list)).append(". ");
        String ways = ways(profileLines);
        if (ways.isEmpty()) {
            text.append(how).append(quoted(list)).append(", behind ").append(Profile.ENTRY);
        } else {
            text.append("Add ")
                    .append(ways)
                    .append(", or ")
                    .append(Remedies.CALLS)
                    .append(" alone, to ");
            text.append(asWritten(list));
        }
        return text.append('.').append(after(list)).toString();
    }

    /**
     * A list that is added to: a report may have a hint for each of several calls, and what one of them says must not take back what another one does. Where the
     * profile supplies the list, nobody has written it: a line that leaves the profile out would lose it.
     */
    private String asWritten(String list) {
        Setting written = source.lists().get(Action.ALLOW.ordinal()).setting();
        boolean isWhole = written != null && written.value().equals(Profile.ENTRY);
        String value = " = '" + Profile.ENTRY + ", ...'";
        if (isWhole && SettingNames.isSession(list)) {
            // What one role needs is not for all.
            return SettingNames.rolePrefix(Action.ALLOW) + "ROLE" + value + " of a role in " + SettingNames.ROLES
                    + ", or to " + list + " for all sessions";
        }
        return isWhole ? list + value : quoted(list);
    }

    private String ways(int profileLines) {
        StringBuilder ways = new StringBuilder();
        List<ProfileLines.Line> lines = ProfileLines.all();
        int count = 0;
        ProfileLines.Line programs = null;
        for (int i = 0; i < lines.size() && count < MOST_PROFILE_LINES; i++) {
            ProfileLines.Line line = lines.get(i);
            if ((profileLines >> i & 1) == 0) {
                continue;
            }
            if (line.opensAll()) {
                programs = line;
            } else {
                appendWay(ways, line);
                count++;
            }
        }
        if (programs != null && count < MOST_PROFILE_LINES) {
            appendWay(ways, programs);
        }
        return ways.toString();
    }

    /** Who follows half of it meets the next error, of which nobody can say that the list of files is the reason. */
    private void appendWay(StringBuilder ways, ProfileLines.Line line) {
        ways.append(ways.length() == 0 ? "" : ", or ").append(line.entries());
        ways.append(" for ").append(line.purpose());
        if (source.profile().profile() == Profile.STRICT && !line.files().isEmpty()) {
            ways.append(" (with ").append(line.files()).append(" in the list of files)");
        }
    }

    private String scope(String list) {
        ProcessType type = SettingNames.processType(list);
        if (type != null) {
            return "processes of type " + quoted(type.settingName());
        }
        if (level == Level.DATABASE) {
            return "sessions of the database";
        }
        return SettingNames.isGlobal(list) ? "the server" : "sessions";
    }

    /** From a list; under a default that denies it too it has to be added to another one. */
    private String removed(Action action, boolean isOfGroup) {
        String list = nameOf(action);
        String allowed = nameOf(Action.ALLOW);
        boolean isDeniedUnlisted = byDefault.compareTo(Action.ERROR) >= 0;
        return "Remove " + Remedies.CALLS + " from " + quoted(list)
                + (isOfGroup ? ", with -NAME behind the group that has it" : "")
                + (isDeniedUnlisted ? (isOfGroup ? "," : "") + " and add it to " + quoted(allowed) : "")
                + "." + after(isDeniedUnlisted ? slower(list, allowed) : list);
    }

    /** The setting in which the list of an action is written, or would be. */
    private String nameOf(Action action) {
        Setting setting = source.lists().get(action.ordinal()).setting();
        if (setting != null) {
            return setting.name();
        }
        return level == Level.DATABASE && database != null
                ? SettingNames.ofDatabase(action, database)
                : SettingNames.global(action);
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /** Of two lists that change, the one that needs more than the other: a global one. The first may be null. */
    private static String slower(String list, String other) {
        return list == null || SettingNames.isGlobal(other) ? other : list;
    }

    private static String after(String setting) {
        if (SettingNames.isGlobal(setting)) {
            return RESTART;
        }
        return SettingNames.processType(setting) == null ? RELOAD : RELOAD_OF_TYPE;
    }
}
