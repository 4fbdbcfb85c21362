package org.pgseccomp.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pgseccomp.syscall.Architecture;

/**
 * The groups that systemd has too contain the same calls. Compared with the systemd of this machine, or with the one that script/bootstrap
 * has unpacked; tried with 252 (Debian 12), 257 (13) and 262 (forky).
 */
class SystemdGroupsTest {
    private static final Path UNPACKED = Path.of("../target/systemd");

    /**
     * What we have and a systemd may lack: group, calls, reason.
     */
    private static final String[][] OURS = {
        {
            "@process",
            "execve",
            "systemd permits it always (its @default); here nothing is permitted by itself, and who takes @process away means it"
        },
        {"@mount", "open_tree", "it can make a mount of its own (OPEN_TREE_CLONE); systemd 262 moved it to @file-system"
        },
        {"@mount", "open_tree_attr", "newer than systemd 257"},
        {
            "@file-system",
            "file_getattr file_setattr getxattrat listmount listxattrat removexattrat setxattrat statmount",
            "newer than systemd 252"
        },
    };

    /** What a systemd has and we lack. */
    private static final String[][] THEIRS = {
        {"@file-system", "open_tree", "in @mount, as in systemd until 257"},
    };

    /** Groups that Debian 12's systemd lacks and Debian 13's has. */
    private static final Set<String> NEWER_GROUPS = Set.of("@sandbox");

    private static Map<String, Set<String>> theirGroups;

    /** The output of systemd-analyze, by group; what is in none of our tables is left out. */
    private static Map<String, Set<String>> theirs() throws IOException {
        if (theirGroups == null) {
            theirGroups = read();
        }
        return theirGroups;
    }

    private static Map<String, Set<String>> read() throws IOException {
        ProcessBuilder analyze = new ProcessBuilder(program(), "syscall-filter", "--no-pager")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        if (!program().startsWith("systemd")) {
            analyze.environment().put("LD_LIBRARY_PATH", libraries());
        }
        Process process = analyze.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Set<String>> groups = new HashMap<>();
        Set<String> current = new TreeSet<>();
        for (String line : output.lines().toList()) {
            if (line.startsWith("@")) {
                current = new TreeSet<>();
                groups.put(line, current);
            } else if (line.startsWith("    ") && !line.strip().startsWith("#")) {
                current.add(line.strip());
            }
        }
        assertThat(groups).as("what systemd-analyze printed").containsKeys("@default", "@known");
        return groups;
    }

    private static String program() {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "systemd-analyze"))) {
                return "systemd-analyze";
            }
        }
        Path unpacked = UNPACKED.resolve("usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(unpacked), "no systemd here, and none unpacked by script/bootstrap");
        return unpacked.toAbsolutePath().toString();
    }

    /** The folders of the unpacked packages that have libraries. */
    private static String libraries() throws IOException {
        try (Stream<Path> files = Files.walk(UNPACKED.toAbsolutePath())) {
            Set<String> folders = new TreeSet<>();
            files.filter(file -> file.getFileName().toString().contains(".so"))
                    .forEach(file -> folders.add(file.getParent().toString()));
            return String.join(":", folders);
        }
    }

    private static boolean isKnown(String name) {
        return name.startsWith("@")
                || Stream.of(Architecture.values()).anyMatch(architecture -> architecture.has(name));
    }

    private static Set<String> meant(String[][] differences, String group) {
        Set<String> calls = new TreeSet<>();
        for (String[] difference : differences) {
            if (difference[0].equals(group)) {
                calls.addAll(List.of(difference[1].split(" ", -1)));
            }
        }
        return calls;
    }

    private static List<SyscallGroup> sharedGroups() {
        return SyscallGroups.all().stream()
                .filter(group -> SystemdGroups.TEXT.contains(group.name() + ": "))
                .toList();
    }

    @Test
    void theGroupsAreThoseOfSystemd() throws IOException {
        Map<String, String> differences = new TreeMap<>();
        for (SyscallGroup group : sharedGroups()) {
            Set<String> expected = theirs().get(group.name());
            if (expected == null) {
                assertThat(NEWER_GROUPS).as("groups that systemd lacks").contains(group.name());
                continue;
            }
            Set<String> lacking = new TreeSet<>(expected);
            lacking.removeAll(group.members());
            lacking.removeAll(meant(THEIRS, group.name()));
            lacking.removeIf(name -> !isKnown(name));
            Set<String> more = new TreeSet<>(group.members());
            more.removeAll(expected);
            more.removeAll(meant(OURS, group.name()));
            if (!lacking.isEmpty() || !more.isEmpty()) {
                differences.put(group.name(), "lacks " + lacking + ", has more: " + more);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void whatIsMeantToDifferDoesDiffer() {
        for (String[] difference : OURS) {
            assertThat(SyscallGroups.named(difference[0]).members())
                    .as(difference[2])
                    .contains(difference[1].split(" ", -1));
        }
        for (String[] difference : THEIRS) {
            assertThat(SyscallGroups.named(difference[0]).members())
                    .as(difference[2])
                    .doesNotContain(difference[1].split(" ", -1));
        }
    }
}
