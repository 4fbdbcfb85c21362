package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.group.SyscallGroup;
import org.pgseccomp.group.SyscallGroups;

class GroupsCommandTest {
    @Test
    void aGroupIsItsNameWhatItIsForAndItsCalls() {
        CommandRun run = CommandRun.of("groups", "--arch", "x86_64", "@swap");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("@swap\n    # Turns swap space on and off.\n    swapoff\n    swapon\n");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@mount", "mount", "@MOUNT", "Mount"})
    void theAtAndCaseDoNotMatter(String name) {
        CommandRun run = CommandRun.of("groups", "--arch", "x86_64", name);
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).startsWith("@mount").contains("    mount", "    umount2", "    pivot_root");
    }

    @Test
    void severalComeInTheOrderGiven() {
        assertThat(CommandRun.of("groups", "--arch", "x86_64", "@swap", "@module")
                        .out()
                        .lines())
                .filteredOn(line -> line.startsWith("@"))
                .containsExactly("@swap", "@module");
    }

    @Test
    void withoutANameAllArePrinted() {
        CommandRun run = CommandRun.of("groups", "--arch", "s390x");
        assertThat(run.code()).isZero();
        List<String> names =
                SyscallGroups.all().stream().map(SyscallGroup::name).toList();
        assertThat(run.out().lines()).filteredOn(line -> line.startsWith("@")).isEqualTo(names);
    }

    /** aarch64 has no open(2): kernels of newer architectures have openat(2) only. */
    @Test
    void callsAreThoseOfTheArchitecture() {
        assertThat(CommandRun.of("groups", "--arch", "aarch64", "@file-system")
                        .out()
                        .lines())
                .contains("    openat")
                .doesNotContain("    open");
        assertThat(CommandRun.of("groups", "--arch", "x86_64", "@file-system")
                        .out()
                        .lines())
                .contains("    openat", "    open");
    }

    @Test
    void nestedGroupsArePrintedAsTheirCalls() {
        assertThat(CommandRun.of("groups", "--arch", "x86_64", "@privileged")
                        .out()
                        .lines())
                .contains("    chown", "    swapon", "    init_module")
                .noneMatch(line -> line.startsWith("    @"));
    }

    @Test
    void anUnknownGroupIsRefusedWithTheNearestOne() {
        CommandRun run = CommandRun.of("groups", "--arch", "x86_64", "@netwrok-io");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("pgseccomp groups: Unknown group '@netwrok-io'; did you mean @network-io?");
    }

    @Test
    void anUnknownArchitectureIsRefused() {
        CommandRun run = CommandRun.of("groups", "--arch", "sparc");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("pgseccomp groups: Unknown architecture 'sparc'");
    }

    @Test
    void json() throws IOException {
        CommandRun run = CommandRun.of("groups", "--arch", "x86_64", "--format", "json", "@swap");
        assertThat(run.code()).isZero();
        JsonNode json = JsonSchemas.valid(run.out());
        assertThat(json.at("/groups/0/name").asText()).isEqualTo("@swap");
        assertThat(json.at("/groups/0/calls").toString()).isEqualTo("[\"swapoff\",\"swapon\"]");
    }
}
