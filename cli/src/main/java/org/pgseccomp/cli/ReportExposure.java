package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.attack.AttackClass;
import org.pgseccomp.attack.Exposure;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Verdict;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.policy.ProcessType;

/**
 * What of the catalogue of attacks each kind of process is exposed to: by filters, lists of files and ports, and isolation. Kinds with the same answers are
 * one.
 */
final class ReportExposure {
    /** Kinds with a column of their own: more would be nobody's to read. */
    private static final int MOST_COLUMNS = 12;

    private final Map<Guarding, List<Finding>> byGuarding = new HashMap<>();
    private final Map<List<Verdict>, Kind> byVerdicts = new LinkedHashMap<>();

    /** What the answers follow from. */
    private record Guarding(int policy, boolean isPostmaster) {}

    /** Processes with the same answers. */
    private record Kind(List<String> who, List<Finding> findings) {
        String title() {
            return ReportSurface.title(who);
        }
    }

    /**
     * Finds out.
     *
     * @throws IOException if a server would refuse a policy
     */
    ReportExposure(ServerPolicy server) throws IOException {
        add(server, "sessions", new Who(null, null, null, false));
        for (PlannedRole role : server.plan().roles()) {
            add(server, "role \"" + Names.shown(role.name()) + "\"", new Who(role.name(), null, null, false));
        }
        for (ProcessType type : ProcessType.values()) {
            if (type.whyUntold(server.majorVersion()) == null) {
                add(server, type.settingName(), new Who(null, type, null, false));
            }
        }
        add(server, "the postmaster", new Who(null, null, null, true));
    }

    private void add(ServerPolicy server, String name, Who who) throws IOException {
        // Whose names settings end with is told of sessions alone, which have none.
        Guarding guarding = new Guarding(who.policy(server), who.isPostmaster());
        List<Finding> found = byGuarding.get(guarding);
        if (found == null) {
            found = Exposure.of(ExposureCommand.guarded(server, who));
            byGuarding.put(guarding, found);
        }
        List<Verdict> verdicts = found.stream().map(Finding::verdict).toList();
        Kind kind = byVerdicts.get(verdicts);
        if (kind == null) {
            kind = new Kind(new ArrayList<>(), found);
            byVerdicts.put(verdicts, kind);
        }
        kind.who().add(name);
    }

    /** What sessions are exposed to, attack by attack. */
    List<Finding> ofSessions() {
        return byVerdicts.values().iterator().next().findings();
    }

    void write(Html page) {
        List<Kind> kinds = List.copyOf(byVerdicts.values());
        List<Kind> columns = kinds.subList(0, Math.min(MOST_COLUMNS, kinds.size()));
        String[] heads = new String[columns.size() + 2];
        heads[0] = "Class of attacks";
        heads[1] = "Attacks";
        for (int i = 0; i < columns.size(); i++) {
            heads[i + 2] = columns.get(i).title();
        }
        page.table("Attacks that are stopped", heads);
        for (AttackClass each : AttackClass.values()) {
            writeRow(page, each.label(), columns, each);
        }
        writeRow(page, "all", columns, null);
        page.endTable();
        if (columns.size() < kinds.size()) {
            page.element(
                    "p", "And " + (kinds.size() - columns.size()) + " more kinds; pgseccomp exposure says it of each.");
        }
        writeOpen(page, kinds.get(0));
    }

    private static void writeRow(Html page, String label, List<Kind> columns, AttackClass of) {
        page.raw("<tr>").raw("<th scope=\"row\">").text(label).raw("</th><td>");
        page.text(Long.toString(ExposureReport.count(columns.get(0).findings(), of, null)))
                .raw("</td>");
        for (Kind each : columns) {
            long stopped = ExposureReport.count(each.findings(), of, Verdict.STOPPED);
            String style = stopped == ExposureReport.count(each.findings(), of, null)
                    ? "stopped"
                    : stopped == 0 ? "open" : "conditioned";
            page.raw("<td class=\"" + style + "\">")
                    .text(Long.toString(stopped))
                    .raw("</td>");
        }
        page.raw("</tr>\n");
    }

    /** One by one, of sessions, which is where attackers begin. */
    private static void writeOpen(Html page, Kind kind) {
        List<Finding> findings = kind.findings();
        if (ExposureReport.count(findings, null, Verdict.STOPPED) == findings.size()) {
            page.element("p", "No attack of the catalogue is left to " + kind.title() + ".");
            return;
        }
        page.table(
                "Attacks that are not stopped in " + kind.title(),
                "Attack",
                "Class",
                "Verdict",
                "What it is",
                "Reference");
        for (Finding each : findings) {
            if (each.verdict() != Verdict.STOPPED) {
                page.row(
                        each.attack().name(),
                        each.attack().attackClass().label(),
                        each.verdict().label(),
                        each.attack().what(),
                        each.attack().reference());
            }
        }
        page.endTable();
    }
}
