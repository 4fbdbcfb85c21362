package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.PostgresBoolean;
import org.pgseccomp.policy.PreloadedLibraries;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;

/**
 * What a configuration says beside its policies: whether the library is loaded at all, whether it is on, and whether switches can be read. The plan and
 * {@link PolicyJudge} say the rest.
 */
public final class WholeConfiguration {
    /** The setting of PostgreSQL that names the library. */
    public static final String LIBRARIES = "shared_preload_libraries";

    private final SettingIndex settings;
    private final PreloadedLibraries libraries;
    private final boolean hasSettings;

    /**
     * A configuration.
     *
     * @param settings all that is ours, and what is written for {@link #LIBRARIES}
     */
    public WholeConfiguration(List<Setting> settings) {
        this.settings = new SettingIndex(settings);
        Setting written = this.settings.find(LIBRARIES, "");
        libraries = new PreloadedLibraries(written == null ? "" : written.value());
        hasSettings = settings.size() > (written == null ? 0 : 1);
    }

    /** Whether a server loads the library when it starts. */
    public boolean isLoaded() {
        return libraries.hasLibrary();
    }

    /** Whether nothing is loaded because PostgreSQL cannot read what is written for {@link #LIBRARIES}. */
    public boolean hasBrokenLibraries() {
        return libraries.isBroken();
    }

    /** Whether pgseccomp is on. A profile switches it on where nothing else is written. */
    public boolean isEnabled() {
        Setting enabled = settings.find(SettingNames.ENABLED, "");
        return enabled == null ? hasProfile() : !PostgresBoolean.isOff(enabled.value());
    }

    /** Whether a profile is written, were it one that there is not. */
    public boolean hasProfile() {
        Setting profile = settings.find(SettingNames.PROFILE, "");
        return profile != null && Profile.named(profile.value()) != Profile.NONE;
    }

    /** Whether the server would enforce nothing and record. */
    public boolean learns() {
        return isOn(SettingNames.LEARN);
    }

    /** Whether filters are loaded. */
    public boolean isInForce() {
        return isLoaded() && isEnabled() && !learns();
    }

    private boolean isOn(String name) {
        Setting written = settings.find(name, "");
        return written != null && PostgresBoolean.isOn(written.value());
    }

    /** The value of a setting, or what counts where none is written. */
    String value(SettingDefinition definition) {
        Setting written = settings.find(definition.name(), "");
        String value = written == null ? definition.bootValue() : written.value();
        if (definition.name().equals(SettingNames.ENABLED)) {
            return isEnabled() ? "on" : "off";
        }
        return definition.kind() == SettingDefinition.Kind.BOOLEAN ? PostgresBoolean.isOn(value) ? "on" : "off" : value;
    }

    /** All that is wrong with it, or probably not meant. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (SettingDefinition definition : SettingDefinition.ALL) {
            Setting written =
                    definition.kind() == SettingDefinition.Kind.BOOLEAN ? settings.find(definition.name(), "") : null;
            if (written != null && !PostgresBoolean.isOn(written.value()) && !PostgresBoolean.isOff(written.value())) {
                problems.add(new Problem(
                        Severity.ERROR,
                        new Rejection(
                                Rejection.Kind.INVALID_VALUE,
                                written.name(),
                                "parameter \"" + written.name() + "\" requires a Boolean value",
                                "",
                                "")));
            }
        }
        // A policy that is written and does not count is one that somebody relies on.
        if (hasSettings && hasBrokenLibraries()) {
            problems.add(warning(
                    LIBRARIES,
                    "invalid list syntax in parameter \"" + LIBRARIES + "\"",
                    "PostgreSQL would load none of the libraries, and the server would start without filters.",
                    "Separate the names by single commas, and close quotes."));
        } else if (hasSettings && !isLoaded()) {
            problems.add(warning(
                    LIBRARIES,
                    LIBRARIES + " does not name " + PreloadedLibraries.LIBRARY,
                    "The server would load no filter and ignore the settings.",
                    "Write " + LIBRARIES + " = '" + PreloadedLibraries.LIBRARY + "'."));
        }
        if (hasSettings && !isEnabled()) {
            problems.add(warning(
                    SettingNames.ENABLED,
                    SettingNames.ENABLED + " is off",
                    "The server would load no filter.",
                    "Write " + SettingNames.ENABLED + " = on."));
        }
        if (hasSettings && isLoaded() && isEnabled() && learns()) {
            problems.add(warning(
                    SettingNames.LEARN,
                    SettingNames.LEARN + " is on",
                    "The server would record system calls, and load no filter.",
                    "Write " + SettingNames.LEARN + " = off when it has seen enough."));
        }
        return problems;
    }

    private static Problem warning(String setting, String message, String detail, String hint) {
        return new Problem(Severity.WARNING, new Rejection(Rejection.Kind.NO_EFFECT, setting, message, detail, hint));
    }
}
