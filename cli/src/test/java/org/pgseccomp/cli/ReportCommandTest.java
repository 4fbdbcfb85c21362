package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.status.CountedDenial;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.syscall.Architecture;

class ReportCommandTest {
    private static final String ON = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";
    /** As long as the name of a role can be. */
    private static final String ATTACK = "<script>console.error(1)</script><img src=x>\"'&amp;";

    @TempDir
    private Path folder;

    private Path conf(String text) throws IOException {
        return Files.writeString(folder.resolve("postgresql.conf"), text);
    }

    private String report(String text, String... more) throws IOException {
        Path page = folder.resolve("report.html");
        List<String> arguments =
                new ArrayList<>(List.of("report", "--arch", "x86_64", "--server-version", "15", "-o", page.toString()));
        arguments.addAll(List.of(more));
        arguments.add(conf(text).toString());
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        return Files.readString(page);
    }

    /** The answer that the grid has for a call, in the first column: of sessions. */
    private static String answer(String page, String call) {
        Matcher row = Pattern.compile("<code>" + call + "</code></th><td class=\"([a-z]+)\">([^<]*)</td>")
                .matcher(page);
        assertThat(row.find()).as(call).isTrue();
        return row.group(1) + ": " + row.group(2);
    }

    @Test
    void everyCallHasItsAnswer() throws IOException {
        String page = report(ON + "pgseccomp.session_syscall_error = 'mount, socket(domain: AF_PACKET), bpf = EPERM'\n"
                + "pgseccomp.session_syscall_warn = 'acct'\n");
        assertThat(answer(page, "getpid")).isEqualTo("allowed: allow");
        assertThat(answer(page, "mount")).startsWith("denied: ").contains("error");
        assertThat(answer(page, "bpf")).startsWith("denied: ").contains("EPERM");
        assertThat(answer(page, "acct")).startsWith("warned: ");
        assertThat(answer(page, "socket")).startsWith("conditioned: ").contains("AF_PACKET");
        for (org.pgseccomp.syscall.Syscall each : Architecture.X86_64.syscalls().all()) {
            assertThat(page.split("<code>" + each.name() + "</code>", -1))
                    .as(each.name())
                    .hasSize(2);
        }
    }

    @Test
    void whoHasTheSamePolicyIsOneColumn() throws IOException {
        String page = report(ON + "pgseccomp.session_roles = 'joe, ann, max'\nsession_syscall_error.joe = 'mount'\n"
                + "session_syscall_error.ann = 'mount'\n");
        assertThat(page).contains("role &quot;ann&quot;, role &quot;joe&quot;");
    }

    @Test
    void membersAndDatabasesHaveColumnsAndWarningsAreListed() throws IOException {
        String page = report(ON + "pgseccomp.session_roles = '+readers'\nsession_syscall_error.readers = 'mount'\n"
                + "pgseccomp.session_databases = 'shop'\ndatabase_syscall_error.shop = 'acct'\n"
                + "session_syscall_error.nobody = 'mount'\n");
        assertThat(page)
                .contains("members of role &quot;readers&quot;")
                .contains("sessions in database &quot;shop&quot;")
                .contains("with a C library that is not known (--libc).")
                .contains("What pgseccomp check warns of")
                .containsPattern("postgresql.conf:[0-9]+</th><td>[^<]*session_syscall_error.nobody");
        assertThat(report(ON + "pgseccomp.session_syscall_error = 'bpf'\n", "--libc", "2.41"))
                .contains("with glibc 2.41.")
                .contains("pgseccomp check warns of nothing.");
    }

    /** Forty policies are no forty columns. */
    @Test
    void manyRolesAreListedByWhatIsOtherThanInSessions() throws IOException {
        StringBuilder conf =
                new StringBuilder(ON + "pgseccomp.session_syscall_error = 'mount'\npgseccomp.session_roles = '");
        StringBuilder lists = new StringBuilder();
        String[] calls = {"acct", "bpf", "chroot", "swapon", "swapoff", "reboot"};
        for (int role = 0; role < 40; role++) {
            conf.append(role == 0 ? "" : ", ").append("r").append(role);
            StringBuilder list = new StringBuilder("mount");
            for (int bit = 0; bit < calls.length; bit++) {
                list.append((((role + 1) >> bit) & 1) == 0 ? "" : ", " + calls[bit]);
            }
            lists.append("session_syscall_error.r" + role + " = '" + list + "'\n");
        }
        String page = report(conf + "'\n" + lists);
        assertThat(page)
                .contains("<tr><th scope=\"row\">role &quot;r39&quot;</th><td>reboot: ")
                .contains("; swapon: ");
        assertThat(page.length()).isLessThan(2_000_000);
    }

    @Test
    void theDifferenceFromTheProfile() throws IOException {
        assertThat(report("shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n"))
                .contains("pgseccomp.profile = &#39;strict&#39;")
                .contains("There is none.");
        assertThat(report("""
                        shared_preload_libraries = 'pgseccomp'
                        pgseccomp.profile = 'baseline'
                        pgseccomp.session_syscall_allow = '@profile, -execve, -execveat'
                        """)).contains("<th scope=\"row\">execve</th><td>tighter</td><td>allow</td><td>");
    }

    /** COPY PROGRAM needs execve, which strict leaves to the archiver alone; a library that lo_export() wrote can be loaded (docs/protection.md). */
    @Test
    void whatAnAttackerMayTry() throws IOException {
        String program = "<tr><th scope=\"row\">copy-program</th><td>execution</td><td>open</td>";
        String library = "<tr><th scope=\"row\">export-planted-library</th><td>execution</td><td>open</td>";
        assertThat(report(ON + "pgseccomp.session_syscall_error = 'mount'\n"))
                .contains("<th scope=\"row\">execution</th><td>15</td><td class=\"open\">0</td>")
                .contains(program, library);
        assertThat(report(ON + "pgseccomp.profile = 'strict'\ndata_directory = '/var/lib/data'\n"))
                .contains("<th scope=\"row\">execution</th><td>15</td><td class=\"conditioned\">13</td>")
                .contains("<th scope=\"row\">escape</th><td>19</td><td class=\"stopped\">19</td>")
                .contains(library)
                .doesNotContain(program);
    }

    /** Who differs only in the files that they may use has a column too. */
    @Test
    void filesCountAmongWhatIsStopped() throws IOException {
        assertThat(report(ON + "pgseccomp.session_roles = 'joe'\nsession_paths.joe = '@data'\n"))
                .contains("<th scope=\"col\">role &quot;joe&quot;</th>");
    }

    @Test
    void theMeaningOfASettingSaysWhoseItIs() throws IOException {
        assertThat(report(ON + """
                        pgseccomp.session_databases = 'app'
                        database_syscall_error.app = 'mount'
                        pgseccomp.session_roles = 'joe'
                        session_syscall_error.joe = 'mount'
                        """))
                .contains("The same of a database: app.", "The same of a role or its members: joe.");
    }

    @Test
    void aConfigurationThatProtectsNothingSaysSo() throws IOException {
        assertThat(report("pgseccomp.session_syscall_error = 'mount'\n"))
                .contains("loads no filter: shared_preload_libraries does not name pgseccomp");
    }

    @Test
    void nothingIsAskedFromElsewhere() throws IOException {
        String page = report(ON);
        assertThat(page.split("<script", -1)).hasSize(2);
        // Whatever the script has in it, the page's policy forbids to ask for anything, and every other script.
        assertThat(page.substring(0, page.indexOf("<script>")))
                .contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
                .doesNotContain("http:", "https:", "url(", "@import", "src=");
    }

    @Test
    void aFileThatCannotBeUsed() throws IOException {
        assertThat(CommandRun.of("report").code()).isEqualTo(2);
        assertThat(CommandRun.of("report", folder.resolve("none").toString()).code())
                .isEqualTo(1);
        CommandRun refused = CommandRun.of(
                "report",
                conf(ON + "pgseccomp.session_syscall_error = 'mnount'\n").toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("mnount");
    }

    /** Names as a role, a database, a program or a server could have them. */
    private Path hostile() throws Exception {
        String attack = ATTACK.replace("'", "''");
        Path conf = conf(ON + "pgseccomp.session_roles = '\"" + attack.replace("\"", "\"\"") + "\"'\n"
                + "pgseccomp.session_role_aliases = '\"a=" + attack.replace("\"", "\"\"") + "\"'\n"
                + "session_syscall_error.a = 'mount'\n");
        ServerPolicy policy = ServerPolicy.read(conf.toString(), Architecture.X86_64, 150000, List.of());
        Instant time = Instant.parse("2026-03-01T08:00:00Z");
        ServerStatus status = new ServerStatus(
                ATTACK,
                ATTACK,
                ATTACK,
                false,
                Map.of("pgseccomp.enabled", "on", "pgseccomp.profile", ATTACK),
                List.of(new ServerProcess(1, ATTACK, ATTACK, ATTACK, ATTACK, 1, true, false, true, 1L, false)),
                List.of(new CountedDenial(ATTACK, ATTACK, ATTACK, ATTACK, ATTACK, ATTACK, 7, time, time)),
                0,
                time,
                List.of(ATTACK));
        ServerAddress server = ServerAddress.of("host='/x<b>'", Surroundings.ofThisProcess());
        ReportedPolicy reported = new ReportedPolicy(
                policy, new ReportSurface(policy), new ReportExposure(policy), policy.changesSince(policy), ATTACK);
        String page = new ReportPage(ATTACK, reported, new Answer<>(server, status, null)).write(time);
        return Files.write(folder.resolve("hostile.html"), page.getBytes(UTF_8));
    }

    @Test
    void aBrowserShowsEverySectionAndObeysNoName() throws Exception {
        Chromium.Seen seen = new Chromium(folder).open(hostile());
        assertThat(seen.console()).isEmpty();
        assertThat(seen.dom())
                .contains("<section id=\"protected\"", "<section id=\"server\"", "<section id=\"denials\"")
                .contains(
                        "<section id=\"attacks\"",
                        "<section id=\"processes\"",
                        "<section id=\"surface\"",
                        "<section id=\"difference\"")
                .contains("<section id=\"configuration\"", "<section id=\"try\" aria-labelledby")
                .contains("&lt;script&gt;console.error(1)")
                .doesNotContain("<script>console", "<img", "<b>");
    }

    /** Found by a screen reader and the keyboard: one main part, sections with names, tables with heads and captions, a region to scroll. */
    @Test
    void theStructureIsTold() throws Exception {
        String page = Files.readString(hostile());
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
                .contains("<main>", "<nav aria-label=\"Sections\">");
        assertThat(page.split("<table>", -1)).hasSameSizeAs(page.split("<caption>", -1));
        assertThat(page.split("<table>", -1))
                .hasSameSizeAs(page.split("tabindex=\"0\" role=\"region\" aria-label=", -1));
        Matcher link = Pattern.compile("href=\"#([a-z]+)\"").matcher(page);
        while (link.find()) {
            assertThat(page)
                    .containsPattern("<section id=\"" + link.group(1) + "\"( hidden)? aria-labelledby=\"h-"
                            + link.group(1) + "\"");
        }
    }

    @Test
    void itIsPrinted() throws Exception {
        Path printed = new Chromium(folder).printed(hostile());
        assertThat(new String(Files.readAllBytes(printed), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("%PDF-");
    }
}
