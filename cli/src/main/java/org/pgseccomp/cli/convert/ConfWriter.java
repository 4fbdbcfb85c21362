package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.condition.Case;
import org.pgseccomp.condition.Decision;
import org.pgseccomp.condition.Region;
import org.pgseccomp.constant.Errnos;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Syscall;

/**
 * Writes settings of our own. Every list of a level is written, the empty ones too above the global filter, where the global list would stand for
 * one that is not.
 */
final class ConfWriter {
    private final NeutralPolicy policy;
    private final Remarks remarks;
    private final Map<Action, List<String>> lists = new EnumMap<>(Action.class);

    private ConfWriter(NeutralPolicy policy, Remarks remarks) {
        this.policy = policy;
        this.remarks = remarks;
        for (Action action : Action.values()) {
            lists.put(action, new ArrayList<>());
        }
    }

    /** Lines for postgresql.conf. */
    static String lines(List<Setting> settings) {
        StringBuilder text = new StringBuilder();
        for (Setting setting : settings) {
            text.append(ConfigurationText.line(setting.name(), setting.value())).append('\n');
        }
        return text.toString();
    }

    /**
     * The settings of a level.
     *
     * @param level {@code global}, {@code session} or the name of a process type
     */
    static List<Setting> settings(NeutralPolicy policy, String level, Remarks remarks) {
        ConfWriter writer = new ConfWriter(policy, remarks);
        for (int i = 0; i < policy.calls().size(); i++) {
            writer.add(policy.calls().get(i), policy.decisions().get(i));
        }
        BpfWriter.remarkUnknown(policy, remarks);
        return writer.settings(level);
    }

    private List<Setting> settings(String level) {
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("pgseccomp.enabled", "on"));
        boolean asksForNewer = policy.unknown().action() == Action.ERROR;
        if (asksForNewer && !policy.answersEnosys()) {
            settings.add(new Setting(SettingNames.ENOSYS, "off"));
        }
        ProcessType type = ProcessType.named(level);
        if (type != null) {
            settings.add(new Setting("pgseccomp.process_types", type.settingName()));
        }
        settings.add(
                new Setting(nameOf(level, type, null), policy.unknown().action().settingName()));
        for (Action action : Action.values()) {
            if (!level.equals("global") || !lists.get(action).isEmpty()) {
                settings.add(new Setting(nameOf(level, type, action), String.join(", ", lists.get(action))));
            }
        }
        return settings;
    }

    private static String nameOf(String level, ProcessType type, Action action) {
        if (type != null) {
            return SettingNames.processPrefix(action) + type.settingName();
        }
        return level.equals("global") ? SettingNames.global(action) : SettingNames.session(action);
    }

    private void add(Syscall syscall, Decision<Outcome> decision) {
        if (decision.isPlain()) {
            addPlain(syscall, decision.otherwise());
            return;
        }
        List<Case<Outcome>> cases = decision.cases();
        Map<Action, List<String>> entries = isInOrder(cases) ? asWritten(syscall, cases) : null;
        if (entries == null) {
            entries = asPieces(syscall, decision);
        }
        if (entries == null || entries.values().stream().anyMatch(each -> each.size() > ConditionWriter.MOST)) {
            remarks.change("the conditions of " + syscall.name()
                    + " cannot be said in a list; its strictest action counts for all its calls");
            addPlain(syscall, CallRules.strictest(decision));
            return;
        }
        addPlain(syscall, decision.otherwise());
        entries.forEach((action, texts) -> lists.get(action).addAll(texts));
    }

    private void addPlain(Syscall syscall, Outcome outcome) {
        if (!outcome.equals(policy.unlisted(syscall.number()))) {
            lists.get(outcome.action()).add(syscall.name() + errno(outcome));
        }
    }

    private static String errno(Outcome outcome) {
        boolean isUsual = outcome.action() != Action.ERROR || outcome.errno() == Outcome.EACCES;
        return isUsual ? "" : " = " + Errnos.nameOf(outcome.errno());
    }

    /** In a list the strictest entry that holds counts; here the first. Whether that is the same. */
    private static boolean isInOrder(List<Case<Outcome>> cases) {
        for (int i = 0; i < cases.size(); i++) {
            for (int j = i + 1; j < cases.size(); j++) {
                Outcome first = cases.get(i).result();
                Outcome second = cases.get(j).result();
                boolean mayDiffer = second.action().compareTo(first.action()) > 0
                        || (second.action() == first.action() && second.errno() != first.errno());
                Region both = Region.all().with(cases.get(i).condition());
                if (mayDiffer && both.meets(cases.get(j).condition())) {
                    return false;
                }
            }
        }
        return true;
    }

    private Map<Action, List<String>> asWritten(Syscall syscall, List<Case<Outcome>> cases) {
        ConditionWriter writer = new ConditionWriter(policy.architecture(), syscall);
        Map<Action, List<String>> entries = new EnumMap<>(Action.class);
        for (Case<Outcome> each : cases) {
            List<String> conditions = writer.write(each.condition());
            if (conditions == null) {
                return null;
            }
            for (String condition : conditions) {
                entries.computeIfAbsent(each.result().action(), action -> new ArrayList<>())
                        .add(syscall.name() + "(" + condition + ")" + errno(each.result()));
            }
        }
        return entries;
    }

    private Map<Action, List<String>> asPieces(Syscall syscall, Decision<Outcome> decision) {
        Map<Outcome, List<Box>> pieces = Pieces.of(decision, decision.otherwise());
        if (pieces == null) {
            return null;
        }
        ConditionWriter writer = new ConditionWriter(policy.architecture(), syscall);
        Map<Action, List<String>> entries = new EnumMap<>(Action.class);
        for (Map.Entry<Outcome, List<Box>> each : pieces.entrySet()) {
            for (Box box : each.getValue()) {
                String condition = writer.write(box);
                if (condition == null) {
                    return null;
                }
                entries.computeIfAbsent(each.getKey().action(), action -> new ArrayList<>())
                        .add(syscall.name() + "(" + condition + ")" + errno(each.getKey()));
            }
        }
        return entries;
    }
}
