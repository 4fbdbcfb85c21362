package org.pgseccomp.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.status.CountedDenial;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;

/** The sections of a report that a live server fills. */
final class ReportLive {
    private final Html page;
    private final Answer<ServerStatus> answer;

    ReportLive(Html page, Answer<ServerStatus> answer) {
        this.page = page;
        this.answer = answer;
    }

    void write() {
        ServerStatus status = answer.value();
        page.section("server", "The live server");
        page.raw(status.isUnprotected() ? "<p class=\"notice bad\" role=\"note\">" : "<p class=\"notice\">");
        page.text("The server " + status.mode().description() + ".").raw("</p>");
        page.table("What the server says", "", "");
        page.row("Server", answer.server().label());
        page.row("PostgreSQL", status.postgres() + (status.standby() ? ", a standby" : ""));
        page.row("Extension", status.extension() == null ? "not in this database" : status.extension());
        page.row("Profile", status.profile() == null ? "" : status.profile());
        page.row(
                "Generation of policies",
                status.generation() == null ? "" : status.generation().toString());
        page.row("Counting since", time(status.since()));
        page.endTable();
        for (String each : status.unknown()) {
            page.raw("<p class=\"notice bad\" role=\"note\">").text(each).raw("</p>");
        }
        page.endSection();
        writeDenials(status);
        writeProcesses(status);
    }

    private void writeDenials(ServerStatus status) {
        page.section("denials", "Denials and warnings");
        if (status.denials() == null) {
            page.element("p", "Not known.");
        } else if (status.denials().isEmpty()) {
            page.element("p", "None since " + time(status.since()) + ".");
        } else {
            page.element(
                    "p",
                    status.count(false) + " calls were denied and " + status.count(true) + " warned of since "
                            + time(status.since())
                            + (status.notCounted() == 0 ? "." : "; " + status.notCounted() + " more had no room."));
            page.table(
                    "Denials, the last one first",
                    "System call",
                    "Answer",
                    "Filter",
                    "Kind of process",
                    "Role",
                    "Database",
                    "Count",
                    "First",
                    "Last");
            for (CountedDenial each : status.denials()) {
                page.row(
                        each.syscall(),
                        each.action(),
                        known(each.source()),
                        known(each.type()),
                        known(each.role()),
                        known(each.database()),
                        Long.toString(each.count()),
                        time(each.first()),
                        time(each.last()));
            }
            page.endTable();
        }
        page.endSection();
    }

    private void writeProcesses(ServerStatus status) {
        page.section("processes", "Processes");
        if (status.processes() == null) {
            page.element("p", "Not known.");
        } else {
            page.table(
                    "Processes, and whether the kernel has the filters that their policy says",
                    "Pid",
                    "Kind of process",
                    "Role",
                    "Database",
                    "Policy",
                    "Filters in the kernel",
                    "State",
                    "Kept apart",
                    "Generation");
            for (ServerProcess each : status.processes()) {
                page.row(
                        Integer.toString(each.pid()),
                        known(each.type()),
                        known(each.role()),
                        known(each.database()),
                        known(each.policy()),
                        each.filters() == null ? "unknown" : each.filters().toString(),
                        each.state().single(),
                        each.isolated() == null ? "unknown" : each.isolated() ? "yes" : "no",
                        each.generation() == null ? "" : each.generation().toString());
            }
            page.endTable();
        }
        page.endSection();
    }

    private static String known(String text) {
        return text == null ? "" : text;
    }

    private static String time(Instant time) {
        return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
