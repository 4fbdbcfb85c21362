package org.pgseccomp.plan;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.ConfigurationText;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ResolvedSettings;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingDefinition;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Architecture;

/**
 * A policy as lines of a configuration. A server with these lines alone has the same policy, whatever its profile is: groups and the profile
 * are written out.
 *
 * <pre>
 *   pgseccomp.enabled = on
 *   # Written: '@profile, -socket'
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

        /**
         * What sessions and workers of a database carry on top of theirs.
         *
         * @param suffix how the names of its settings end
         */
        record Database(String name, String suffix) implements Subject {}

        /** Sessions of a database, whose settings are among those of the policy. */
        record In(Subject subject, Database database) implements Subject {}
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Setting> lines = new ArrayList<>();

    private PolicyText() {}

    /** The lines, each with its end. */
    public String text() {
        return text.toString();
    }

    /** What the lines set. */
    public List<Setting> settings() {
        return List.copyOf(lines);
    }

    /**
     * Writes a policy that is taken.
     *
     * @param settings those of the policy
     */
    public static PolicyText of(Architecture architecture, List<Setting> settings, ServerFacts facts, Subject subject) {
        PolicyText writer = new PolicyText();
        ResolvedSettings resolved = new ResolvedSettings(architecture, settings);
        writer.head(architecture, resolved.profile(), facts, subject);
        ProcessType type = ProcessType.ofSettings(settings);
        if (type != null && !(subject instanceof Subject.Type)) {
            // Those of a role as walsender.
            writer.line("pgseccomp.process_types", type.settingName());
        }
        Subject whose = subject instanceof Subject.In in ? in.subject() : subject;
        String suffix = whose instanceof Subject.Role role ? role.suffix() : "";
        for (Setting setting : settings) {
            // That the server learns is no part of what it would have.
            if (!setting.name().equals(SettingNames.PROFILE) && !setting.name().equals(SettingNames.LEARN)) {
                writer.setting(setting, resolved.value(setting), suffix);
            }
        }
        return writer;
    }

    private void head(Architecture architecture, Profile profile, ServerFacts facts, Subject subject) {
        String library = facts.text("c_library");
        comment("The policy of " + described(subject) + ", with groups and the profile written out.");
        comment("For PostgreSQL " + (facts.version() == 0 ? "of an unknown version" : facts.version()) + ", "
                + architecture.displayName() + (library.isEmpty() ? "." : ", " + library + "."));
        if (profile != Profile.NONE) {
            comment(SettingNames.PROFILE + " = " + profile.settingName()
                    + " is in force: it has settings for other processes too, which are not here.");
            if (library.isEmpty() || facts.version() == 0) {
                comment(
                        "What only some versions of PostgreSQL or of the C library call is allowed too, as they are not known here.");
            }
        }
        lines.add(new Setting(SettingNames.ENABLED, "on"));
        text.append("pgseccomp.enabled = on\n");
        who(subject);
    }

    /** The lists that name who has settings of its own. */
    private void who(Subject subject) {
        if (subject instanceof Subject.Role role) {
            line("pgseccomp.session_roles", ConfigurationText.element(role.name()));
            if (!role.suffix().equals(role.name())) {
                line("pgseccomp.session_role_aliases", ConfigurationText.element(role.suffix() + "=" + role.name()));
            }
        } else if (subject instanceof Subject.Type type) {
            line("pgseccomp.process_types", type.name());
        } else if (subject instanceof Subject.Database database) {
            line("pgseccomp.session_databases", ConfigurationText.element(database.name()));
            if (!database.suffix().equals(database.name())) {
                line(
                        "pgseccomp.session_database_aliases",
                        ConfigurationText.element(database.suffix() + "=" + database.name()));
            }
        } else if (subject instanceof Subject.In in) {
            who(in.subject());
            who(in.database());
        }
    }

    private static String described(Subject subject) {
        if (subject instanceof Subject.Role role) {
            return "role \"" + role.name() + "\"";
        }
        if (subject instanceof Subject.Postmaster) {
            return "the postmaster";
        }
        if (subject instanceof Subject.Database database) {
            return "database \"" + database.name() + "\", which comes on top of that of a session";
        }
        if (subject instanceof Subject.In in) {
            return described(in.subject()) + " in database \"" + in.database().name() + "\"";
        }
        return subject instanceof Subject.Type type ? "process type \"" + type.name() + "\"" : "sessions";
    }

    private void setting(Setting written, String resolved, String suffix) {
        String name = written.name();
        if (resolved.equals(SettingDefinition.bootValueOf(name))) {
            return;
        }
        if (!written.value().equals(resolved)) {
            comment("Written: '" + ConfigurationText.escaped(written.value()) + "'");
        }
        // Roles share policies: the name may have been written for another one.
        int ofKind = SettingNames.lengthOfKind(name);
        line(ofKind < name.length() ? name.substring(0, ofKind + 1) + suffix : name, resolved);
    }

    private void comment(String comment) {
        text.append("# ").append(ConfigurationText.shown(comment)).append('\n');
    }

    private void line(String name, String value) {
        lines.add(new Setting(name, value));
        text.append(ConfigurationText.line(name, value)).append('\n');
    }
}
