package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Syscall;

/**
 * What stands in the way of somebody who can choose the arguments of a call: the mildest answer of the filters to any call that serves his purpose, and
 * which filter gives it by which setting.
 */
public final class CallBarriers {
    private final FilterStack stack;
    private final List<Setting> settings;

    private final SettingSuffixes suffixes;

    /** One for each level. */
    private final List<FilterSource> sources = new ArrayList<>();

    /**
     * Of some filters.
     *
     * @param settings that they were read from
     * @param suffixes of the role and the database that have them
     */
    public CallBarriers(FilterStack stack, List<Setting> settings, SettingSuffixes suffixes) {
        this.stack = stack;
        this.settings = List.copyOf(settings);
        this.suffixes = suffixes;
        for (Level level : Level.values()) {
            sources.add(FilterSource.of(level, settings));
        }
    }

    /**
     * What a call meets.
     *
     * @param action the mildest
     * @param place the filter and what was written for it; "" where the call is made and nobody takes note
     */
    public record Barrier(Action action, String place) {}

    /** To calls that meet a condition. */
    public Barrier to(Syscall call, Condition condition) {
        Action strictest = Action.ALLOW;
        String place = "";
        int conditional = 0;
        for (Level level : Level.values()) {
            Filter filter = stack.at(level);
            if (filter != null) {
                Decision<Outcome> decision = filter.decisionOf(call.number());
                Action mildest = mildest(decision, condition);
                conditional += decision.isPlain() ? 0 : 1;
                boolean isFirst = strictest.compareTo(Action.ERROR) < 0;
                if (isFirst && mildest.compareTo(Action.WARN) >= 0 && mildest.compareTo(strictest) > 0) {
                    strictest = mildest;
                    place = place(level, filter, call, decision, condition);
                }
            }
        }
        if (strictest.compareTo(Action.ERROR) >= 0 || conditional < 2) {
            return new Barrier(strictest, place);
        }
        // None of them denies all such calls, and each such call may be denied by one. It is looked at last: to combine
        // decisions takes memory.
        Action together = mildest(stack.decisionOf(call.number()), condition);
        return together.compareTo(strictest) > 0
                ? new Barrier(together, "filters together")
                : new Barrier(strictest, place);
    }

    private static Action mildest(Decision<Outcome> decision, Condition condition) {
        if (decision.isPlain()) {
            return decision.otherwise().action();
        }
        Action mildest = Action.KILL;
        for (Outcome outcome : CallOrigins.outcomes(decision, condition)) {
            mildest = outcome.action().compareTo(mildest) < 0 ? outcome.action() : mildest;
        }
        return mildest;
    }

    private String place(Level level, Filter filter, Syscall call, Decision<Outcome> decision, Condition condition) {
        FilterSource source = sources.get(level.ordinal());
        String name = label(level) + " filter, ";
        List<Outcome> outcomes =
                decision.isPlain() ? List.of(decision.otherwise()) : CallOrigins.outcomes(decision, condition);
        Outcome unlisted = filter.unlistedOutcomeOf(call.number());
        if (outcomes.contains(unlisted)) {
            if (unlisted.isAutomatic()) {
                return name + SettingNames.ENOSYS;
            }
            FilterSource.ListSource allowed = source.lists().get(Action.ALLOW.ordinal());
            return name
                    + (allowed.setting() == null
                            ? written(source.defaultAction())
                            : "not in " + written(allowed.written()));
        }
        List<String> told = new ArrayList<>();
        StringBuilder places = new StringBuilder();
        for (Outcome outcome : outcomes) {
            FilterSource.ListSource list = source.lists().get(outcome.action().ordinal());
            String place = list.setting() == null ? "" : written(list.written());
            if (!place.isEmpty() && !told.contains(place)) {
                told.add(place);
                places.append(places.length() == 0 ? "" : ", ").append(place);
            }
        }
        return name + (places.length() == 0 ? written(source.defaultAction()) : places);
    }

    private String label(Level level) {
        if (level != Level.SESSION) {
            return level.label();
        }
        for (Setting setting : settings) {
            if (SettingNames.isOfRoleOrType(setting.name())) {
                return SettingNames.isOfType(setting.name()) ? "process" : "role";
            }
        }
        return level.label();
    }

    /** The name of a setting; of one that the profile supplies, the profile. */
    private String written(Setting setting) {
        if (setting == null) {
            return "default action";
        }
        boolean isOfProfile = setting.value().equals(Profile.ENTRY);
        return isOfProfile
                ? SettingNames.PROFILE + " = "
                        + FilterSource.profileIn(settings).profile().settingName()
                : suffixes.nameOf(setting);
    }
}
