package org.pgseccomp.policy;

import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads a policy from settings: the filters of a process, up to a level.
 *
 * <p>A filter that is the same as the one that it would be added to is left out, except the client's, which was asked for
 * expressly, and one that ends sessions or counts warnings: the global filter alone does not, as it is the postmaster's too.
 */
public final class PolicyReader {
    private PolicyReader() {}

    /**
     * Reads a policy.
     *
     * @param level the last one that is read; settings of later ones only need a name that is known
     * @param settings each name once, at most one role's; an absent one falls back as the documentation says
     */
    public static PolicyResult read(Architecture architecture, Level level, List<Setting> settings) {
        Rejection unknown = unknownName(settings);
        if (unknown != null) {
            return rejected(unknown);
        }
        Filter[] filters = new Filter[Level.values().length];
        List<Rejection> warnings = List.of();
        for (Level current : Level.values()) {
            if (current.compareTo(level) <= 0) {
                FilterReader reader = FilterReader.read(architecture, FilterSource.of(current, settings));
                if (reader.rejection() != null) {
                    return rejected(reader.rejection());
                }
                filters[current.ordinal()] = reader.filter();
                // A list that is inherited was warned of with the filter that it is of.
                warnings = reader.warnings();
            }
        }
        Filter global = filters[Level.GLOBAL.ordinal()];
        Filter session = filters[Level.SESSION.ordinal()];
        Filter ofSession =
                global.equals(session) && !global.has(Action.TERMINATE) && !global.has(Action.WARN) ? null : session;
        return new PolicyResult.Accepted(
                new FilterStack(global, ofSession, filters[Level.CLIENT.ordinal()]), List.copyOf(warnings));
    }

    /**
     * Looks for a name that is no setting's.
     *
     * @return null if all are known
     */
    public static Rejection unknownName(List<Setting> settings) {
        for (Setting setting : settings) {
            if (!SettingNames.isKnown(setting.name())) {
                return Rejection.unknownSetting(setting.name(), SettingNames.nearest(setting.name()));
            }
        }
        return null;
    }

    private static PolicyResult rejected(Rejection rejection) {
        return new PolicyResult.Rejected(rejection);
    }
}
