package org.pgseccomp.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Verdict;
import org.pgseccomp.cli.conf.WrittenSetting;
import org.pgseccomp.plan.Severity;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/**
 * The report over the configurations of many servers: a line for each server, where policies differ, and the sections of a report for each policy. Servers
 * with the same settings have the same policy, which is told once.
 */
final class ReportFleet {
    /** Policies with a column of their own where they are compared. */
    private static final int MOST_COLUMNS = 20;

    /** Each server has its own, and it makes no other policy. */
    private static final String DATA_DIRECTORY = ServerFacts.PREFIX + "data_directory";

    private final Architecture architecture;
    private final Html page = new Html();
    private final Map<List<String>, Policy> policies = new LinkedHashMap<>();
    private final Map<String, ServerPolicy> profiles = new HashMap<>();
    private final Map<String, Policy> servers = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    /** A policy, and the files that have it. */
    private record Policy(String name, ReportedPolicy reported, long warnings, List<String> files) {
        String id() {
            return "-" + name;
        }
    }

    ReportFleet(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Adds the configuration of a server; one that cannot be used is a line of the report. */
    void add(String file, int version, List<Setting> ofMachine) {
        try {
            ServerPolicy server = ServerPolicy.read(file, architecture, version, ofMachine);
            List<String> settings = new ArrayList<>();
            for (WrittenSetting each : server.ours()) {
                settings.add(each.name().toLowerCase(Locale.ROOT) + "=" + each.value());
            }
            settings.sort(null);
            for (Setting fact : server.facts().all()) {
                if (!fact.name().equals(DATA_DIRECTORY)) {
                    settings.add(fact.name() + "=" + fact.value());
                }
            }
            settings.add(String.valueOf(server.whyNotInForce()));
            Policy policy = policies.get(settings);
            if (policy == null) {
                policy = new Policy(
                        Integer.toString(policies.size() + 1),
                        ReportedPolicy.of(server, profiles),
                        warnings(server),
                        new ArrayList<>());
                policies.put(settings, policy);
            }
            policy.files().add(file);
            servers.put(file, policy);
        } catch (IOException e) {
            servers.put(file, null);
            failures.put(file, e.getMessage());
        }
    }

    private static long warnings(ServerPolicy server) {
        return server.planned().problemsOfTexts().stream()
                .filter(problem -> problem.severity() != Severity.ERROR)
                .count();
    }

    /** Whether a configuration could not be used. */
    boolean isIncomplete() {
        return !failures.isEmpty();
    }

    /** Whether none could. */
    boolean isEmpty() {
        return policies.isEmpty();
    }

    /** Why one could not. */
    Map<String, String> failures() {
        return failures;
    }

    String write(Instant now) throws IOException {
        ReportPage.begin(page, servers.size() + " servers", "'none'", "servers", now, architecture);
        page.link("servers", "Servers");
        if (policies.size() > 1) {
            page.link("policies", "Where policies differ");
        }
        for (Policy each : policies.values()) {
            page.link("protected" + each.id(), "Policy " + each.name() + ": " + ReportSurface.title(each.files()));
        }
        page.raw("</ul></nav>\n<main>\n");
        writeServers();
        if (policies.size() > 1) {
            writeDifferences();
        }
        for (Policy each : policies.values()) {
            String title = "Policy " + each.name() + ": ";
            page.part(title);
            page.element(
                    "p",
                    title
                            + String.join(", ", each.files())
                            + (each.files().size() == 1 ? "." : ". Where lines stand is told of the first of them."));
            new ReportSections(each.reported(), page, each.id(), title).write();
        }
        return page.raw("</main>\n</body>\n</html>\n").toString();
    }

    private void writeServers() {
        page.section("servers", "Servers");
        long protectedServers = servers.values().stream()
                .filter(each -> each != null && each.reported().server().whyNotInForce() == null)
                .count();
        page.raw(
                protectedServers == servers.size() ? "<p class=\"notice\">" : "<p class=\"notice bad\" role=\"note\">");
        page.text(protectedServers + " of " + servers.size()
                        + " servers filter the system calls of all their processes, with " + policies.size()
                        + (policies.size() == 1 ? " policy." : " different policies."))
                .raw("</p>\n");
        page.table(
                "What the configuration of each server says",
                "Server",
                "Policy",
                "In force",
                "Profile",
                "Calls that sessions may make",
                "Attacks stopped in sessions",
                "Warnings");
        for (Map.Entry<String, Policy> each : servers.entrySet()) {
            if (each.getValue() == null) {
                page.row(each.getKey(), "none", "no: " + failures.get(each.getKey()), "", "", "", "");
            } else {
                writeServer(each.getKey(), each.getValue());
            }
        }
        page.endTable().endSection();
    }

    private void writeServer(String file, Policy policy) {
        ReportedPolicy reported = policy.reported();
        String why = reported.server().whyNotInForce();
        List<Finding> attacks = reported.exposure().ofSessions();
        page.raw("<tr><th scope=\"row\">").text(file).raw("</th><td><a href=\"#protected" + policy.id() + "\">Policy ");
        page.text(policy.name()).raw("</a></td>");
        page.raw(why == null ? "<td class=\"allowed\">" : "<td class=\"denied\">")
                .text(why == null ? "yes" : "no: " + why)
                .raw("</td>");
        cell(reported.server().hasProfile() ? reported.profile() : "none");
        cell(why == null ? calls(reported) : "all");
        cell(ExposureReport.count(attacks, null, Verdict.STOPPED) + " of " + attacks.size());
        cell(Long.toString(policy.warnings()));
        page.raw("</tr>\n");
    }

    private static String calls(ReportedPolicy reported) {
        ReportSurface.Kind sessions = reported.surface().ofSessions();
        return sessions.count(ReportSurface.Verdict.ALLOWED) + ", and "
                + sessions.count(ReportSurface.Verdict.CONDITIONED) + " with conditions";
    }

    private void cell(String text) {
        page.raw("<td>").text(text).raw("</td>");
    }

    private void writeDifferences() {
        page.section("policies", "Where policies differ");
        List<Policy> columns = List.copyOf(policies.values()).subList(0, Math.min(MOST_COLUMNS, policies.size()));
        Map<String, List<String>> rows = new TreeMap<>();
        for (Syscall syscall : architecture.syscalls().all()) {
            List<String> answers = new ArrayList<>();
            for (Policy each : columns) {
                answers.add(answer(each.reported(), syscall.name()));
            }
            if (answers.stream().distinct().count() > 1) {
                rows.put(syscall.name(), answers);
            }
        }
        if (rows.isEmpty()) {
            page.element("p", "Sessions may make the same calls under all of them.");
        } else {
            String[] heads = new String[columns.size() + 1];
            heads[0] = "System call";
            for (int i = 0; i < columns.size(); i++) {
                heads[i + 1] = "Policy " + columns.get(i).name();
            }
            page.table("Calls that sessions may make under some policies and not under others", heads);
            rows.forEach((call, answers) -> {
                String[] cells = new String[answers.size() + 1];
                cells[0] = call;
                for (int i = 0; i < answers.size(); i++) {
                    cells[i + 1] = answers.get(i);
                }
                page.row(cells);
            });
            page.endTable();
        }
        if (columns.size() < policies.size()) {
            page.element(
                    "p",
                    "And " + (policies.size() - columns.size())
                            + " more policies; pgseccomp diff compares two of them.");
        }
        page.endSection();
    }

    private static String answer(ReportedPolicy reported, String call) {
        return reported.server().whyNotInForce() == null
                ? reported.surface().ofSessions().answers().getOrDefault(call, "allow")
                : "allow";
    }
}
