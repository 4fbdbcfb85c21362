package org.pgseccomp.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pgseccomp.plan.Problem;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

class OlderKernelTest {
    @Test
    void namesThatTheKernelDoesNotHaveAreToldForEachList() {
        assertThat(problems(
                        "6.1.0-38-amd64", "pgseccomp.session_syscall_error", "mseal, cachestat, memfd_secret, ptrace"))
                .containsExactly(
                        "REMARK: parameter \"pgseccomp.session_syscall_error\" names system calls that Linux 6.1 does not have"
                                + " | mseal is there since Linux 6.10; cachestat is there since Linux 6.5."
                                + " | The entries have no effect until the server runs on a newer kernel.");
        assertThat(problems("6.10", "pgseccomp.session_syscall_error", "mseal, cachestat"))
                .isEmpty();
    }

    /** A group is for every kernel, and what is taken out of one does no harm. */
    @Test
    void groupsAndRemovalsAreNotTold() {
        assertThat(problems("4.19", "pgseccomp.session_syscall_error", "@mount, -open_tree"))
                .isEmpty();
    }

    @Test
    void anUnknownKernelIsNotJudged() {
        List<Setting> settings = List.of(new Setting("pgseccomp.session_syscall_error", "mseal"));
        assertThat(OlderKernel.problems(
                        new PlannedConfiguration(Architecture.X86_64, settings, ServerFacts.UNKNOWN), settings))
                .isEmpty();
        assertThat(OlderKernel.facts("Debian")).isEmpty();
    }

    /** docs/platforms.md says from which kernel on each works, as tried in virtual machines. */
    @Test
    void whatTheKernelIsTooOldForIsRefusedAsAServerRefusesIt() {
        assertThat(problems("4.4.0", "pgseccomp.enabled", "on"))
                .containsExactly("ERROR: pgseccomp needs Linux 4.14 or newer | The kernel is Linux 4.4. | ");
        assertThat(problems("5.4", "pgseccomp.learn", "on"))
                .contains(
                        "ERROR: pgseccomp.learn needs Linux 5.5 or newer | The kernel is Linux 5.4. | pgseccomp learn reads what"
                                + " the audit of an older kernel records.");
        assertThat(problems("5.10", "pgseccomp.learn", "on")).noneMatch(problem -> problem.startsWith("ERROR"));
        assertThat(problems("5.10", "pgseccomp.session_paths", "@data, /srv"))
                .singleElement()
                .asString()
                .startsWith("ERROR: ")
                .contains("the kernel does not offer Landlock");
        assertThat(problems("6.6", "pgseccomp.session_connect_ports", "5432"))
                .singleElement()
                .asString()
                .startsWith("ERROR: ")
                .contains("Landlock does not know ports");
        assertThat(problems("6.7", "pgseccomp.session_connect_ports", "5432"))
                .noneMatch(each -> each.startsWith("ERROR"));
        assertThat(problems("5.18", "pgseccomp.isolate_processes", "require"))
                .singleElement()
                .asString()
                .startsWith("ERROR: ");
        assertThat(problems("5.18", "pgseccomp.isolate_processes", "on"))
                .singleElement()
                .asString()
                .startsWith("REMARK: pgseccomp: processes are not isolated from each other");
        assertThat(problems("5.19", "pgseccomp.isolate_processes", "require")).isEmpty();
    }

    private static List<String> problems(String kernel, String name, String value) {
        List<Setting> settings = new ArrayList<>(List.of(
                new Setting("shared_preload_libraries", "pgseccomp"),
                new Setting("pgseccomp.enabled", "on"),
                new Setting(name, value)));
        if (!name.equals("pgseccomp.isolate_processes")) {
            settings.add(new Setting("pgseccomp.isolate_processes", "off"));
        }
        ServerFacts facts = ServerFacts.among(OlderKernel.facts(kernel));
        PlannedConfiguration planned = new PlannedConfiguration(Architecture.X86_64, settings, facts);
        List<Problem> problems = new ArrayList<>(planned.problems());
        problems.addAll(OlderKernel.problems(planned, settings));
        List<String> texts = new ArrayList<>();
        for (Problem each : problems) {
            texts.add(each.severity() + ": " + each.text().message() + " | "
                    + each.text().detail() + " | " + each.text().hint());
        }
        return texts;
    }
}
