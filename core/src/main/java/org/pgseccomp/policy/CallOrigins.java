package org.pgseccomp.policy;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Condition;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.Region;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Why a filter answers a call as it does: the entries of its lists that name the call, or else its default action. For explanations. */
public final class CallOrigins {
    private CallOrigins() {}

    /**
     * Something written that says what becomes of a call.
     *
     * @param setting where it stands; "" where nothing is written and a default of ours counts
     * @param inheritedBy the setting that is * or not written, and stands for that one; "" if the setting counts by itself
     * @param entry as it is written, a call or a group; "" for the default action
     * @param condition the entry's condition in its one form; "" if it is about all of the calls
     * @param outcome what it says
     */
    public record Origin(String setting, String inheritedBy, String entry, String condition, Outcome outcome) {
        /** Whether no list names the call. */
        public boolean isDefault() {
            return entry.isEmpty();
        }
    }

    /**
     * All that a level's settings say of a call: entries with conditions first, then the one that holds for the rest.
     *
     * @param filter of that level
     * @param settings that it was read from
     */
    public static List<Origin> of(
            Architecture architecture, Level level, List<Setting> settings, Filter filter, Syscall call) {
        FilterSource source = FilterSource.of(level, settings);
        List<Origin> conditional = new ArrayList<>();
        List<Origin> plain = new ArrayList<>();
        for (Action action : Action.values()) {
            FilterSource.ListSource list = source.lists().get(action.ordinal());
            for (ListedCall listed : ListReader.read(architecture, action, list, source.profile())
                    .listed()) {
                if (listed.syscall().number() == call.number()) {
                    boolean isConditional = listed.condition() != null;
                    Outcome outcome = source.warnsOnly() ? listed.outcome().asWarning() : listed.outcome();
                    (isConditional ? conditional : plain)
                            .add(new Origin(
                                    list.setting().name(),
                                    list.inheritedBy() == null
                                            ? ""
                                            : list.inheritedBy().name(),
                                    listed.entry().written(),
                                    isConditional ? listed.condition().text() : "",
                                    outcome));
                }
            }
        }
        if (plain.isEmpty()) {
            Setting written = source.defaultAction();
            plain.add(new Origin(
                    written == null ? "" : written.name(), "", "", "", filter.unlistedOutcomeOf(call.number())));
        }
        conditional.addAll(plain);
        return conditional;
    }

    /**
     * What may become of the calls that meet a condition, each once, in the order in which the cases are asked.
     *
     * @param condition {@link Condition#NONE} for all calls
     */
    public static List<Outcome> outcomes(Decision<Outcome> decision, Condition condition) {
        List<Outcome> outcomes = new ArrayList<>();
        Region left = Region.all().with(condition);
        for (Case<Outcome> each : decision.cases()) {
            if (left.meets(each.condition()) && !outcomes.contains(each.result())) {
                outcomes.add(each.result());
            }
            left = left.without(each.condition());
        }
        if (!left.isEmpty() && !outcomes.contains(decision.otherwise())) {
            outcomes.add(decision.otherwise());
        }
        return outcomes;
    }

    /** An outcome as {@code seccomp_filter()} shows it: {@code allow}, {@code error(ENOSYS)}. */
    public static String nameOf(Outcome outcome) {
        return ConditionTexts.nameOf(outcome);
    }
}
