package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.ResolvedSettings;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;

/**
 * A policy as lines of a configuration. A server with these lines alone has the same policy, whatever its profile is: groups and the profile
 * are written out.
 *
 * <pre>
 *   pgseccomp.enabled = on
 *   # As written: '@profile, -socket'
 *   pgseccomp.session_syscall_allow = 'read, write'
 * </pre>
 *
 * <p>Lists that are as they would be without their line are left out. A comment says what was written where that is something else.
 */
public final class PolicyText {
    /** Whose policy it is. */
    public sealed interface Subject {
        /** Sessions whose role has no settings of its own, and workers. */
        record Sessions() implements Subject {}

        /** The postmaster, and processes that have no filter but its own. */
        record Postmaster() implements Subject {}

        /**
         * A role.
         *
         * @param suffix how the names of its settings end
         */
        record Role(String name, String suffix) implements Subject {}

        /** A type of processes, by its name in settings. */
        record Type(String name) implements Subject {}
    }

    private final StringBuilder text = new StringBuilder();

    private PolicyText() {}

    /**
     * Writes a policy that is taken, each line with its end.
     *
     * @param settings those of the policy
     */
    public static String of(Architecture architecture, List<Setting> settings, ServerFacts facts, Subject subject) {
        PolicyText writer = new PolicyText();
        writer.head(architecture, settings, facts, subject);
        String suffix = subject instanceof Subject.Role role ? role.suffix() : "";
        List<Setting> written = withoutProfile(settings);
        List<Setting> resolved = ResolvedSettings.of(architecture, settings);
        for (int i = 0; i < resolved.size(); i++) {
            writer.setting(written.get(i), resolved.get(i), suffix);
        }
        return writer.text.toString();
    }

    private static List<Setting> withoutProfile(List<Setting> settings) {
        List<Setting> without = new ArrayList<>();
        for (Setting setting : settings) {
            if (!setting.name().equals(SettingNames.PROFILE)) {
                without.add(setting);
            }
        }
        return without;
    }

    private void head(Architecture architecture, List<Setting> settings, ServerFacts facts, Subject subject) {
        String library = facts.text("c_library");
        comment("The policy of " + described(subject) + ", with groups and the profile written out.");
        comment("For PostgreSQL " + (facts.version() == 0 ? "of an unknown version" : facts.version()) + ", "
                + architecture.displayName() + (library.isEmpty() ? "." : ", " + library + "."));
        for (Setting setting : settings) {
            if (setting.name().equals(SettingNames.PROFILE)) {
                int space = setting.value().indexOf(' ');
                String name = space < 0 ? setting.value() : setting.value().substring(0, space);
                comment(SettingNames.PROFILE + " = " + name
                        + " is in force: it has settings for other processes too, which are not here.");
            }
        }
        text.append("pgseccomp.enabled = on\n");
        if (subject instanceof Subject.Role role) {
            line("pgseccomp.session_roles", ConfigurationText.element(role.name()));
            if (!role.suffix().equals(role.name())) {
                line("pgseccomp.session_role_aliases", ConfigurationText.element(role.suffix() + "=" + role.name()));
            }
        } else if (subject instanceof Subject.Type type) {
            line("pgseccomp.process_types", type.name());
        }
    }

    private static String described(Subject subject) {
        if (subject instanceof Subject.Role role) {
            return "role \"" + role.name() + "\"";
        }
        if (subject instanceof Subject.Postmaster) {
            return "the postmaster";
        }
        return subject instanceof Subject.Type type ? "process type \"" + type.name() + "\"" : "sessions";
    }

    private void setting(Setting written, Setting resolved, String suffix) {
        if (resolved.value().equals(SettingDefinition.bootValueOf(resolved.name()))) {
            return;
        }
        if (!written.value().equals(resolved.value())) {
            comment("Written: '" + ConfigurationText.escaped(written.value()) + "'");
        }
        // Roles share policies: the name may have been written for another one.
        String name = resolved.name();
        int ofKind = SettingNames.lengthOfKind(name);
        line(ofKind < name.length() ? name.substring(0, ofKind + 1) + suffix : name, resolved.value());
    }

    private void comment(String comment) {
        text.append("# ").append(ConfigurationText.shown(comment)).append('\n');
    }

    private void line(String name, String value) {
        text.append(name)
                .append(" = '")
                .append(ConfigurationText.escaped(value))
                .append("'\n");
    }
}
