package org.pgseccomp.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pgseccomp.check.ConfigurationChanges;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.plan.SwitchChanges;
import org.pgseccomp.policy.PolicyDifferences.Difference;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.SettingDefinition;

/** The sections of a report that are about one configuration. */
final class ReportSections {
    /** Of differences, one for each kind of process; of more there are numbers. */
    private static final int MOST_TABLES = 20;

    private final ServerPolicy server;
    private final ReportSurface surface;
    private final ReportExposure exposure;
    private final ConfigurationChanges difference;
    private final String profile;
    private final Html page;
    private final String suffix;
    private final String prefix;

    /**
     * Sections for a page.
     *
     * @param suffix of what is linked to, where a page has these sections of several configurations
     * @param prefix of headings, for the same reason
     */
    ReportSections(ReportedPolicy policy, Html page, String suffix, String prefix) {
        server = policy.server();
        surface = policy.surface();
        exposure = policy.exposure();
        difference = policy.difference();
        profile = policy.profile();
        this.page = page;
        this.suffix = suffix;
        this.prefix = prefix;
    }

    void writeProtected() {
        page.section("protected" + suffix, prefix + "What is protected");
        String why = server.whyNotInForce();
        if (why == null) {
            page.raw("<p class=\"notice\">")
                    .text("A server with this configuration filters the system calls of all its processes.")
                    .raw("</p>");
        } else {
            page.raw("<p class=\"notice bad\" role=\"note\">")
                    .text("A server with this configuration loads no filter: " + why + ".")
                    .raw("</p>");
        }
        page.element("p", "It is taken to be " + machine() + ".");
        surface.writeSummary(page);
        page.element(
                "p",
                "Of " + server.architecture().syscalls().all().size()
                        + " system calls that this version of pgseccomp knows. Calls of another ABI are never allowed.");
        page.endSection();
    }

    /** What the policy of a profile depends on, in words. */
    private String machine() {
        int version = server.facts().version();
        String library = server.facts().text("c_library");
        String unknown = "a C library that is not known (--libc)"
                + (server.dependsOnLibrary()
                        ? ", so that calls are shown which it allows with some libraries only"
                        : "");
        return (version == 0 ? "PostgreSQL of any version" : "PostgreSQL " + version) + " on "
                + server.architecture().displayName() + ", with "
                + (library.isEmpty() ? unknown : library);
    }

    void writeAttacks() {
        page.section("attacks" + suffix, prefix + "Attacks");
        page.element(
                "p",
                "What somebody who runs code of his own in a process may try next, by the catalogue of attacks of this version of"
                        + " pgseccomp, and what its filters, lists of files and ports, and isolation stop. Landlock is taken to be"
                        + " there. Warned: made and counted. Kernel: left open, but it needs privileges that a server's user does not"
                        + " have.");
        exposure.write(page);
        page.endSection();
    }

    void writeSurface() {
        page.section("surface" + suffix, prefix + "What each process may call");
        page.element(
                "p",
                "Each call stands in the smallest group that has it. An answer is what the kernel does: allow, log (made and"
                        + " recorded), warn (made and counted), error (fails), terminate (fails and ends the session), kill.");
        surface.writeGrid(page);
        page.endSection();
    }

    void writeDifference() {
        page.section("difference" + suffix, prefix + "Difference from the profile");
        page.element("p", "Compared with a server that has nothing but pgseccomp.profile = '" + profile + "'.");
        if (difference.isSame()) {
            page.element("p", "There is none.");
        }
        for (SwitchChanges.Change each : difference.settings()) {
            page.element(
                    "p",
                    (each.isLooser() ? "Looser: " : "Tighter: ") + each.setting() + " is " + Names.shown(each.after())
                            + " in place of " + Names.shown(each.before()) + ".");
        }
        List<Map.Entry<List<Difference>, List<String>>> all =
                List.copyOf(difference.byDifferences().entrySet());
        int shown = Math.min(MOST_TABLES, all.size());
        for (Map.Entry<List<Difference>, List<String>> each : all.subList(0, shown)) {
            page.table(
                    Names.shown(String.join(", ", each.getValue())),
                    "System call",
                    "Direction",
                    "The profile",
                    "This policy");
            for (Difference call : each.getKey()) {
                page.row(call.call(), direction(call), call.before(), call.after());
            }
            page.endTable();
        }
        if (shown < all.size()) {
            page.table("More kinds of processes", "Kind of process", "Looser calls", "Other differences");
            for (Map.Entry<List<Difference>, List<String>> each : all.subList(shown, all.size())) {
                long looser =
                        each.getKey().stream().filter(Difference::isLooser).count();
                page.row(
                        Names.shown(String.join(", ", each.getValue())),
                        Long.toString(looser),
                        Long.toString(each.getKey().size() - looser));
            }
            page.endTable();
        }
        page.endSection();
    }

    private static String direction(Difference difference) {
        return switch (difference.direction()) {
            case LOOSER -> "looser";
            case TIGHTER -> "tighter";
            case BOTH -> "both, by arguments";
            case OTHER_ERROR -> "another error";
        };
    }

    /** All of them. */
    void write() {
        writeProtected();
        writeAttacks();
        writeSurface();
        writeDifference();
        writeConfiguration();
    }

    void writeConfiguration() {
        page.section("configuration" + suffix, prefix + "Configuration");
        List<WrittenSetting> written = server.ours();
        if (written.isEmpty()) {
            page.element("p", "No setting of pgseccomp is written.");
        } else {
            page.table("Settings that are written", "Setting", "Value", "Where", "Meaning");
            for (WrittenSetting each : written) {
                page.row(Names.shown(each.name()), Names.shown(each.value()), each.place(), meaning(each.name()));
            }
            page.endTable();
        }
        writeWarnings();
        page.endSection();
    }

    /** What a server would warn of when it reads the configuration, as pgseccomp check prints it. */
    private void writeWarnings() {
        Set<Rejection> told = new LinkedHashSet<>();
        for (Problem each : server.planned().problemsOfTexts()) {
            if (each.severity() != Severity.ERROR) {
                told.add(each.text());
            }
        }
        if (told.isEmpty()) {
            page.element("p", "pgseccomp check warns of nothing.");
            return;
        }
        page.table("What pgseccomp check warns of", "Where", "Warning", "Details", "What to do");
        for (Rejection each : told) {
            WrittenSetting written = each.setting().isEmpty() ? null : server.written(each.setting());
            page.row(
                    written == null ? "" : written.place(),
                    Names.shown(each.message()),
                    Names.shown(each.detail()),
                    Names.shown(each.hint()));
        }
        page.endTable();
    }

    private static String meaning(String name) {
        for (SettingDefinition each : SettingDefinition.ALL) {
            if (each.name().equalsIgnoreCase(name)) {
                return each.description();
            }
        }
        int dot = name.indexOf('.');
        String kind = dot < 0 ? name : name.substring(0, dot);
        String whose = kind.startsWith("process_")
                ? "a type of processes"
                : kind.startsWith("database_") ? "a database" : "a role or its members";
        return "The same of " + whose + ": " + Names.shown(dot < 0 ? "" : name.substring(dot + 1)) + ".";
    }
}
