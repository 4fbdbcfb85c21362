package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * Reads the global policy from settings.
 *
 * <p>Everything is read before anything is decided: a list whose action is the default action contributes no rule, but it is
 * still parsed and its names are looked up, so that changing the default later cannot bring a misspelt name to light.
 */
public final class PolicyReader {
    private final Architecture architecture;
    private final List<Setting> settings;

    private PolicyReader(Architecture architecture, List<Setting> settings) {
        this.architecture = architecture;
        this.settings = settings;
    }

    /**
     * Reads a policy.
     *
     * @param settings all settings that begin with {@code pgseccomp.}, each name once; an absent one has its default
     */
    public static PolicyResult read(Architecture architecture, List<Setting> settings) {
        return new PolicyReader(architecture, settings).read();
    }

    private PolicyResult read() {
        for (Setting setting : settings) {
            if (!isKnown(setting.name())) {
                return rejected(Rejection.unknownSetting(setting.name(), nearestSetting(setting.name())));
            }
        }
        Action defaultAction = GlobalSettings.ABSENT_DEFAULT;
        Setting defaultSetting = find(GlobalSettings.DEFAULT);
        if (defaultSetting != null) {
            defaultAction = Action.named(defaultSetting.value());
            if (defaultAction == null) {
                return rejected(Rejection.invalidAction(defaultSetting));
            }
        }
        List<ListedSyscall> listed = new ArrayList<>();
        for (Action action : Action.values()) {
            Setting setting = find(GlobalSettings.list(action));
            if (setting != null) {
                Rejection rejection = readList(setting, action, listed);
                if (rejection != null) {
                    return rejected(rejection);
                }
            }
        }
        return filterOf(defaultAction, listed);
    }

    /** A system call, and where it was listed. */
    private record ListedSyscall(Syscall syscall, Action action, Setting setting, IdentifierList.Element element) {}

    private Rejection readList(Setting setting, Action action, List<ListedSyscall> listed) {
        IdentifierList list = IdentifierList.parse(setting.value());
        if (list.error() != null) {
            return Rejection.syntaxError(setting, list.error());
        }
        for (IdentifierList.Element element : list.elements()) {
            Syscall syscall = architecture.syscalls().named(element.name());
            if (syscall == null) {
                return unknown(setting, element);
            }
            listed.add(new ListedSyscall(syscall, action, setting, element));
        }
        return null;
    }

    private Rejection unknown(Setting setting, IdentifierList.Element element) {
        if (element.name().equals("*")) {
            return Rejection.inheritsItself(setting, element);
        }
        String elsewhere = null;
        for (Architecture other : Architecture.values()) {
            if (other.syscalls().named(element.name()) != null) {
                elsewhere = other.displayName();
            }
        }
        String suggestion = elsewhere == null ? nearestSyscall(element.name()) : successorOf(element.name());
        return Rejection.unknownSyscall(setting, element, architecture.displayName(), elsewhere, suggestion);
    }

    private String nearestSyscall(String misspelt) {
        NearestName nearest = new NearestName(Ascii.lower(misspelt));
        for (Syscall syscall : architecture.syscalls().all()) {
            nearest.offer(syscall.name());
        }
        return nearest.nearest();
    }

    /** What newer architectures have in place of an old call: openat for open. Null if that is not known here. */
    private String successorOf(String name) {
        String successor = name + "at";
        return architecture.syscalls().named(successor) == null ? null : successor;
    }

    private PolicyResult filterOf(Action defaultAction, List<ListedSyscall> listed) {
        List<ListedSyscall> kept = new ArrayList<>();
        for (ListedSyscall entry : listed) {
            if (entry.action() != defaultAction) {
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
                return rejected(
                        Rejection.conflict(entry.setting(), entry.element(), previous.setting(), previous.element()));
            }
            if (!repeated) {
                rules.add(new Rule(entry.syscall(), entry.action()));
            }
            previous = entry;
        }
        return new PolicyResult.Accepted(new Filter(architecture, defaultAction, rules));
    }

    private Setting find(String name) {
        for (Setting setting : settings) {
            if (Ascii.lower(setting.name()).equals(name)) {
                return setting;
            }
        }
        return null;
    }

    private static boolean isKnown(String name) {
        String lower = Ascii.lower(name);
        for (String known : GlobalSettings.names()) {
            if (known.equals(lower)) {
                return true;
            }
        }
        return false;
    }

    private static String nearestSetting(String name) {
        NearestName nearest = new NearestName(Ascii.lower(name));
        for (String known : GlobalSettings.names()) {
            nearest.offer(known);
        }
        return nearest.nearest();
    }

    private static PolicyResult rejected(Rejection rejection) {
        return new PolicyResult.Rejected(rejection);
    }
}
