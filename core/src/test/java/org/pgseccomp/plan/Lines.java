package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.Setting;

/** Settings as tests write them: {@code name = value}, without quotes. */
final class Lines {
    private Lines() {}

    static List<Setting> settings(String... lines) {
        List<Setting> settings = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            settings.add(new Setting(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip()));
        }
        return settings;
    }
}
