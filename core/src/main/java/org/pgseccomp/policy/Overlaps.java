package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.language.Entry;
import org.pgseccomp.profile.Profile;

/**
 * Calls that two lists of one filter have, and what is said of them: where one of them is a profile's, one message for all calls of the two lists. A
 * reader is told once what to set a list to, and not for each call another value.
 *
 * <pre>
 *   session_syscall_error.joe = 'chmod, symlink'     pgseccomp.session_syscall_allow = '@profile'
 *     → To take them out of the profile, set session_syscall_allow.joe = '@profile, -chmod, -symlink'.
 * </pre>
 *
 * <p>Who is to be changed is whose policy it is: a list that a role or a process type falls back to is everybody's.
 */
final class Overlaps {
    /** So many calls are named. */
    private static final int MOST_CALLS = 40;

    /** Calls of the same two lists. */
    private record Pair(List<ListedCall> first, List<ListedCall> second) {
        boolean takes(ListedCall one, ListedCall other) {
            return (isOfProfile(one) || isOfProfile(other))
                    && isAlike(first.get(0), one)
                    && isAlike(second.get(0), other);
        }
    }

    private final List<Pair> pairs = new ArrayList<>();

    /** Takes note of a call that two lists have. */
    void add(ListedCall first, ListedCall second) {
        for (Pair pair : pairs) {
            if (pair.takes(first, second)) {
                pair.first().add(first);
                pair.second().add(second);
                return;
            }
        }
        Pair pair = new Pair(new ArrayList<>(), new ArrayList<>());
        pair.first().add(first);
        pair.second().add(second);
        pairs.add(pair);
    }

    private static boolean isAlike(ListedCall one, ListedCall other) {
        return one.source().equals(other.source())
                && isOfProfile(one) == isOfProfile(other)
                && one.entry().isGroup() == other.entry().isGroup();
    }

    /** Two lists with different actions. */
    List<Rejection> conflicts() {
        List<Rejection> conflicts = new ArrayList<>();
        for (int i = 0; i < pairs.size() && i < Rejection.MOST_SHOWN; i++) {
            Pair pair = pairs.get(i);
            Setting inheritedBy = pair.first().get(0).source().inheritedBy();
            conflicts.add(new Rejection(
                    Rejection.Kind.CONFLICT,
                    pair.second().get(0).source().written().name(),
                    "conflicting actions for " + calls(pair.first()),
                    subject(pair.first(), "It is ", "They are ") + place(pair.first())
                            + (inheritedBy == null ? "" : ",") + " and " + place(pair.second()) + ".",
                    hint(pair)));
        }
        return conflicts;
    }

    /** A list whose action is the default one, and another one, which counts. */
    List<Rejection> listsOfDefault() {
        List<Rejection> doubts = new ArrayList<>();
        for (Pair pair : pairs) {
            String calls = calls(pair.first());
            doubts.add(Rejection.doubtful(
                    pair.first().get(0).source().setting(),
                    "S" + calls.substring(1) + subject(pair.first(), " is ", " are ") + written(pair.first())
                            + ", whose action is the default one, and " + written(pair.second()) + ", which counts.",
                    hint(pair)));
        }
        return doubts;
    }

    /** What a profile or a group has is taken out behind it; nobody can change what they have. */
    private static String hint(Pair pair) {
        ListedCall first = pair.first().get(0);
        ListedCall second = pair.second().get(0);
        String them = subject(pair.first(), "it", "them");
        if (isOfProfile(first) || isOfProfile(second)) {
            boolean isFirst = isOfProfile(first);
            Setting list = (isFirst ? first : second).source().setting();
            Setting other = (isFirst ? second : first).source().setting();
            String own = SettingNames.ofSameOwner(other.name(), list.name());
            return !own.equals(list.name()) || list.value().equals(Profile.ENTRY)
                    ? "To take " + them + " out of the profile, set " + Rejection.shown(own) + " = '"
                            + Rejection.shown(list.value()) + ", " + removed(pair.first()) + "'."
                    : "To take " + them + " out of the profile, add " + removed(pair.first()) + " to \""
                            + Rejection.shown(list.name()) + "\", behind " + Profile.ENTRY + ".";
        }
        return first.entry().isGroup() || second.entry().isGroup()
                ? "Take it out of one of the two lists: " + removed(pair.first()) + " behind the group."
                : "Keep it in one of the two lists.";
    }

    /** Whether the entry is one of those that {@code @profile} stands for: they have its position. */
    private static boolean isOfProfile(ListedCall call) {
        return call.source()
                .setting()
                .value()
                .startsWith(Profile.ENTRY, call.entry().position() - 1);
    }

    private static String place(List<ListedCall> calls) {
        Setting inheritedBy = calls.get(0).source().inheritedBy();
        return written(calls)
                + (inheritedBy == null ? "" : ", which \"" + Rejection.shown(inheritedBy.name()) + "\" inherits");
    }

    /** Where calls are written, whoever inherits it. */
    static String written(List<ListedCall> calls) {
        ListedCall first = calls.get(0);
        String list = " of \"" + Rejection.shown(first.source().setting().name()) + "\"";
        if (isOfProfile(first)) {
            return "in " + Profile.ENTRY + list;
        }
        Entry entry = first.entry();
        boolean isOneEntry = calls.get(calls.size() - 1).entry().position() == entry.position();
        if (!isOneEntry) {
            return "in \"" + Rejection.shown(first.source().setting().name()) + "\", from element "
                    + firstOrdinal(calls) + " on";
        }
        return (entry.isGroup() ? "in " + entry.name() + ", " : "") + "element " + entry.ordinal() + " (at character "
                + entry.position() + ")" + list;
    }

    /** Calls come in the order of their numbers. */
    private static int firstOrdinal(List<ListedCall> calls) {
        int first = calls.get(0).entry().ordinal();
        for (ListedCall call : calls) {
            first = Math.min(first, call.entry().ordinal());
        }
        return first;
    }

    private static String calls(List<ListedCall> calls) {
        return subject(calls, "system call ", "system calls ") + joined(calls, "\"", "\"");
    }

    private static String removed(List<ListedCall> calls) {
        return joined(calls, "-", "");
    }

    private static String joined(List<ListedCall> calls, String before, String after) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < calls.size() && i < MOST_CALLS; i++) {
            text.append(i == 0 ? "" : ", ").append(before);
            text.append(calls.get(i).syscall().name()).append(after);
        }
        return text.append(calls.size() > MOST_CALLS ? ", ..." : "").toString();
    }

    private static String subject(List<ListedCall> calls, String one, String several) {
        return calls.size() == 1 ? one : several;
    }
}
