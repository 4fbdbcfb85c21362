package org.pgseccomp.policy;

/**
 * Compares two domains: whether the later one allows nothing that the earlier one does not. Files are compared by their paths, as far as these say it: a
 * path that another one leads to by a symbolic link is another path.
 */
public final class DomainTightening {
    private DomainTightening() {}

    /** What a domain loosens, or null. */
    public static Rejection problemOf(Domain before, Domain after) {
        for (DomainSetting of : DomainSetting.values()) {
            if (before.restricts(of) && !after.restricts(of)) {
                return loosens(
                        before.setting(of),
                        of == DomainSetting.PATHS ? "all files" : "all ports",
                        "It restricts " + (of == DomainSetting.PATHS ? "files" : "ports") + " now.");
            }
        }
        for (DomainRule rule : after.rules()) {
            DomainSetting of = settingOf(rule.kind());
            if (before.restricts(of) && !isAllowed(before, rule)) {
                return loosens(
                        after.setting(of),
                        of == DomainSetting.PATHS ? "files" : "port " + rule.value(),
                        rule.kind() == DomainRule.Kind.BENEATH
                                ? "The policy in force does not allow as much of \"" + Rejection.shown(rule.path())
                                        + "\"."
                                : "The policy in force does not allow it.");
            }
        }
        return null;
    }

    private static DomainSetting settingOf(DomainRule.Kind kind) {
        return switch (kind) {
            case CONNECT -> DomainSetting.CONNECT_PORTS;
            case BIND -> DomainSetting.BIND_PORTS;
            default -> DomainSetting.PATHS;
        };
    }

    private static boolean isAllowed(Domain before, DomainRule rule) {
        boolean isPort = settingOf(rule.kind()) != DomainSetting.PATHS;
        int left = rule.value();
        for (DomainRule each : before.rules()) {
            if (isPort && each.kind() == rule.kind() && each.value() == rule.value()) {
                return true;
            }
            // Rights of several rules about one file add up.
            if (!isPort && hasFilesOf(each, rule)) {
                left &= ~each.value();
            }
        }
        return !isPort && left == 0;
    }

    private static boolean hasFilesOf(DomainRule before, DomainRule rule) {
        if (before.kind() == DomainRule.Kind.BENEATH && rule.kind() == DomainRule.Kind.BENEATH) {
            return DomainReader.isBeneath(rule.path(), before.path());
        }
        return before.kind() == rule.kind() && before.path().equals(rule.path());
    }

    private static Rejection loosens(Setting setting, String what, String detail) {
        return new Rejection(
                Rejection.Kind.LOOSENS,
                setting.name(),
                "the new policy would allow " + what + " that the one in force does not, by " + setting.described(),
                detail,
                Rejection.RESTART_TO_LOOSEN);
    }
}
