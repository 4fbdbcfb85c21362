package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.page.PageData;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.ConfigurationText;

/**
 * The section in which the lines of the configuration can be changed and tried: by the core, compiled to a script that is in the page. Without scripts
 * there is no such section.
 */
final class ReportTrial {
    private final String script;
    private final ServerPolicy server;

    ReportTrial(ServerPolicy server) throws IOException {
        this.server = server;
        try (InputStream compiled = PageData.class.getResourceAsStream("page.js")) {
            // main is TeaVM's name of what begins.
            script = new String(compiled.readAllBytes(), UTF_8).strip() + "\nmain([]);\n";
        }
    }

    /** What the page's content policy has to say of it: this script, and no other. */
    String source() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void write(Html page) {
        page.raw("<section id=\"try\" hidden aria-labelledby=\"h-try\" data-architecture=\"")
                .text(server.architecture().displayName())
                .raw("\" data-facts=\"")
                .attribute(PageData.facts(ExposureCommand.placed(server)))
                .raw("\"><h2 id=\"h-try\">Try other lines</h2>\n");
        page.element(
                "p",
                "Change the lines: this page says what a server would say of them when it starts, and what they change for whom."
                        + " It is the code of pgseccomp itself, and asks nothing of anybody. Nothing is changed on a server.");
        page.raw("""
                        <p><label for="trial">Lines of postgresql.conf</label></p>
                        <textarea id="trial" rows="12" spellcheck="false" autocomplete="off" aria-describedby="trial-verdict">
                        """).text(lines()).raw("""
                        </textarea>
                        <p><button type="button" id="trial-back">Back to the lines of the report</button></p>
                        <h3 id="h-verdict">What they do</h3>
                        <p id="trial-verdict" role="status"></p>
                        <ul id="trial-messages" aria-label="What a server would say"></ul>
                        <div id="trial-changes"></div>
                        </section>
                        """);
    }

    /** At the end of the page, where all is there that it shows. */
    void writeScript(Html page) {
        page.raw("<script>").raw(script).raw("</script>\n");
    }

    private String lines() {
        StringBuilder lines = new StringBuilder();
        WrittenSetting libraries = server.written(WholeConfiguration.LIBRARIES);
        if (libraries != null) {
            append(lines, libraries);
        }
        for (WrittenSetting each : server.ours()) {
            append(lines, each);
        }
        return lines.toString();
    }

    private static void append(StringBuilder lines, WrittenSetting setting) {
        lines.append(Names.read(ConfigurationText.line(setting.name(), setting.value())))
                .append('\n');
    }
}
