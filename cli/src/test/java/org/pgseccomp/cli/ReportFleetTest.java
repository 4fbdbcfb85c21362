package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report over the files of several servers. */
class ReportFleetTest {
    private static final String ON = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    @TempDir
    private Path folder;

    private CommandRun run;

    private String conf(String server, String text) throws IOException {
        Path path = folder.resolve(server).resolve("postgresql.conf");
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text).toString();
    }

    private Path page() {
        return folder.resolve("fleet.html");
    }

    private String report(String... files) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("report", "--arch", "x86_64", "--server-version", "17", "-o", page().toString()));
        arguments.addAll(List.of(files));
        run = CommandRun.of(arguments.toArray(new String[0]));
        return Files.exists(page()) ? Files.readString(page()).replace(folder.toString(), "DIR") : "";
    }

    /** Three servers with two policies, one that protects nothing, one with a mistake. */
    private String five() throws IOException {
        return report(
                conf("db1", "data_directory = '/srv/db1'\n" + ON + "pgseccomp.session_syscall_error = 'mount, acct'\n"),
                conf("db2", "data_directory = '/srv/db2'\n" + ON + "pgseccomp.session_syscall_error = 'mount, acct'\n"),
                conf("db3", ON + "pgseccomp.session_syscall_error = 'mount'\n"),
                conf("db4", "pgseccomp.session_syscall_error = 'mount, acct'\n"),
                conf("db5<b>", ON + "pgseccomp.session_syscall_error = 'mnount'\n"));
    }

    @Test
    void eachServerIsALineAndEachPolicyIsToldOnce() throws IOException {
        String page = five();

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("db5<b>/postgresql.conf:3: unknown system call")
                .doesNotContain("db4");
        assertThat(page)
                .contains("3 of 5 servers filter the system calls of all their processes, with 3 different policies.")
                .contains("<th scope=\"row\">DIR/db1/postgresql.conf</th><td><a href=\"#protected-1\">Policy 1</a></td>"
                        + "<td class=\"allowed\">yes</td>")
                .contains(
                        "<th scope=\"row\">DIR/db2/postgresql.conf</th><td><a href=\"#protected-1\">Policy 1</a></td>")
                .contains(
                        "<th scope=\"row\">DIR/db3/postgresql.conf</th><td><a href=\"#protected-2\">Policy 2</a></td>")
                .contains("<td class=\"denied\">no: shared_preload_libraries does not name pgseccomp</td>")
                .contains(
                        "<th scope=\"row\">DIR/db5&lt;b&gt;/postgresql.conf</th><td>none</td><td>no: DIR/db5&lt;b&gt;")
                .doesNotContain("db5<b>");
        assertThat(page.split("id=\"surface-", -1)).hasSize(4);
    }

    /** acct is denied to sessions of db1 and db2 alone, mount to those of db3 too; of db4, whose library is not loaded, to nobody. */
    @Test
    void whereSessionsMayDoMoreIsACallOfTheComparison() throws IOException {
        String page = five();
        String compared = page.substring(page.indexOf("id=\"policies\""), page.indexOf("id=\"protected-1\""));

        Matcher rows =
                Pattern.compile("<tr><th scope=\"row\">([^<]*)</th>(.*)</tr>").matcher(compared);
        List<String> found = new ArrayList<>();
        while (rows.find()) {
            found.add(rows.group(1) + rows.group(2).replaceAll("<td>([^<,( ]*)[^<]*</td>", " $1"));
        }
        assertThat(found).containsExactly("acct error allow allow", "mount error error allow");
    }

    @Test
    void itIsReadWithoutMouseEyesAndNetwork() throws Exception {
        five();
        Chromium chromium = new Chromium(folder);
        assertThat(chromium.open(page()).console()).isEmpty();
        String page = Files.readString(page());
        assertThat(page).contains("script-src 'none'").doesNotContain("<script");
        Matcher link = Pattern.compile("href=\"#([a-z0-9-]+)\"").matcher(page);
        while (link.find()) {
            assertThat(page)
                    .contains("<section id=\"" + link.group(1) + "\" aria-labelledby=\"h-" + link.group(1) + "\"");
        }
        try (ChromiumPage opened = chromium.use(page())) {
            assertThat(opened.seriousViolations("header", "nav", "#servers", "#policies", "#protected-2"))
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBeAReport() throws IOException {
        String good = conf("db1", ON);
        assertThat(CommandRun.of("report", "--server", "db1", good, good).code())
                .isEqualTo(2);
        report(
                conf("db5", ON + "pgseccomp.session_syscall_error = 'mnount'\n"),
                folder.resolve("none").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(page()).doesNotExist();
        report(good, conf("db2", ON));
        assertThat(run.code()).as(run.err()).isZero();
    }
}
