package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;
import org.pgseccomp.plan.Plan;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.PolicyDifferences;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** What each kind of process may call: kinds with the same answers are one. */
final class ReportSurface {
    /** Kinds with a column of their own: more would be nobody's to read. */
    private static final int MOST_COLUMNS = 20;

    private static final String NO_GROUP = "In no group";

    private final Architecture architecture;
    private final List<Kind> kinds = new ArrayList<>();

    /** What may become of a call, whatever its arguments are. */
    enum Verdict {
        ALLOWED("allowed"),
        CONDITIONED("with conditions"),
        WARNED("warned of"),
        DENIED("denied");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        private static Verdict of(FilterStack stack, int number) {
            Action mildest = stack.mildestActionOf(number);
            Action strictest = stack.actionOf(number);
            if (mildest.compareTo(Action.WARN) < 0) {
                return strictest.compareTo(Action.WARN) < 0 ? ALLOWED : CONDITIONED;
            }
            if (mildest == Action.WARN) {
                return strictest == Action.WARN ? WARNED : CONDITIONED;
            }
            return DENIED;
        }
    }

    /**
     * Processes that have the same answers.
     *
     * @param who what they are
     * @param answers of the calls that are not simply allowed, in words
     * @param verdicts of all calls
     */
    record Kind(List<String> who, Map<String, String> answers, Map<String, Verdict> verdicts) {
        long count(Verdict verdict) {
            return verdicts.values().stream().filter(each -> each == verdict).count();
        }

        /** Who, in few words. */
        String title() {
            return ReportSurface.title(who);
        }
    }

    /** Some names, in few words. */
    static String title(List<String> who) {
        int shown = Math.min(4, who.size());
        return String.join(", ", who.subList(0, shown))
                + (who.size() > shown ? " and " + (who.size() - shown) + " more" : "");
    }

    /**
     * Finds out.
     *
     * @throws IOException if a server would refuse a policy
     */
    ReportSurface(ServerPolicy server) throws IOException {
        architecture = server.architecture();
        Map<Integer, Kind> known = new LinkedHashMap<>();
        add(server, known, "sessions", Plan.SESSION);
        add(server, known, "the postmaster", Plan.GLOBAL);
        addRoles(server, known, server.plan().roles(), "role \"");
        addRoles(server, known, server.plan().groups(), "members of role \"");
        for (PlannedDatabase database : server.plan().databases()) {
            String name = "sessions in database \"" + Names.shown(database.name()) + "\"";
            withSameAnswers(kind(server.stack(Plan.SESSION, database.policy())))
                    .who()
                    .add(name);
        }
        for (ProcessType type : ProcessType.values()) {
            if (type.whyUntold(server.majorVersion()) == null) {
                add(server, known, type.settingName(), server.ofType(type));
            }
        }
    }

    private void add(ServerPolicy server, Map<Integer, Kind> known, String who, int policy) throws IOException {
        int index = policy == Plan.NONE ? Plan.GLOBAL : policy;
        Kind same = known.get(index);
        if (same == null) {
            same = withSameAnswers(kind(server.stack(index)));
            known.put(index, same);
        }
        same.who().add(who);
    }

    private void addRoles(ServerPolicy server, Map<Integer, Kind> known, List<PlannedRole> roles, String before)
            throws IOException {
        for (PlannedRole role : roles) {
            String name = before + Names.shown(role.name()) + "\"";
            add(server, known, name, role.policy());
            if (role.asWalsender() != role.policy()) {
                add(server, known, name + " as walsender", role.asWalsender());
            }
        }
    }

    /** The one that is known, or this one. */
    private Kind withSameAnswers(Kind made) {
        for (Kind each : kinds) {
            if (each.answers().equals(made.answers())) {
                return each;
            }
        }
        kinds.add(made);
        return made;
    }

    private Kind kind(FilterStack stack) {
        Map<String, String> answers = new TreeMap<>();
        for (Difference each : PolicyDifferences.between(architecture, null, stack)) {
            answers.put(each.call(), each.after());
        }
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (Syscall each : architecture.syscalls().all()) {
            verdicts.put(each.name(), Verdict.of(stack, each.number()));
        }
        return new Kind(new ArrayList<>(), answers, verdicts);
    }

    /** That of sessions. */
    Kind ofSessions() {
        return kinds.get(0);
    }

    /** Those that have columns. */
    List<Kind> columns() {
        return kinds.subList(0, Math.min(MOST_COLUMNS, kinds.size()));
    }

    /** How many calls and, of each kind, how many of each verdict. */
    void writeSummary(Html page) {
        page.table(
                "How many system calls each kind of process may make",
                "Kind of process",
                "allowed",
                "with conditions",
                "warned of",
                "denied");
        for (Kind kind : kinds) {
            page.raw("<tr><th scope=\"row\">")
                    .text(String.join(", ", kind.who()))
                    .raw("</th>");
            for (Verdict verdict : Verdict.values()) {
                page.raw("<td class=\"number\">")
                        .text(Long.toString(kind.count(verdict)))
                        .raw("</td>");
            }
            page.raw("</tr>\n");
        }
        page.endTable();
    }

    /** All calls by group, with the answer for each kind of process. */
    void writeGrid(Html page) {
        List<Kind> columns = columns();
        String[] heads = new String[columns.size() + 1];
        heads[0] = "System call";
        for (int i = 0; i < columns.size(); i++) {
            heads[i + 1] = columns.get(i).title();
        }
        for (Map.Entry<String, List<String>> group : byGroup().entrySet()) {
            page.element("h3", group.getKey());
            int size = group.getValue().size();
            page.table(group.getKey().replaceFirst(":.*", "") + ": " + size + (size == 1 ? " call" : " calls"), heads);
            for (String call : group.getValue()) {
                page.raw("<tr><th scope=\"row\"><code>").text(call).raw("</code></th>");
                for (Kind kind : columns) {
                    Verdict verdict = kind.verdicts().get(call);
                    page.raw("<td class=\"" + verdict.name().toLowerCase(java.util.Locale.ROOT) + "\">");
                    page.text(kind.answers().getOrDefault(call, "allow")).raw("</td>");
                }
                page.raw("</tr>\n");
            }
            page.endTable();
        }
        writeOthers(page, kinds.subList(columns.size(), kinds.size()));
    }

    /** Who has no column: what is another answer than that of sessions. */
    private void writeOthers(Html page, List<Kind> others) {
        if (others.isEmpty()) {
            return;
        }
        page.element("h3", "More kinds of processes");
        page.table("Where the answer is another one than that of sessions", "Kind of process", "System calls");
        Map<String, String> usual = kinds.get(0).answers();
        for (Kind kind : others) {
            StringJoiner text = new StringJoiner("; ");
            for (Syscall each : architecture.syscalls().all()) {
                String answer = kind.answers().getOrDefault(each.name(), "allow");
                if (!answer.equals(usual.getOrDefault(each.name(), "allow"))) {
                    text.add(each.name() + ": " + answer);
                }
            }
            page.row(String.join(", ", kind.who()), text.toString());
        }
        page.endTable();
    }

    /** Each call in the smallest group that has it: groups have others in them. */
    private Map<String, List<String>> byGroup() {
        Map<String, SyscallGroup> smallest = new TreeMap<>();
        Map<String, Integer> sizes = new TreeMap<>();
        for (SyscallGroup group : SyscallGroups.all()) {
            List<Syscall> calls =
                    group.name().startsWith("@postgresql") ? List.<Syscall>of() : group.callsOf(architecture);
            for (Syscall each : calls) {
                if (!sizes.containsKey(each.name()) || sizes.get(each.name()) > calls.size()) {
                    sizes.put(each.name(), calls.size());
                    smallest.put(each.name(), group);
                }
            }
        }
        Map<String, List<String>> groups = new TreeMap<>();
        for (Syscall each : architecture.syscalls().all()) {
            SyscallGroup group = smallest.get(each.name());
            String title = group == null ? NO_GROUP : group.name() + ": " + group.description();
            groups.computeIfAbsent(title, key -> new ArrayList<>()).add(each.name());
        }
        groups.values().forEach(calls -> calls.sort(null));
        return groups;
    }
}
