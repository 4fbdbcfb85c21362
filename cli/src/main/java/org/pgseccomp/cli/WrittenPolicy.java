package org.pgseccomp.cli;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.conf.Configuration;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;

/** What a configuration says of pgseccomp: its settings, and whether a server that has it loads filters at all. */
final class WrittenPolicy {
    static final String LIBRARIES = "shared_preload_libraries";
    static final String ENABLED = "pgseccomp.enabled";

    private final Configuration configuration;

    WrittenPolicy(Configuration configuration) {
        this.configuration = configuration;
    }

    /** All that is ours, or looks as if it was meant to be. */
    List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (WrittenSetting written : configuration.settings()) {
            if (SettingNames.looksLikeOurs(written.name())) {
                settings.add(new Setting(written.name(), written.value()));
            }
        }
        return settings;
    }

    /** Whether a server loads the library when it starts. */
    boolean isLoaded() {
        WrittenSetting libraries = configuration.setting(LIBRARIES);
        return libraries != null && libraries.value().contains("pgseccomp");
    }

    /** Whether pgseccomp is on. A profile switches it on where nothing else is written. */
    boolean isEnabled() {
        WrittenSetting enabled = configuration.setting(ENABLED);
        return enabled == null ? hasProfile() : !PostgresBoolean.isOff(enabled.value());
    }

    /** Whether a profile is written, were it one that there is not. */
    boolean hasProfile() {
        WrittenSetting profile = configuration.setting(SettingNames.PROFILE);
        return profile != null && Profile.named(profile.value()) != Profile.NONE;
    }
}
