package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Reads one filter from its settings.
 *
 * <p>Everything is read before anything is decided: a list whose action is the default action contributes no rule, but it is
 * still parsed and its names are looked up, so that changing the default later cannot bring a misspelt name to light.
 */
final class FilterReader {
    /** A system call, and where it was listed. */
    record ListedSyscall(
            Syscall syscall, Action action, FilterSource.ListSource source, IdentifierList.Element element) {}

    private final Architecture architecture;
    private Filter filter;
    private Rejection rejection;

    private FilterReader(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Reads; afterwards either {@link #filter()} or {@link #rejection()} is there. */
    static FilterReader read(Architecture architecture, FilterSource source) {
        FilterReader reader = new FilterReader(architecture);
        reader.rejection = reader.readAll(source);
        return reader;
    }

    /** Why a list cannot be read by itself, or null. */
    static Rejection problemOfList(Architecture architecture, Action action, Setting setting) {
        return new FilterReader(architecture)
                .readList(new FilterSource.ListSource(setting, null), action, new ArrayList<>());
    }

    /** The filter, or null. */
    Filter filter() {
        return filter;
    }

    /** Why there is no filter, or null. */
    Rejection rejection() {
        return rejection;
    }

    private Rejection readAll(FilterSource source) {
        Action defaultAction = FilterSource.ABSENT_DEFAULT;
        if (source.defaultAction() != null) {
            defaultAction = Action.named(source.defaultAction().value());
            if (defaultAction == null) {
                return Rejection.invalidAction(source.defaultAction());
            }
        }
        List<ListedSyscall> listed = new ArrayList<>();
        for (Action action : Action.values()) {
            Rejection problem = readList(source.lists().get(action.ordinal()), action, listed);
            if (problem != null) {
                return problem;
            }
        }
        return decide(defaultAction, listed);
    }

    private Rejection readList(FilterSource.ListSource source, Action action, List<ListedSyscall> listed) {
        Setting setting = source.setting();
        if (setting == null) {
            return null;
        }
        IdentifierList list = IdentifierList.parse(setting.value());
        if (list.error() != null) {
            return Rejection.syntaxError(setting, list.error());
        }
        for (IdentifierList.Element element : list.elements()) {
            Syscall syscall = architecture.syscalls().named(element.name());
            if (syscall == null) {
                return UnknownSyscall.rejection(architecture, setting, element);
            }
            if (action == Action.TERMINATE && UnseenCalls.reasonFor(syscall.name()) != null) {
                return Rejection.cannotTerminate(setting, element, UnseenCalls.reasonFor(syscall.name()));
            }
            listed.add(new ListedSyscall(syscall, action, source, element));
        }
        return null;
    }

    private Rejection decide(Action defaultAction, List<ListedSyscall> listed) {
        List<ListedSyscall> kept = new ArrayList<>();
        for (ListedSyscall entry : listed) {
            boolean isRestart = entry.syscall().name().equals(RestartCall.NAME);
            if (entry.action() != (isRestart ? RestartCall.unlisted(defaultAction) : defaultAction)) {
                kept.add(entry);
            }
        }
        // Stable: of two entries for one call, the one that was listed first comes first.
        kept.sort((a, b) -> Integer.compare(a.syscall().number(), b.syscall().number()));
        List<Rule> rules = new ArrayList<>();
        ListedSyscall previous = null;
        for (ListedSyscall entry : kept) {
            boolean repeated = previous != null
                    && previous.syscall().number() == entry.syscall().number();
            if (repeated && previous.action() != entry.action()) {
                return Rejection.conflict(previous, entry);
            }
            if (!repeated) {
                rules.add(new Rule(entry.syscall(), entry.action()));
            }
            previous = entry;
        }
        filter = new Filter(architecture, defaultAction, rules);
        return null;
    }
}
