package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.language.ConditionError;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryError;
import org.pgseccomp.language.ReadCondition;
import org.pgseccomp.syscall.AsciiCase;

/**
 * Why a policy is refused, in the three parts of a PostgreSQL message. The text names the setting, and where there is one the
 * element, its position and the nearest known name. Message, detail and hint are printable ASCII.
 *
 * @param kind what sort of mistake
 * @param setting the setting that is to be corrected, as it was written
 * @param message one line, no full stop
 * @param detail sentences, or ""
 * @param hint sentences, or ""
 */
public record Rejection(Kind kind, String setting, String message, String detail, String hint) {
    /** The sorts of mistakes; the order is part of the boundary to C. */
    public enum Kind {
        /** A setting that does not exist. */
        UNKNOWN_SETTING,
        /** A value that cannot be read. */
        INVALID_VALUE,
        /** Values that contradict each other. */
        CONFLICT,
        /** Filters that take away what PostgreSQL needs. */
        NEEDED_CALL,
        /** A policy that allows more than the one before, where only tightening is wanted. */
        LOOSENS,
        /** What this version of PostgreSQL does not have. */
        UNSUPPORTED,
        /** No mistake, but a warning of what a policy may do. */
        HARMFUL,
        /** No mistake, but a setting that counts for nobody. */
        NO_EFFECT,
        /** No mistake, but probably not what is meant ({@link Doubts}). */
        DOUBTFUL
    }

    private static final int LONGEST_SHOWN = 80;

    /** A reason repeats a word of the user's. */
    private static final int LONGEST_REASON = 300;

    /** Of the wrong elements of one list so many are told. */
    static final int MOST_SHOWN = 10;

    static final String RESTART_TO_LOOSEN =
            "pgseccomp.reload_only_tightens is on: restart the server to loosen a policy.";

    static Rejection unknownSetting(String name, String nearest) {
        if (DomainSetting.looksLikeOneOfDatabase(name)) {
            return new Rejection(
                    Kind.UNKNOWN_SETTING,
                    name,
                    "unrecognized configuration parameter \"" + shown(name) + "\"",
                    "A database has no lists of files or ports of its own.",
                    "Restrict the roles that connect to it, for example with " + DomainSetting.PATHS.rolePrefix()
                            + "ROLE.");
        }
        String readable = Ascii.withoutOthersBefore(name);
        if (readable.length() < name.length()) {
            return new Rejection(
                    Kind.UNKNOWN_SETTING,
                    name,
                    "unrecognized configuration parameter \"" + shown(name) + "\"",
                    "PostgreSQL takes the bytes before \"" + shown(readable) + "\" for letters of the name.",
                    "Remove them: save the file without a byte order mark, and copy no spaces from formatted text.");
        }
        return new Rejection(
                Kind.UNKNOWN_SETTING,
                name,
                "unrecognized configuration parameter \"" + shown(name) + "\"",
                "pgseccomp has no setting of this name; a filter must not rest on a line that is ignored.",
                didYouMean(nearest));
    }

    static Rejection invalidAction(Setting setting) {
        return invalidChoice(setting, "allow, log, warn, error, terminate, kill");
    }

    static Rejection invalidIsolation(Setting setting) {
        return invalidChoice(setting, "off, on, require");
    }

    static Rejection invalidProfile(Setting setting) {
        return invalidChoice(setting, "none, baseline, strict");
    }

    private static Rejection invalidChoice(Setting setting, String available) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "invalid value for " + setting.described() + ": \"" + shown(setting.value()) + "\"",
                "",
                "Available values: " + available + ".");
    }

    static Rejection syntaxError(Setting setting, IdentifierList.SyntaxError error) {
        return syntaxError(setting, new EntryError(error.reason(), error.ordinal(), error.position()));
    }

    static Rejection syntaxError(Setting setting, EntryError error) {
        return invalidList(
                setting,
                "Element " + error.ordinal() + ", at character " + error.position() + ", " + error.reason() + ".",
                "Write names separated by commas, for example '"
                        + (isOfRoles(setting) || isOfDatabases(setting)
                                ? "joe, \"Alice\""
                                : isOfProcesses(setting) ? "autovacuum_worker, walsender" : "read, write")
                        + "'.");
    }

    /** A {@code *} in the global list itself, or beside other elements. */
    static Rejection misplacedAsterisk(Setting setting, Entry element) {
        boolean isGlobal = SettingNames.isGlobal(setting.name());
        return invalidList(
                setting,
                where(element) + ", means \"the global list\""
                        + (isGlobal
                                ? ", and this is the global list."
                                : ", and must stand alone, without white space."),
                "Write the names of the system calls, or '' for none.");
    }

    /** What is no name of a role, or of a database. */
    static Rejection invalidName(Setting setting, IdentifierList.Element element) {
        String kind = kindNamed(setting);
        return invalidList(
                setting,
                where(element) + ", cannot be the name of a " + kind + ".",
                "A " + kind + "'s name has 1 to 63 bytes.");
    }

    static Rejection invalidAlias(Setting setting, IdentifierList.Element element) {
        return invalidList(
                setting,
                where(element) + ", is not an alias and a " + kindNamed(setting) + ".",
                "Write alias=" + kindNamed(setting)
                        + ", for example '\"web_app=web-app\"'; an alias has letters, digits and underscores only.");
    }

    static Rejection aliasOfNobody(Setting setting, String alias, String name) {
        String list = isOfDatabases(setting) ? SettingNames.DATABASES : SettingNames.ROLES;
        return invalidList(
                setting,
                "The " + kindNamed(setting) + " of alias \"" + shown(alias) + "\", \"" + shown(name)
                        + "\", does not stand in " + list + ".",
                "");
    }

    /** The members of a role, and a role, whose settings have the same names. */
    static Rejection ambiguousGroup(Setting setting, String group, String role) {
        return invalidList(
                setting,
                "The settings of \"+" + shown(group) + "\" would be those of role \"" + shown(role) + "\" too.",
                "Give the members an alias in " + SettingNames.ROLE_ALIASES + ", for example '\"members_of_x=+"
                        + shown(group) + "\"'.");
    }

    /** Two names whose settings have the same names. */
    public static Rejection sharesSettings(Setting names, SessionNames.Shared shared, String aliases) {
        return new Rejection(
                Kind.DOUBTFUL,
                names.name(),
                kindNamed(names) + "s \"" + shown(shared.name()) + "\" and \"" + shown(shared.other())
                        + "\" have the same settings",
                "What ends in \"" + shown(shared.suffix())
                        + "\" counts for both: the case of a setting's name does not matter, and an alias is as good as a name.",
                "Give one of them an alias of its own in " + aliases + ", for example '\"other_"
                        + shown(shared.suffix()) + "=" + shown(shared.name()) + "\"', in place of one that it has.");
    }

    static Rejection secondAlias(Setting setting, String name) {
        return invalidList(setting, "The " + kindNamed(setting) + " \"" + shown(name) + "\" has two aliases.", "");
    }

    static Rejection unknownProcessType(Setting setting, IdentifierList.Element element, String nearest) {
        String name = element.name();
        String why = "is not a process type that can have settings of its own";
        String hint = didYouMean(nearest);
        if (name.equals("client_backend") || name.equals("client backend")) {
            hint = "Sessions have the settings pgseccomp.session_syscall_....";
        } else if (name.equals("parallel_worker") || name.equals("parallel worker")) {
            hint = "A parallel worker carries the filters of its leader.";
        }
        return invalidList(setting, where(element) + ", " + why + ".", hint);
    }

    private static Rejection invalidList(Setting setting, String detail, String hint) {
        String ofNames = isOfRoles(setting) || isOfDatabases(setting) ? kindNamed(setting) + "s" : "system calls";
        String of = isOfProcesses(setting) ? "process types" : ofNames;
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "invalid list of " + of + " in " + setting.described(),
                detail,
                hint);
    }

    private static boolean isOfRoles(Setting setting) {
        String name = AsciiCase.lower(setting.name());
        return name.equals(SettingNames.ROLES) || name.equals(SettingNames.ROLE_ALIASES);
    }

    private static boolean isOfDatabases(Setting setting) {
        String name = AsciiCase.lower(setting.name());
        return name.equals(SettingNames.DATABASES) || name.equals(SettingNames.DATABASE_ALIASES);
    }

    /** What a list of names names. */
    private static String kindNamed(Setting setting) {
        return isOfDatabases(setting) ? "database" : "role";
    }

    private static boolean isOfProcesses(Setting setting) {
        return AsciiCase.lower(setting.name()).equals(SettingNames.PROCESS_TYPES);
    }

    static Rejection unknownSyscall(
            Setting setting, Entry element, String architecture, String elsewhere, String nearest) {
        String there = elsewhere == null ? "" : " (" + elsewhere + ")";
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "unknown system call \"" + shown(element.name()) + "\" in " + setting.described(),
                where(element) + ", is not a system call of " + architecture + there + ".",
                didYouMean(nearest));
    }

    /** A system call by its number. */
    static Rejection numberOfSyscall(Setting setting, Entry element, String architecture, String name) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "unknown system call \"" + shown(element.name()) + "\" in " + setting.described(),
                where(element) + ", is a number; the system call of that number is \"" + name + "\" on " + architecture
                        + ".",
                didYouMean(name) + " Numbers differ between architectures.");
    }

    static Rejection cannotTerminate(Setting setting, Entry element, String reason) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "system call \"" + shown(element.name()) + "\" cannot end a session, in " + setting.described(),
                where(element) + ", " + reason + ".",
                "Make it an error.");
    }

    /** All that is wrong with a list; of one thing, that. */
    static Rejection ofList(Setting setting, List<Rejection> problems) {
        if (problems.size() == 1) {
            return problems.get(0);
        }
        StringBuilder detail = new StringBuilder();
        StringBuilder hint = new StringBuilder();
        int shown = Math.min(problems.size(), MOST_SHOWN);
        for (int i = 0; i < shown; i++) {
            Rejection problem = problems.get(i);
            detail.append(i == 0 ? "" : " ").append(problem.detail());
            if (!problem.hint().isEmpty() && hint.indexOf(problem.hint()) < 0) {
                hint.append(hint.length() == 0 ? "" : " ").append(problem.hint());
            }
        }
        boolean areMore = problems.size() > shown;
        if (areMore) {
            detail.append(" There are more.");
        }
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                (areMore ? "more than " : "") + shown + " wrong elements in " + setting.described(),
                detail.toString(),
                hint.toString());
    }

    /** Filters that deny nothing. */
    public static Rejection warnsOnly() {
        return new Rejection(
                Kind.HARMFUL,
                SettingNames.WARN_ONLY,
                "parameter \"" + SettingNames.WARN_ONLY
                        + "\" is on: pgseccomp denies nothing but what the global filter denies",
                "What the filters of sessions, roles, process types and clients would deny is made, and counted in seccomp_denials.",
                "Switch it off to enforce the policy.");
    }

    static Rejection unknownGroup(Setting setting, Entry entry, String nearest) {
        return new Rejection(
                Kind.INVALID_VALUE,
                setting.name(),
                "unknown group \"" + shown(entry.name()) + "\" in " + setting.described(),
                where(entry) + ", is not a group of system calls.",
                nearest == null ? "SELECT * FROM seccomp_groups() shows all groups." : didYouMean(nearest));
    }

    static Rejection conditionOfGroup(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry) + ", is a group, and has a condition.",
                "Only single system calls can have conditions.");
    }

    static Rejection conditionOfQuiet(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry) + ", has a condition.",
                "The denials of a system call are quiet, or none of them is.");
    }

    static Rejection removalWithMore(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry) + ", takes something out of the list, and has a condition or an error.",
                "Write the name alone: -" + shown(entry.name()) + ".");
    }

    static Rejection tooManyConditions(Setting setting, Entry entry, int most) {
        return invalidList(
                setting,
                where(entry) + ", is one of more than " + most + " entries with conditions for this system call.",
                "Put several values into one condition: name(parameter: value, value).");
    }

    static Rejection errnoOfOtherList(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry) + ", has an error, and this is no list of errors.",
                "Write it into the list of the action error.");
    }

    static Rejection unknownErrno(Setting setting, Entry entry, String nearest) {
        return invalidList(
                setting,
                where(entry) + ", has \"" + shown(entry.errno()) + "\", which is no error of the kernel.",
                nearest == null ? "Write, for example, mount = EPERM." : didYouMean(nearest));
    }

    /** Who meets EINTR makes the call again, and again: no signal ends such a loop. */
    static Rejection repeated(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry) + ", has \"" + shown(entry.errno())
                        + "\": PostgreSQL and its libraries would make the call again without end.",
                "Write another error, for example " + entry.name() + " = EPERM.");
    }

    static Rejection wrongCondition(Setting setting, Entry entry, ConditionError error) {
        return invalidList(
                setting,
                where(entry) + ", " + Ascii.printable(error.reason(), LONGEST_REASON) + ", at character "
                        + (entry.conditionPosition() + error.position()) + ".",
                error.hint());
    }

    /** Something that is probably not meant. */
    static Rejection doubtful(Setting setting, String detail, String hint) {
        return new Rejection(
                Kind.DOUBTFUL, setting.name(), "doubtful list of system calls in " + setting.described(), detail, hint);
    }

    static Rejection noProfile(Setting setting, Entry entry) {
        return doubtful(
                setting,
                where(entry) + ", stands for nothing, as " + SettingNames.PROFILE + " has no list for it.",
                "Set " + SettingNames.PROFILE + " = baseline or strict, or take it out.");
    }

    static Rejection notAnEntryAlone(Setting setting, Entry entry) {
        return invalidList(
                setting,
                where(entry)
                        + ", stands for the list of the profile, and can neither be taken out nor have a condition or an error.",
                "Take out single calls or groups behind it: @profile, -NAME.");
    }

    static Rejection removesNothing(Setting setting, Entry entry) {
        return doubtful(
                setting,
                where(entry) + ", takes out what does not stand before it.",
                "Remove it if the list does not have it, or write it behind what it is to be taken out of.");
    }

    static Rejection alwaysMet(Setting setting, Entry entry) {
        return doubtful(setting, where(entry) + ", has a condition that every call meets.", "Write the name alone.");
    }

    /** Who denies a flag means it with whatever others. */
    static Rejection exactFlags(Setting setting, Entry entry, ReadCondition.ExactFlags flags) {
        return doubtful(
                setting,
                where(entry) + ", is about calls whose \"" + flags.parameter() + "\" is exactly " + flags.values()
                        + ": with another flag beside it the condition does not hold.",
                "Write \"" + flags.parameter() + ": with " + flags.values() + "\" if other flags do not matter.");
    }

    /** Of two entries about the same calls the later one counts. */
    static Rejection twoErrors(ListedCall earlier, Entry later) {
        return doubtful(
                earlier.source().setting(),
                where(later) + ", has another error for system call \""
                        + earlier.syscall().name() + "\" than element "
                        + earlier.entry().ordinal() + ", and counts.",
                "Keep one of the two errors.");
    }

    static Rejection conditionOfListedCall(ListedCall conditioned, ListedCall plain) {
        String name = plain.syscall().name();
        return doubtful(
                conditioned.source().setting(),
                "System call \"" + name + "\" is " + Overlaps.written(List.of(conditioned))
                        + ", under conditions, and without any " + Overlaps.written(List.of(plain))
                        + ": the conditions change nothing.",
                plain.entry().isGroup()
                        ? "To have them count, take the call out of the group first, as in \""
                                + plain.entry().name() + ", -" + name + ", "
                                + conditioned.condition().text() + "\"."
                        : "To have them count, take the other entry out.");
    }

    static Rejection loosens(String place, String what, Action before, Action after) {
        return new Rejection(
                Kind.LOOSENS,
                place,
                "the new policy would treat " + what + " less strictly than the one in force",
                "The action would be " + after.settingName() + "; it is " + before.settingName() + ".",
                RESTART_TO_LOOSEN);
    }

    /** A role that could not log in, and now could. */
    public static Rejection letsIn(String role) {
        return new Rejection(
                Kind.LOOSENS,
                "",
                "the new policy would let role \"" + shown(role) + "\" log in",
                "Its settings were refused when the server started, and it has been closed since.",
                RESTART_TO_LOOSEN);
    }

    /** Members of a role who could not log in since their settings were refused. */
    public static Rejection letsMembersIn(String role) {
        return new Rejection(
                Kind.LOOSENS,
                "",
                "the new policy would let members of role \"" + shown(role) + "\" log in",
                "Their settings were refused when the server started, and they have been kept out since.",
                RESTART_TO_LOOSEN);
    }

    /** A database that nobody could connect to since its settings were refused. */
    public static Rejection opens(String database) {
        return new Rejection(
                Kind.LOOSENS,
                "",
                "the new policy would let sessions connect to database \"" + shown(database) + "\"",
                "Its settings were refused when the server started, and it has been closed since.",
                RESTART_TO_LOOSEN);
    }

    /** A database that had a filter of its own, and now would have none. */
    public static Rejection losesFilter(String database) {
        return new Rejection(
                Kind.LOOSENS,
                SettingNames.DATABASES,
                "the new policy would take the filter of its own from database \"" + shown(database) + "\"",
                "",
                RESTART_TO_LOOSEN);
    }

    /** A process type that had a filter of its own, and now would have none. */
    public static Rejection losesFilter(ProcessType type) {
        return new Rejection(
                Kind.LOOSENS,
                SettingNames.PROCESS_TYPES,
                "the new policy would take the filter of its own from process type \"" + type.settingName() + "\"",
                "",
                RESTART_TO_LOOSEN);
    }

    /** A process type that stands in the list and that this version does not have. */
    public static Rejection untoldType(ProcessType type, String why) {
        return new Rejection(
                Kind.UNSUPPORTED,
                SettingNames.PROCESS_TYPES,
                "process type \"" + type.settingName() + "\" cannot have settings of its own here",
                why,
                "Take it out of pgseccomp.process_types.");
    }

    /**
     * A setting of a role, a process type or a database that is not in the list of those that have settings of their own.
     *
     * @param wrong what would be said of its value if it were; null if nothing
     */
    public static Rejection noEffect(Setting setting, Rejection wrong) {
        String ofNamed = SettingNames.isOfDatabase(setting.name())
                ? "No database in pgseccomp.session_databases has settings that end so."
                : "No role in pgseccomp.session_roles has settings that end so.";
        String why =
                SettingNames.isOfType(setting.name()) ? "Its process type is not in pgseccomp.process_types." : ofNamed;
        return new Rejection(
                Kind.NO_EFFECT,
                setting.name(),
                "pgseccomp: " + setting.described() + " has no effect",
                wrong == null
                        ? why
                        : why + " Its value would be refused: " + wrong.message() + "."
                                + (wrong.detail().isEmpty() ? "" : " " + wrong.detail()),
                wrong == null ? hintToGiveEffect(setting.name()) : wrong.hint());
    }

    private static String hintToGiveEffect(String name) {
        String end = shown(name.substring(name.indexOf('.') + 1));
        if (SettingNames.isOfType(name)) {
            return "Add " + end + " to pgseccomp.process_types.";
        }
        boolean isOfDatabase = SettingNames.isOfDatabase(name);
        String whose = isOfDatabase ? "database" : "role";
        return "Add the " + whose + " to " + (isOfDatabase ? SettingNames.DATABASES : SettingNames.ROLES)
                + ". Of a name that no setting can end in, add an alias, \"" + end + "=NAME\", to pgseccomp.session_"
                + whose
                + "_aliases.";
    }

    /** Problems that are not told one by one. */
    public static Rejection more(int count) {
        return new Rejection(
                Kind.NO_EFFECT, "", "pgseccomp: there are " + count + " more problems of these kinds", "", "");
    }

    /** Conditions that the kernel has no room for. */
    public static Rejection tooManyConditions(String whose) {
        return new Rejection(
                Kind.INVALID_VALUE,
                "",
                whose + " has too many conditions",
                "The kernel takes programs of at most 4096 instructions.",
                "Write ranges in place of single values, or deny fewer system calls with conditions.");
    }

    /** A policy under which one call of a session ends those of all others. */
    static Rejection killsSessions(String whose) {
        return new Rejection(
                Kind.HARMFUL,
                "",
                whose + " has system calls with the action \"kill\"",
                "When a session makes one, its process is killed, and PostgreSQL ends all other sessions and restarts, as after a crash.",
                "Use \"terminate\", which ends that session only.");
    }

    /** A policy that keeps whoever has it out of databases with a filter of their own. */
    public static Rejection keepsOutOfDatabases(String whose) {
        return new Rejection(
                Kind.HARMFUL,
                "",
                whose + " denies the system calls that load the filter of a database",
                "Whoever has it cannot connect to a database that has settings of its own.",
                "Allow or log \"seccomp\" and \"prctl\" there; the filter of the database can deny them.");
    }

    /** A policy under which the C library aborts a process when a thread begins. */
    static Rejection abortsThreads(String whose) {
        return new Rejection(
                Kind.HARMFUL,
                "",
                whose + " lets threads begin and denies \"rseq\"",
                "The C library aborts a process in which a thread begins without it, and PostgreSQL ends all other sessions and restarts, as after a crash.",
                "Allow \"rseq\", or deny \"clone3\", so that no thread begins.");
    }

    /** A policy under which a standby ends when its primary makes something. */
    static Rejection endsRecovery(String whose, String call, String thing) {
        return new Rejection(
                Kind.HARMFUL,
                "",
                whose + " denies \"" + call + "\" to a server that recovers from another one",
                "Where the other server makes a " + thing
                        + ", this one cannot make it once more: it ends, and ends again at each start.",
                "Allow \"" + call + "\", unless the other server cannot make a " + thing + " either.");
    }

    /**
     * Filters that deny what a process cannot do without.
     *
     * @param whose filter it is: that of a level, or of a process type
     * @param missing the names of the calls, separated by commas
     * @param reasons the same, each with what it is needed for
     * @param hasConditions whether conditions deny some of them
     */
    static Rejection needed(String place, String whose, String missing, String reasons, boolean hasConditions) {
        return new Rejection(
                Kind.NEEDED_CALL,
                place,
                "the " + whose + " filter of pgseccomp does not allow " + missing,
                "A process of PostgreSQL needs " + reasons + ".",
                hasConditions
                        ? "Change the conditions so that " + missing + " can be made."
                        : "Allow or log " + missing + ".");
    }

    /**
     * Needed calls that are denied because a list stands in the place of a profile and does not begin with it.
     *
     * @param missing the names of the first few
     * @param reasons the same, each with what it is needed for
     * @param more how many there are beside them
     */
    static Rejection withoutProfile(String list, String whose, String missing, String reasons, int more) {
        return new Rejection(
                Kind.NEEDED_CALL,
                list,
                "the " + whose + " filter of pgseccomp does not allow " + missing + " and " + more
                        + " other calls that PostgreSQL needs",
                "\"" + shown(list) + "\" stands in the place of what the profile has. A process of PostgreSQL needs "
                        + reasons + ", and so on.",
                "Begin the list with @profile: " + shown(list) + " = '@profile, ...'.");
    }

    /** The same for calls that need not work, but of which no process may die. */
    static Rejection killed(String place, String whose, String names, String reasons) {
        return new Rejection(
                Kind.NEEDED_CALL,
                place,
                "the " + whose + " filter of pgseccomp kills processes that call " + names,
                "A process of PostgreSQL calls " + reasons + ", and all sessions end with one that is killed.",
                "Allow or log " + names + ", or make it an error.");
    }

    /** A call whose error is no error to who makes it. */
    static Rejection takenForMissing(String place, String whose, String name, String harm) {
        return new Rejection(
                Kind.NEEDED_CALL,
                place,
                "the " + whose + " filter of pgseccomp has ENOENT as the error of " + name,
                "PostgreSQL takes that for " + harm + ".",
                "Write another error, for example " + name + " = EPERM.");
    }

    private static String where(IdentifierList.Element element) {
        return "Element " + element.ordinal() + ", \"" + shown(element.name()) + "\" at character "
                + element.position();
    }

    private static String where(Entry entry) {
        return "Element " + entry.ordinal() + ", \"" + shown(entry.written()) + "\" at character " + entry.position();
    }

    private static String didYouMean(String nearest) {
        return nearest == null ? "" : "Did you mean \"" + nearest + "\"?";
    }

    /** A text of somebody else as a message can show it. */
    public static String shown(String text) {
        return Ascii.printable(text, LONGEST_SHOWN);
    }
}
