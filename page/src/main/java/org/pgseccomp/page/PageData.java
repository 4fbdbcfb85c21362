package org.pgseccomp.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.conf.ConfigurationLine;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/**
 * What the page knows of the server, and how text of the page becomes what the core reads: one char (0 to 255) for each byte.
 *
 * <pre>
 *   facts = lines of a name, a tab and a value; both percent-encoded where they have one of the three
 * </pre>
 */
public final class PageData {
    private PageData() {}

    /** The facts as an attribute of the page has them. */
    public static String facts(ServerFacts facts) {
        StringBuilder text = new StringBuilder();
        for (Setting fact : facts.all()) {
            text.append(encoded(fact.name()))
                    .append('\t')
                    .append(encoded(fact.value()))
                    .append('\n');
        }
        return text.toString();
    }

    static ServerFacts factsOf(String text) {
        List<Setting> facts = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int tab = text.indexOf('\t', from);
            facts.add(new Setting(decoded(text.substring(from, tab)), decoded(text.substring(tab + 1, end))));
            from = end + 1;
        }
        return ServerFacts.among(facts);
    }

    /** Null where the name is of none. */
    static Architecture architectureOf(String displayName) {
        for (Architecture each : Architecture.values()) {
            if (each.displayName().equals(displayName)) {
                return each;
            }
        }
        return null;
    }

    /** The lines of a configuration; of several for the same setting the last one counts, as in PostgreSQL. */
    static List<ConfigurationLine> lines(String text) {
        Map<String, ConfigurationLine> byName = new LinkedHashMap<>();
        List<ConfigurationLine> wrong = new ArrayList<>();
        for (ConfigurationLine line : ConfigurationLine.readAll(bytes(text))) {
            if (line.isWrong()) {
                wrong.add(line);
            } else {
                byName.put(line.name().toLowerCase(Locale.ROOT), line);
            }
        }
        List<ConfigurationLine> lines = new ArrayList<>(wrong);
        lines.addAll(byName.values());
        return lines;
    }

    static PlannedConfiguration planned(Architecture architecture, List<ConfigurationLine> lines, ServerFacts facts) {
        List<Setting> settings = new ArrayList<>();
        for (ConfigurationLine line : lines) {
            if (!line.isWrong()) {
                settings.add(new Setting(line.name(), line.value()));
            }
        }
        return new PlannedConfiguration(architecture, settings, facts);
    }

    static String bytes(String shown) {
        return new String(shown.getBytes(UTF_8), ISO_8859_1);
    }

    static String shown(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    private static String encoded(String text) {
        return text.replace("%", "%25").replace("\t", "%09").replace("\n", "%0A");
    }

    private static String decoded(String text) {
        return text.replace("%0A", "\n").replace("%09", "\t").replace("%25", "%");
    }
}
