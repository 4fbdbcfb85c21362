package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.Region;
import org.pgseccomp.profile.ProfileInForce;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads one filter from its settings.
 *
 * <p>Everything is read before anything is decided: a list whose action is the default action changes no action of the calls that it names without
 * conditions, but it is still read, so that changing the default later cannot bring a misspelt name to light.
 *
 * <p>For each call: of all entries with conditions that hold, the strictest; where none holds, the list that names it without conditions; else the
 * default action. Of two entries of one list with different errors the later one counts.
 */
final class FilterReader {
    private final Architecture architecture;
    private final FilterSource source;
    private final List<Rejection> warnings = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private Filter filter;

    private FilterReader(Architecture architecture, FilterSource source) {
        this.architecture = architecture;
        this.source = source;
    }

    /** Reads; afterwards either there is a {@link #filter()}, or there are {@link #rejections()}. */
    static FilterReader read(Architecture architecture, FilterSource source) {
        FilterReader reader = new FilterReader(architecture, source);
        reader.readAll();
        return reader;
    }

    /** Why a list cannot be read by itself, or null. */
    static Rejection problemOfList(Architecture architecture, Action action, Setting setting) {
        return ListReader.read(architecture, action, new FilterSource.ListSource(setting, null), ProfileInForce.NONE)
                .rejection();
    }

    /** The filter, or null. */
    Filter filter() {
        return filter;
    }

    /** Why there is no filter: all that is wrong with its lists, or the calls about which they contradict each other. */
    List<Rejection> rejections() {
        return rejections;
    }

    /** What is taken, and is probably not meant. */
    List<Rejection> warnings() {
        return warnings;
    }

    private void readAll() {
        Action defaultAction = FilterSource.ABSENT_DEFAULT;
        if (source.defaultAction() != null) {
            defaultAction = Action.named(source.defaultAction().value());
            if (defaultAction == null) {
                rejections.add(Rejection.invalidAction(source.defaultAction()));
            }
        }
        List<ListedCall> listed = new ArrayList<>();
        for (Action action : Action.values()) {
            ListReader list =
                    ListReader.read(architecture, action, source.lists().get(action.ordinal()), source.profile());
            if (list.rejection() != null) {
                rejections.add(list.rejection());
            }
            listed.addAll(list.listed());
            warnings.addAll(list.warnings());
        }
        if (!rejections.isEmpty()) {
            return;
        }
        boolean knowsNewer = source.newerAnswerEnosys() && Filter.leavesNewerAlone(defaultAction);
        if (source.warnsOnly()) {
            decide(Outcome.of(defaultAction).asWarning().action(), knowsNewer, asWarnings(listed));
        } else {
            decide(defaultAction, knowsNewer, listed);
        }
    }

    /** The same entries, which deny nothing. Two that contradict each other may agree now: PolicyJudge has judged what is written before. */
    private static List<ListedCall> asWarnings(List<ListedCall> listed) {
        List<ListedCall> warnings = new ArrayList<>(listed.size());
        for (ListedCall each : listed) {
            warnings.add(new ListedCall(
                    each.syscall(), each.outcome().asWarning(), each.condition(), each.source(), each.entry()));
        }
        return warnings;
    }

    private void decide(Action defaultAction, boolean newerAnswerEnosys, List<ListedCall> listed) {
        Filter unlisted = new Filter(architecture, defaultAction, newerAnswerEnosys, List.of());
        // Stable: of two entries for one call, the one that was listed first comes first.
        listed.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        List<Rule> rules = new ArrayList<>();
        Overlaps conflicts = new Overlaps();
        Overlaps ofDefault = new Overlaps();
        int next = 0;
        while (next < listed.size()) {
            int end = next + 1;
            while (end < listed.size()
                    && listed.get(end).syscall().number()
                            == listed.get(next).syscall().number()) {
                end++;
            }
            Outcome otherwise =
                    unlisted.unlistedOutcomeOf(listed.get(next).syscall().number());
            CallReader call = CallReader.read(listed.subList(next, end), otherwise, conflicts, ofDefault);
            warnings.addAll(call.warnings());
            if (call.decision() != null) {
                rules.add(new Rule(listed.get(next).syscall(), call.decision(), call.texts()));
            }
            next = end;
        }
        warnings.addAll(ofDefault.listsOfDefault());
        rejections.addAll(conflicts.conflicts());
        if (rejections.isEmpty()) {
            filter = new Filter(architecture, defaultAction, newerAnswerEnosys, rules);
        }
    }

    /** Decides about one call, of what lists say about it. */
    private static final class CallReader {
        private final List<Rejection> warnings = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final Overlaps conflicts;
        private final Overlaps ofDefault;
        private Decision<Outcome> decision;
        private boolean isRefused;

        private CallReader(Overlaps conflicts, Overlaps ofDefault) {
            this.conflicts = conflicts;
            this.ofDefault = ofDefault;
        }

        static CallReader read(List<ListedCall> entries, Outcome unlisted, Overlaps conflicts, Overlaps ofDefault) {
            CallReader reader = new CallReader(conflicts, ofDefault);
            reader.readAll(entries, unlisted);
            return reader;
        }

        List<Rejection> warnings() {
            return warnings;
        }

        /** Null where it is the same as of a call that no list names. */
        Decision<Outcome> decision() {
            return decision;
        }

        /** The conditions of the decision's cases. */
        List<String> texts() {
            return texts;
        }

        private void readAll(List<ListedCall> entries, Outcome unlisted) {
            ListedCall plain = plain(entries, unlisted);
            if (isRefused) {
                return;
            }
            Outcome rest = plain == null ? unlisted : plain.outcome();
            if (plain != null) {
                warnOfUselessConditions(entries, plain);
            }
            List<ListedCall> conditional = new ArrayList<>();
            List<Case<Outcome>> cases = new ArrayList<>();
            // The strictest first.
            for (int strictness = Action.values().length - 1; strictness >= 0; strictness--) {
                conditional.addAll(inOrder(entries, strictness));
            }
            for (ListedCall entry : conditional) {
                cases.add(new Case<>(entry.condition().condition(), entry.outcome()));
            }
            Decision<Outcome> all = cases.isEmpty() ? Decisions.always(rest) : new Decision<>(cases, rest).simplified();
            decision = all.isPlain() && all.otherwise().equals(unlisted) ? null : all;
            for (Case<Outcome> each : all.cases()) {
                texts.add(textOf(each, conditional));
            }
        }

        /** The entries with conditions and an action, in the order in which they are asked: the first one that holds counts. */
        private List<ListedCall> inOrder(List<ListedCall> entries, int strictness) {
            List<ListedCall> found = new ArrayList<>();
            boolean differ = false;
            for (ListedCall entry : entries) {
                if (entry.condition() != null && entry.outcome().action().ordinal() == strictness) {
                    differ |= !found.isEmpty()
                            && !entry.outcome().equals(found.get(0).outcome());
                    found.add(entry);
                }
            }
            if (differ && meetWithTwoErrors(found)) {
                Collections.reverse(found);
            }
            return found;
        }

        /** Whether there are calls that meet two of some entries, with different errors. */
        private boolean meetWithTwoErrors(List<ListedCall> entries) {
            for (ListedCall later : entries) {
                for (ListedCall earlier : entries) {
                    if (earlier.entry().ordinal() < later.entry().ordinal()
                            && !earlier.outcome().equals(later.outcome())
                            && Region.all()
                                    .meets(earlier.condition()
                                            .condition()
                                            .and(later.condition().condition()))) {
                        warnings.add(Rejection.twoErrors(earlier, later.entry()));
                        return true;
                    }
                }
            }
            return false;
        }

        /** Most often a group that has the call stands before it: the whole call is in the list then. */
        private void warnOfUselessConditions(List<ListedCall> entries, ListedCall plain) {
            for (ListedCall entry : entries) {
                if (entry.condition() != null && entry.outcome().equals(plain.outcome())) {
                    warnings.add(Rejection.conditionOfListedCall(entry, plain));
                    return;
                }
            }
        }

        private static String textOf(Case<Outcome> wanted, List<ListedCall> conditional) {
            for (ListedCall entry : conditional) {
                if (entry.condition().condition().equals(wanted.condition())) {
                    return entry.condition().text();
                }
            }
            return "";
        }

        /** The entry without conditions that counts, or null. Of two with the same action the later one: it may have another error. */
        private ListedCall plain(List<ListedCall> entries, Outcome unlisted) {
            ListedCall found = null;
            ListedCall asDefault = null;
            for (ListedCall entry : entries) {
                if (entry.condition() != null) {
                    continue;
                }
                if (entry.outcome().action() == unlisted.action()) {
                    asDefault = entry;
                } else if (found != null
                        && found.outcome().action() != entry.outcome().action()) {
                    conflicts.add(found, entry);
                    isRefused = true;
                    return null;
                } else {
                    found = entry;
                }
            }
            if (found != null && asDefault != null) {
                ofDefault.add(asDefault, found);
            }
            return found == null ? asDefault : found;
        }
    }
}
