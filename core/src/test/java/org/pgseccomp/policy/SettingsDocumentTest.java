package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/configuration.md has all settings, with the contexts and the values that they have where none are written. */
class SettingsDocumentTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (`pgseccomp\\.[^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");

    /** For each name its context and what is said of its default. {@code `pgseccomp.global_syscall_allow`, `_log`} are two names. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../docs/configuration.md")));
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            String first = null;
            while (name.find()) {
                String whole = name.group(1);
                if (whole.startsWith("_")) {
                    whole = first.substring(0, first.lastIndexOf('_')) + whole;
                } else {
                    first = whole;
                }
                documented.put(whole, row.group(3) + ", " + row.group(4));
            }
        }
        return documented;
    }

    @Test
    void theTableHasEverySetting() throws IOException {
        Map<String, String> documented = documented();
        List<String> missing = new ArrayList<>();
        for (SettingDefinition setting : SettingDefinition.ALL) {
            String said = documented.remove(setting.name());
            String context = setting.onReload() ? "sighup" : "postmaster";
            boolean isEmpty = setting.bootValue().isEmpty();
            String value = isEmpty ? "" : "`" + setting.bootValue() + "`";
            boolean agrees = said != null
                    && said.startsWith(context)
                    && (said.contains(value) || said.contains("`'" + setting.bootValue() + "'`"));
            if (!agrees) {
                missing.add(setting.name() + " | " + context + " | " + setting.bootValue());
            }
        }
        assertThat(missing)
                .as("settings as they are, which the table does not have so")
                .isEmpty();
        assertThat(documented).as("settings that there are not").isEmpty();
    }
}
