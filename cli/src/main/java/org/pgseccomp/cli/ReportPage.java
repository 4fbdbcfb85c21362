package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.SettingDefinition;

/**
 * The report: one page, for an auditor and for the DBA. It has no script and asks for nothing (its own content policy forbids both), so that it can be read
 * from a file, mailed and printed.
 */
final class ReportPage {
    /** Of differences, one for each kind of process; of more there are numbers. */
    private static final int MOST_TABLES = 20;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            """;

    private final ServerPolicy server;
    private final ReportSurface surface;
    private final PolicyComparison difference;
    private final String profile;
    private final Answer<ServerStatus> live;
    private final String title;
    private final Html page = new Html();

    /**
     * A page.
     *
     * @param difference from the profile alone to this policy
     * @param profile its name
     * @param live null where no server was asked
     */
    ReportPage(
            String title, ServerPolicy server, PolicyComparison difference, String profile, Answer<ServerStatus> live)
            throws IOException {
        this.title = title;
        this.server = server;
        this.surface = new ReportSurface(server);
        this.difference = difference;
        this.profile = profile;
        this.live = live;
    }

    String write(Instant now) throws IOException {
        page.raw(HEAD).element("title", "pgseccomp report: " + title);
        try (InputStream style = ReportPage.class.getResourceAsStream("report.css")) {
            page.raw("<style>\n" + new String(style.readAllBytes(), UTF_8) + "</style>\n</head>\n<body>\n");
        }
        page.raw("<a class=\"skip\" href=\"#protected\">To the content</a>\n<header>");
        page.element("h1", "System call filters of " + title);
        page.element(
                "p",
                "Made by pgseccomp " + PgSeccomp.version() + " at " + now.truncatedTo(ChronoUnit.SECONDS) + ", for "
                        + server.architecture().displayName() + ".");
        page.raw("</header>\n<nav aria-label=\"Sections\"><ul>");
        link("protected", "What is protected");
        if (live != null) {
            link("server", "The live server");
            link("denials", "Denials and warnings");
            link("processes", "Processes");
        }
        link("attacks", "Attacks");
        link("surface", "What each process may call");
        link("difference", "Difference from the profile");
        link("configuration", "Configuration");
        page.raw("</ul></nav>\n<main>\n");
        writeProtected();
        if (live != null) {
            new ReportLive(page, live).write();
        }
        writeAttacks();
        writeSurface();
        writeDifference();
        writeConfiguration();
        return page.raw("</main>\n</body>\n</html>\n").toString();
    }

    private void link(String section, String text) {
        page.raw("<li><a href=\"#" + section + "\">").text(text).raw("</a></li>");
    }

    private void begin(String section, String heading) {
        page.raw("<section id=\"" + section + "\" aria-labelledby=\"h-" + section + "\"><h2 id=\"h-" + section + "\">");
        page.text(heading).raw("</h2>\n");
    }

    private void end() {
        page.raw("</section>\n");
    }

    private void writeProtected() {
        begin("protected", "What is protected");
        String why = server.whyNotInForce();
        if (why == null) {
            page.raw("<p class=\"notice\">")
                    .text("A server with this configuration filters the system calls of all its processes.")
                    .raw("</p>");
        } else {
            page.raw("<p class=\"notice bad\" role=\"note\">")
                    .text("A server with this configuration loads no filter: " + why + ".")
                    .raw("</p>");
        }
        surface.writeSummary(page);
        page.element(
                "p",
                "Of " + server.architecture().syscalls().all().size()
                        + " system calls that this version of pgseccomp knows. Calls of another ABI are never allowed.");
        end();
    }

    private void writeAttacks() {
        begin("attacks", "Attacks");
        page.element(
                "p",
                "What somebody who runs code of his own in a process may try next, by the system calls that it takes. What"
                        + " restricts files, ports and the memory of other processes beside the filters is not in this table.");
        new ReportDoors(server.architecture(), surface.columns()).write(page);
        end();
    }

    private void writeSurface() {
        begin("surface", "What each process may call");
        page.element(
                "p",
                "Each call stands in the smallest group that has it. An answer is what the kernel does: allow, log (made and"
                        + " recorded), warn (made and counted), error (fails), terminate (fails and ends the session), kill.");
        surface.writeGrid(page);
        end();
    }

    private void writeDifference() {
        begin("difference", "Difference from the profile");
        page.element("p", "Compared with a server that has nothing but pgseccomp.profile = '" + profile + "'.");
        if (difference.isSame()) {
            page.element("p", "There is none.");
        }
        for (PolicyComparison.SettingChange each : difference.settings()) {
            page.element(
                    "p",
                    (each.isLooser() ? "Looser: " : "Tighter: ") + each.setting() + " is " + Names.shown(each.after())
                            + " in place of " + Names.shown(each.before()) + ".");
        }
        List<Map.Entry<List<Difference>, List<String>>> all =
                List.copyOf(difference.byDifferences().entrySet());
        int shown = Math.min(MOST_TABLES, all.size());
        for (Map.Entry<List<Difference>, List<String>> each : all.subList(0, shown)) {
            page.table(String.join(", ", each.getValue()), "System call", "Direction", "The profile", "This policy");
            for (Difference call : each.getKey()) {
                page.row(call.call(), direction(call), call.before(), call.after());
            }
            page.endTable();
        }
        if (shown < all.size()) {
            page.table("More kinds of processes", "Kind of process", "Looser calls", "Other differences");
            for (Map.Entry<List<Difference>, List<String>> each : all.subList(shown, all.size())) {
                long looser =
                        each.getKey().stream().filter(Difference::isLooser).count();
                page.row(
                        String.join(", ", each.getValue()),
                        Long.toString(looser),
                        Long.toString(each.getKey().size() - looser));
            }
            page.endTable();
        }
        end();
    }

    private static String direction(Difference difference) {
        return switch (difference.direction()) {
            case LOOSER -> "looser";
            case TIGHTER -> "tighter";
            case BOTH -> "both, by arguments";
            case OTHER_ERROR -> "another error";
        };
    }

    private void writeConfiguration() {
        begin("configuration", "Configuration");
        List<WrittenSetting> written = server.ours();
        if (written.isEmpty()) {
            page.element("p", "No setting of pgseccomp is written.");
        } else {
            page.table("Settings that are written", "Setting", "Value", "Where", "Meaning");
            for (WrittenSetting each : written) {
                page.row(
                        Names.shown(each.name()),
                        Names.shown(each.value()),
                        each.line() == 0 ? each.file() : each.file() + ":" + each.line(),
                        meaning(each.name()));
            }
            page.endTable();
        }
        end();
    }

    private static String meaning(String name) {
        for (SettingDefinition each : SettingDefinition.ALL) {
            if (each.name().equalsIgnoreCase(name)) {
                return each.description();
            }
        }
        int dot = name.indexOf('.');
        String kind = dot < 0 ? name : name.substring(0, dot);
        String whose = kind.startsWith("process_")
                ? "a type of processes"
                : kind.startsWith("database_") ? "a database" : "a role or its members";
        return "The same of " + whose + ": " + Names.shown(dot < 0 ? "" : name.substring(dot + 1)) + ".";
    }
}
