package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.syscall.Architecture;

/**
 * Reads a policy from settings: the filters of a process, up to a level.
 *
 * <p>A filter that is the same as the one that it would be added to is left out, except a database's, which does not know what it is added to, and the client's, which was asked for
 * expressly, and one that ends sessions: the global filter alone does not, as it is the postmaster's too.
 */
public final class PolicyReader {
    private PolicyReader() {}

    /**
     * Reads a policy.
     *
     * @param level the last one that is read; settings of later ones only need a name that is known
     * @param settings each name once, at most one role's and one database's; an absent one falls back as the documentation says
     */
    public static PolicyResult read(Architecture architecture, Level level, List<Setting> settings) {
        Rejection unknown = unknownName(settings);
        if (unknown != null) {
            return new PolicyResult.Rejected(List.of(unknown));
        }
        Filter[] filters = new Filter[Level.values().length];
        List<Rejection> said = new ArrayList<>();
        List<Rejection> warnings = new ArrayList<>();
        for (Level current : Level.values()) {
            if (current.compareTo(level) <= 0 && isThere(current, level, settings)) {
                FilterReader reader = FilterReader.read(architecture, FilterSource.of(current, settings));
                if (!reader.rejections().isEmpty()) {
                    return new PolicyResult.Rejected(List.copyOf(reader.rejections()));
                }
                filters[current.ordinal()] = reader.filter();
                said.addAll(warnings);
                warnings = new ArrayList<>(reader.warnings());
                warnings.removeAll(said);
            }
        }
        if (level == Level.SESSION && !warnings.isEmpty()) {
            warnings.removeAll(ofSessions(architecture, settings));
        }
        Filter global = filters[Level.GLOBAL.ordinal()];
        Filter session = filters[Level.SESSION.ordinal()];
        boolean isTheSame = global.equals(session) && !global.has(Action.TERMINATE);
        return new PolicyResult.Accepted(
                new FilterStack(
                        global,
                        isTheSame ? null : session,
                        filters[Level.DATABASE.ordinal()],
                        filters[Level.CLIENT.ordinal()]),
                List.copyOf(warnings));
    }

    /** Whether there are settings for a level. A database's policy is read without those of sessions, and most sessions without those of a database. */
    private static boolean isThere(Level current, Level upTo, List<Setting> settings) {
        return switch (current) {
            case SESSION -> upTo != Level.DATABASE || SettingNames.hasThoseOfSessions(settings);
            case DATABASE -> SettingNames.hasThoseOfDatabase(settings);
            default -> true;
        };
    }

    /** What is said of the lists of sessions, where settings of a role or a process type stand in the place of others. */
    private static List<Rejection> ofSessions(Architecture architecture, List<Setting> settings) {
        List<Setting> ofSessions = SettingNames.withoutThoseOfRolesAndTypes(settings);
        return ofSessions.size() == settings.size()
                ? List.of()
                : FilterReader.read(architecture, FilterSource.of(Level.SESSION, ofSessions))
                        .warnings();
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
}
