package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.check.PlannedConfiguration;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.WholeConfiguration;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;

/** What a configuration says of pgseccomp. */
final class WrittenPolicy {
    private WrittenPolicy() {}

    /** All that is ours, or looks as if it was meant to be. */
    static List<Setting> settings(Configuration configuration) {
        List<Setting> settings = new ArrayList<>();
        for (WrittenSetting written : configuration.settings()) {
            boolean canBeOurs = written.name().indexOf('.') >= 0;
            if (canBeOurs && SettingNames.looksLikeOurs(written.name())) {
                settings.add(new Setting(written.name(), written.value()));
            }
        }
        return settings;
    }

    /**
     * What a server makes of it.
     *
     * @param version of the server, 170002 for one; 0 where it is not known
     * @param ofMachine facts that are known of the server's machine
     */
    static PlannedConfiguration planned(
            Configuration configuration, Architecture architecture, int version, List<Setting> ofMachine) {
        List<Setting> settings = settings(configuration);
        WrittenSetting libraries = configuration.setting(WholeConfiguration.LIBRARIES);
        if (libraries != null) {
            settings.add(new Setting(libraries.name(), libraries.value()));
        }
        ServerFacts facts = new FactsOfConfiguration(configuration, version, ofMachine).facts();
        return new PlannedConfiguration(architecture, settings, facts);
    }
}
