package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.syscall.Architecture;

/**
 * The report: one page, for an auditor and for the DBA. It asks for nothing, and has no script but that of {@link ReportTrial} (its own content policy
 * forbids both), so that it can be read from a file, mailed and printed.
 */
final class ReportPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src %s">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            """;

    private final ReportedPolicy policy;
    private final ReportTrial trial;
    private final Answer<ServerStatus> live;
    private final String title;
    private final Html page = new Html();

    /**
     * A page.
     *
     * @param live null where no server was asked
     */
    ReportPage(String title, ReportedPolicy policy, Answer<ServerStatus> live) throws IOException {
        this.title = title;
        this.policy = policy;
        this.trial = new ReportTrial(policy.server());
        this.live = live;
    }

    String write(Instant now) throws IOException {
        begin(page, title, trial.source(), "protected", now, policy.server().architecture());
        page.link("protected", "What is protected");
        if (live != null) {
            page.link("server", "The live server");
            page.link("denials", "Denials and warnings");
            page.link("processes", "Processes");
        }
        page.link("attacks", "Attacks");
        page.link("surface", "What each process may call");
        page.link("difference", "Difference from the profile");
        page.link("configuration", "Configuration");
        page.raw("<li id=\"link-try\" hidden><a href=\"#try\">Try other lines</a></li>");
        page.raw("</ul></nav>\n<main>\n");
        ReportSections sections = new ReportSections(policy, page, "", "");
        sections.writeProtected();
        if (live != null) {
            new ReportLive(page, live).write();
        }
        sections.writeAttacks();
        sections.writeSurface();
        sections.writeDifference();
        sections.writeConfiguration();
        trial.write(page);
        page.raw("</main>\n");
        trial.writeScript(page);
        return page.raw("</body>\n</html>\n").toString();
    }

    /**
     * Begins a page, up to its list of sections.
     *
     * @param scripts which ones its content policy lets run
     * @param first the section that a reader without a mouse can go to
     */
    static void begin(Html page, String title, String scripts, String first, Instant now, Architecture architecture)
            throws IOException {
        page.raw(HEAD.formatted(scripts)).element("title", "pgseccomp report: " + title);
        try (InputStream style = ReportPage.class.getResourceAsStream("report.css")) {
            page.raw("<style>\n" + new String(style.readAllBytes(), UTF_8) + "</style>\n</head>\n<body>\n");
        }
        page.raw("<a class=\"skip\" href=\"#" + first + "\">To the content</a>\n<header>");
        page.element("h1", "System call filters of " + title);
        page.element(
                "p",
                "Made by pgseccomp " + PgSeccomp.version() + " at " + now.truncatedTo(ChronoUnit.SECONDS) + ", for "
                        + architecture.displayName() + ".");
        page.raw("</header>\n<nav aria-label=\"Sections\"><ul>");
    }
}
