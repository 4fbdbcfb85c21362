package org.pgseccomp.cli;

import java.io.IOException;
import java.util.List;
import org.pgseccomp.attack.Attack;
import org.pgseccomp.attack.AttackClass;
import org.pgseccomp.attack.Exposure;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.attack.Need;
import org.pgseccomp.attack.Verdict;

/** What {@code exposure} prints. */
final class ExposureReport {
    private final ServerPolicy server;
    private final String who;
    private final Guarded guarded;
    private final List<Finding> findings;

    /**
     * A report.
     *
     * @param server null: there is no pgseccomp
     * @param who is exposed, behind "in"
     */
    ExposureReport(ServerPolicy server, String who, Guarded guarded) {
        this.server = server;
        this.who = who;
        this.guarded = guarded;
        this.findings = Exposure.of(guarded);
    }

    private long count(AttackClass of, Verdict verdict) {
        return count(findings, of, verdict);
    }

    /**
     * How many there are.
     *
     * @param of null: of all classes
     * @param verdict null: whatever it is
     */
    static long count(List<Finding> findings, AttackClass of, Verdict verdict) {
        return findings.stream()
                .filter(each -> of == null || each.attack().attackClass() == of)
                .filter(each -> verdict == null || each.verdict() == verdict)
                .count();
    }

    String text(Colours colours) {
        StringBuilder text = new StringBuilder("In " + Names.shown(Names.asRead(who)) + " ("
                + guarded.stack().architecture().displayName() + "):\n");
        for (AttackClass each : AttackClass.values()) {
            text.append('\n').append(each.label()).append('\n');
            findings.stream()
                    .filter(finding -> finding.attack().attackClass() == each)
                    .forEach(finding -> appendLine(text, finding, colours));
        }
        text.append(String.format(
                "%n%-18s %8s %8s %8s %8s %8s%n", "summary", "stopped", "warned", "open", "kernel", "all"));
        for (AttackClass each : AttackClass.values()) {
            appendCounts(text, each.label(), each);
        }
        appendCounts(text, "all", null);
        text.append(String.format(
                "%d of %d are stopped (%.1f %%).%n",
                count(null, Verdict.STOPPED),
                count(null, null),
                100.0 * count(null, Verdict.STOPPED) / findings.size()));
        return text.toString();
    }

    private static void appendLine(StringBuilder text, Finding finding, Colours colours) {
        Attack attack = finding.attack();
        String verdict = String.format("%-8s", finding.verdict().label());
        String shown = switch (finding.verdict()) {
            case STOPPED -> colours.good(verdict);
            case OPEN -> colours.bad(verdict);
            case WARNED, KERNEL -> colours.doubtful(verdict);
        };
        text.append(String.format("  %-24s %s %s%n", attack.name(), shown, attack.what()));
        if (!finding.stoppedBy().isEmpty()) {
            text.append(" ".repeat(36)).append(Names.shown(finding.stoppedBy())).append('\n');
        }
    }

    private void appendCounts(StringBuilder text, String label, AttackClass of) {
        text.append(String.format(
                "%-18s %8d %8d %8d %8d %8d%n",
                label,
                count(of, Verdict.STOPPED),
                count(of, Verdict.WARNED),
                count(of, Verdict.OPEN),
                count(of, Verdict.KERNEL),
                count(of, null)));
    }

    String json() throws IOException {
        return Json.of("pgseccomp-exposure", json -> {
            json.writeStringField("file", server == null ? "" : server.file());
            json.writeStringField("who", who);
            json.writeStringField("architecture", guarded.stack().architecture().displayName());
            json.writeBooleanField("in_force", guarded.isOn());
            json.writeArrayFieldStart("attacks");
            for (Finding finding : findings) {
                Attack attack = finding.attack();
                json.writeStartObject();
                json.writeStringField("attack", attack.name());
                json.writeStringField("what", attack.what());
                json.writeStringField("class", attack.attackClass().label());
                json.writeStringField("verdict", finding.verdict().label());
                json.writeStringField("stopped_by", Names.shown(finding.stoppedBy()));
                json.writeStringField("reference", attack.reference());
                json.writeStringField("kernels", attack.kernels());
                json.writeArrayFieldStart("ways");
                for (List<Need> way : attack.ways()) {
                    json.writeStartArray();
                    for (Need need : way) {
                        json.writeString(need.toString());
                    }
                    json.writeEndArray();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("summary");
            for (AttackClass each : AttackClass.values()) {
                json.writeStartObject();
                json.writeStringField("class", each.label());
                for (Verdict verdict : Verdict.values()) {
                    json.writeNumberField(verdict.label(), count(each, verdict));
                }
                json.writeNumberField("all", count(each, null));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
