package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Syscall;

/** Whether the processes of a policy can enter its {@link Domain}, on a kernel and under a global filter. A domain that cannot be entered refuses the policy. */
public final class DomainJudge {
    /** The calls by which a process makes and enters a domain, under the global filter. */
    private static final List<String> CALLS =
            List.of("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self");

    /** Truncating is a right of its own (Linux 6.2). */
    private static final int ABI_OF_TRUNCATE = 3;

    /** TCP ports (Linux 6.7). */
    private static final int ABI_OF_PORTS = 4;

    private static final String NEEDED =
            " or newer is needed, with \"landlock\" among its security modules (/sys/kernel/security/lsm).";

    private DomainJudge() {}

    /**
     * Why a policy is refused, or null.
     *
     * @param stack its filters
     */
    public static Rejection problemOf(Domain domain, FilterStack stack, ServerFacts facts) {
        Setting first = domain.first();
        if (first == null) {
            return null;
        }
        int offered = facts.landlock();
        Setting ports = domain.setting(DomainSetting.CONNECT_PORTS) == null
                ? domain.setting(DomainSetting.BIND_PORTS)
                : domain.setting(DomainSetting.CONNECT_PORTS);
        if (offered >= 0 && offered < ServerFacts.LANDLOCK_OF_FILES) {
            return unsupported(first, "the kernel does not offer Landlock", "Linux 5.19" + NEEDED);
        }
        if (offered >= 0 && offered < ABI_OF_PORTS && ports != null) {
            return unsupported(
                    ports,
                    "the kernel's Landlock does not know ports",
                    "It has version " + offered + " of Landlock's interface. Linux 6.7" + NEEDED);
        }
        return forbidden(first, stack);
    }

    /** What is said of a policy that is taken. */
    public static List<Rejection> remarksOn(Domain domain, FilterStack stack, ServerFacts facts) {
        List<Rejection> remarks = new ArrayList<>();
        int offered = facts.landlock();
        Setting paths = domain.setting(DomainSetting.PATHS);
        if (paths != null && offered >= 0 && offered < ABI_OF_TRUNCATE) {
            remarks.add(new Rejection(
                    Rejection.Kind.HARMFUL,
                    paths.name(),
                    "pgseccomp: the kernel lets processes truncate files that they cannot write, in spite of "
                            + paths.described(),
                    "It has version " + offered
                            + " of Landlock's interface, which does not know of truncate(2): files of the server's user outside the list can be emptied.",
                    "Use Linux 6.2 or newer."));
        }
        Rejection ports = PortDetours.remarkOn(domain, stack);
        if (ports != null) {
            remarks.add(ports);
        }
        return remarks;
    }

    private static Rejection unsupported(Setting setting, String why, String detail) {
        return new Rejection(
                Rejection.Kind.UNSUPPORTED,
                setting.name(),
                setting.described() + " is set, and " + why,
                detail + " A filter around the server, of a container or of systemd for one, may forbid its calls.",
                "Take the setting out to do without.");
    }

    private static Rejection forbidden(Setting setting, FilterStack stack) {
        StringBuilder names = new StringBuilder();
        for (String name : CALLS) {
            Syscall call = stack.architecture().syscalls().named(name);
            if (call != null
                    && Decisions.strictest(FilterStack.of(stack.global()).decisionOf(call.number()))
                                    .compareTo(Action.LOG)
                            > 0) {
                names.append(names.length() == 0 ? "" : ", ").append(name);
            }
        }
        return names.length() == 0
                ? null
                : new Rejection(
                        Rejection.Kind.NEEDED_CALL,
                        setting.name(),
                        setting.described() + " is set, and the global filter does not allow " + names,
                        "Each process makes and enters its domain under the global filter, before its own is loaded.",
                        "Allow or log " + names + " in the global lists, or take the setting out.");
    }
}
