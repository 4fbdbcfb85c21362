package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.SiblingCalls.Sibling;
import org.pgseccomp.profile.Profile;

/**
 * What looks restrictive and is not, in a policy that is taken:
 *
 * <ul>
 *   <li>a call is denied, and another one that does the same is open ({@link SiblingCalls});
 *   <li>a list of a role or a process type stands in place of the sessions', and lacks what that one denies;
 *   <li>the policy of a role or a type allows what the sessions' denies;
 *   <li>a list allows what the global filter denies to everybody ({@link BarredEntries}).
 * </ul>
 *
 * <p>Judged is what a process gets, all of its filters, and nothing is said again of what the level below was warned of. A client's filter is not judged:
 * who asks for it has the rest of the session in his hands.
 */
public final class Doubts {
    private final FilterStack stack;
    private final Level level;
    private final List<Setting> settings;
    private final String whose;
    private final List<Rejection> doubts = new ArrayList<>();
    private final boolean isOfRole;
    private final ProcessType type;

    private Doubts(FilterStack stack, Level level, List<Setting> settings, String whose) {
        this.stack = stack;
        this.level = level;
        this.settings = settings;
        this.whose = whose;
        type = ProcessType.ofSettings(settings);
        boolean isThere = false;
        for (Setting setting : settings) {
            String name = setting.name();
            isThere |= SettingNames.isOfRole(name);
        }
        isOfRole = isThere;
    }

    /**
     * Judges the last filter of a stack.
     *
     * @param level of that filter
     * @param settings that the filters were read from
     * @param whose policy it is, for the messages
     */
    public static List<Rejection> of(FilterStack stack, Level level, List<Setting> settings, String whose) {
        if (level == Level.CLIENT) {
            return List.of();
        }
        Doubts judged = new Doubts(stack, level, settings, whose);
        // What a role is as walsender was said of the role and of the type.
        if (!judged.isOfRole || judged.type == null) {
            judged.judge();
        }
        return judged.doubts;
    }

    private void judge() {
        if (level != Level.GLOBAL) {
            findBarred();
        }
        List<String> allowed = List.of();
        FilterStack sessions = isInPlaceOfTheSessions() ? sessions() : null;
        if (sessions != null) {
            allowed = Tightening.allowedOnlyBy(stack, sessions);
            if (!allowed.isEmpty()) {
                compare(allowed, sessions);
            }
        }
        List<ArgumentDetours.Detour> detours = ArgumentDetours.in(stack);
        if (!detours.isEmpty()) {
            detours.removeAll(detoursSaidBefore(sessions));
        }
        for (ArgumentDetours.Detour each : detours) {
            String list = nameOf(FilterSource.of(level, settings).lists().get(Action.ERROR.ordinal()), Action.ERROR);
            doubts.add(DoubtTexts.detour(whose, each, list));
        }
        List<OpenSiblings> open = OpenSiblings.in(stack);
        if (!open.isEmpty()) {
            List<OpenSiblings> known = saidBefore(sessions);
            for (OpenSiblings each : open) {
                if (!each.isAmong(known) && !allowed.containsAll(names(each))) {
                    doubts.add(leftOpen(each));
                }
            }
        }
    }

    /** In lists of the level's own: those that it takes over from another one are said of there. */
    private void findBarred() {
        Filter filter = level == Level.DATABASE ? stack.database() : stack.session();
        if (filter == null) {
            return;
        }
        for (Action action : List.of(Action.ALLOW, Action.LOG, Action.WARN)) {
            FilterSource.ListSource source =
                    FilterSource.of(level, settings).lists().get(action.ordinal());
            Setting list = isInPlaceOfTheSessions() ? own(action) : source.setting();
            if (list != null && source.inheritedBy() == null && !FilterSource.inherits(list)) {
                List<String> barred = BarredEntries.of(list, filter, stack.global());
                if (!barred.isEmpty()) {
                    doubts.add(DoubtTexts.barred(whose, barred, list, SettingNames.global(action)));
                }
            }
        }
    }

    private boolean isInPlaceOfTheSessions() {
        return level == Level.SESSION && (isOfRole || (type != null && type.fallsBackToSession()));
    }

    private List<ArgumentDetours.Detour> detoursSaidBefore(FilterStack sessions) {
        List<ArgumentDetours.Detour> said = new ArrayList<>();
        if (level != Level.GLOBAL) {
            said.addAll(ArgumentDetours.in(FilterStack.of(stack.global())));
        }
        if (sessions != null) {
            said.addAll(ArgumentDetours.in(sessions));
        }
        return said;
    }

    /** What was said of the filters that this one stands on, and of those that it stands in the place of. */
    private List<OpenSiblings> saidBefore(FilterStack sessions) {
        List<OpenSiblings> said = new ArrayList<>();
        if (level != Level.GLOBAL) {
            said.addAll(OpenSiblings.in(FilterStack.of(stack.global())));
        }
        if (sessions != null) {
            said.addAll(OpenSiblings.in(sessions));
        }
        return said;
    }

    /** What sessions get. Where that cannot be read, their policy is refused, and with it all others; then it is the global filter here. */
    private FilterStack sessions() {
        List<Setting> ofSessions = SettingNames.withoutThoseOfRolesAndTypes(settings);
        Filter filter = FilterReader.read(stack.architecture(), FilterSource.of(Level.SESSION, ofSessions))
                .filter();
        return new FilterStack(stack.global(), filter, null);
    }

    private void compare(List<String> allowed, FilterStack sessions) {
        for (Action action : List.of(Action.ERROR, Action.TERMINATE, Action.KILL)) {
            Setting own = own(action);
            if (own != null && !own.value().isBlank() && !FilterSource.inherits(own)) {
                List<String> lost = deniedByList(allowed, sessions, action);
                if (!lost.isEmpty()) {
                    doubts.add(DoubtTexts.replaces(whose, lost, SettingNames.session(action), own));
                    return;
                }
            }
        }
        Setting looser = looserSetting();
        // A profile is meant so: a process that is no session needs other calls.
        if (looser == null || !looser.value().equals(Profile.ENTRY)) {
            doubts.add(DoubtTexts.allowsMore(whose, allowed, looser));
        }
    }

    /** Of some calls those that the sessions' list of an action denies. */
    private List<String> deniedByList(List<String> calls, FilterStack sessions, Action action) {
        List<String> found = new ArrayList<>();
        Filter filter = sessions.session();
        for (String call : calls) {
            int end = call.indexOf(' ');
            String name = end < 0 ? call : call.substring(0, end);
            int number = stack.architecture().syscalls().named(name).number();
            // What a list of allowed calls leaves to the default action is in no list of that action.
            boolean isListed = filter.defaultAction() != action || Decisions.hasCase(filter.decisionOf(number), action);
            if (isListed && filter.actionOf(number) == action) {
                found.add(call);
            }
        }
        return found;
    }

    /** The setting of this role's or type's own, of an action (null: the default action), or null. */
    private Setting own(Action action) {
        for (Setting setting : settings) {
            String name = setting.name();
            if (Ascii.startsWith(name, SettingNames.rolePrefix(action))
                    || Ascii.startsWith(name, SettingNames.processPrefix(action))) {
                return setting;
            }
        }
        return null;
    }

    /** The one that most probably lets calls go: the default, a list of what is allowed, or a list that was emptied. */
    private Setting looserSetting() {
        List<Action> order = new ArrayList<>();
        order.add(null);
        order.addAll(List.of(Action.values()));
        for (Action action : order) {
            Setting own = own(action);
            boolean isStrict =
                    own != null && action == null && Action.named(own.value()).compareTo(Action.ERROR) >= 0;
            if (own != null && !isStrict) {
                return own;
            }
        }
        return own(null);
    }

    private static List<String> names(OpenSiblings siblings) {
        List<String> names = new ArrayList<>();
        for (Sibling sibling : siblings.open()) {
            names.add(sibling.name());
        }
        return names;
    }

    private Rejection leftOpen(OpenSiblings siblings) {
        FilterSource source = FilterSource.of(level, settings);
        Filter filter = stack.at(level) == null ? stack.global() : stack.at(level);
        boolean isListed = filter.defaultAction().compareTo(Action.ERROR) >= 0;
        Action action = isListed ? openAs(filter, siblings) : denialFor(siblings);
        String name = nameOf(source.lists().get(action.ordinal()), action);
        return DoubtTexts.leftOpen(whose, siblings, name, isListed, action == Action.ERROR);
    }

    private String nameOf(FilterSource.ListSource list, Action action) {
        if (list.setting() != null) {
            return list.written().name();
        }
        String ofDatabase = level == Level.DATABASE ? SettingNames.ofSameDatabase(settings, action) : null;
        return ofDatabase == null ? SettingNames.session(action) : ofDatabase;
    }

    /** Of which list the siblings are. */
    private Action openAs(Filter filter, OpenSiblings siblings) {
        String name = siblings.open().get(0).name();
        return Decisions.mildest(
                filter.decisionOf(stack.architecture().syscalls().named(name).number()));
    }

    /** To which list the siblings belong: that of the call, unless it can have none of them. */
    private static Action denialFor(OpenSiblings siblings) {
        boolean isUnseen = false;
        for (Sibling sibling : siblings.open()) {
            isUnseen |= UnseenCalls.reasonFor(sibling.name()) != null;
        }
        return isUnseen && siblings.action() == Action.TERMINATE ? Action.ERROR : siblings.action();
    }
}
