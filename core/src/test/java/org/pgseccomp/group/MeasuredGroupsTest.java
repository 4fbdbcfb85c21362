package org.pgseccomp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.observe.AlwaysAllowed;
import org.pgseccomp.observe.Uncounted;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Our groups have what was seen ({@code script/groups} writes bench/groups), and nothing else without a reason. */
class MeasuredGroupsTest {
    /**
     * Calls that C libraries make in place of each other, by version and architecture. Who needs one of them needs whichever there is.
     */
    private static final String[] SIBLINGS = {
        "accept accept4",
        "access faccessat faccessat2",
        "chmod fchmodat fchmodat2",
        "clock_gettime gettimeofday time",
        "clock_nanosleep nanosleep",
        "clone clone3",
        "dup2 dup3",
        "epoll_create epoll_create1",
        "epoll_wait epoll_pwait",
        "fstat lstat newfstatat stat",
        "getdents getdents64",
        "getrlimit prlimit64",
        "link linkat",
        "mkdir mkdirat",
        "open openat",
        "pipe pipe2",
        "poll ppoll",
        "readlink readlinkat",
        "recv recvfrom",
        "rename renameat renameat2",
        "_newselect pselect6 select",
        "send sendto",
        "signalfd signalfd4",
        "statfs statfs64",
        "symlink symlinkat",
        "sync_file_range sync_file_range2",
        "futimesat utime utimensat utimes",
    };

    /** The same, where the new one does what several old ones do. */
    private static final Map<String, String> IN_PLACE_OF = Map.of("unlink", "unlinkat", "rmdir", "unlinkat");

    /** Types of processes that execute commands of the configuration. */
    private static final Set<String> EXECUTING = Set.of("archiver", "checkpointer", "startup");

    /** What was seen of a process and belongs to a pack all the same: CREATE SUBSCRIPTION connects to another server. */
    private static final Map<String, String> OF_A_PACK = Map.of(
            "client_backend - connect",
            "@dblink",
            "client_backend - geteuid",
            "@dblink",
            "client_backend - socket",
            "@dblink");

    /** A line of what was seen. */
    private record Seen(String release, String type, String pack, String program, String call) {
        Set<String> allowed() {
            Set<String> names = new HashSet<>(named(
                    switch (type) {
                        case "client_backend", "parallel_worker" -> "session";
                        case "postmaster", "starting", "other" -> "server";
                        default -> type.replace('_', '-');
                    }));
            if (!program.equals("postgres") || EXECUTING.contains(type)) {
                names.addAll(SyscallGroupsTest.namesIn(SyscallGroups.named("@programs")));
            }
            // Every process of a server whose io_method is io_uring makes these; the server was one for a while.
            if (call.startsWith("io_uring_")) {
                names.addAll(SyscallGroupsTest.namesIn(SyscallGroups.named("@postgresql-io-uring")));
            }
            if (!pack.equals("-") && !pack.equals("io_uring")) {
                names.addAll(SyscallGroupsTest.namesIn(SyscallGroups.named("@" + pack.replace('_', '-'))));
            }
            String packOfCall = OF_A_PACK.get(type + " " + pack + " " + call);
            if (packOfCall != null) {
                names.addAll(SyscallGroupsTest.namesIn(SyscallGroups.named(packOfCall)));
            }
            return names;
        }

        private static Set<String> named(String process) {
            return SyscallGroupsTest.namesIn(SyscallGroups.named("@postgresql-" + process));
        }
    }

    private static List<Seen> seen() throws IOException {
        List<Seen> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../bench/groups"))) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] parts = line.split(" ", -1);
                    all.add(new Seen(file.getFileName().toString(), parts[0], parts[1], parts[2], parts[3]));
                }
            }
        }
        assertThat(all).as("bench/groups").hasSizeGreaterThan(300);
        return all;
    }

    static Stream<SyscallGroup> ours() {
        return SyscallGroups.all().stream().filter(group -> !SystemdGroups.TEXT.contains(group.name() + ": "));
    }

    @Test
    void whatWasSeenIsInTheGroupOfItsProcess() throws IOException {
        Map<String, Set<String>> lacking = new TreeMap<>();
        for (Seen line : seen()) {
            if (!line.allowed().contains(line.call())) {
                lacking.computeIfAbsent(
                                line.release() + " " + line.type() + " " + line.pack() + " " + line.program(),
                                key -> new TreeSet<>())
                        .add(line.call());
            }
        }
        assertThat(lacking).isEmpty();
    }

    /** docs/groups.md has a reason for each call that nobody was seen to make. */
    @Test
    void whatIsInAGroupWasSeenOrHasAReason() throws IOException {
        Set<String> known = new HashSet<>();
        seen().forEach(line -> known.add(line.call()));
        for (Architecture architecture : Architecture.values()) {
            known.addAll(NeededCalls.names(architecture));
            Uncounted.calls(architecture).stream().map(Syscall::name).forEach(known::add);
        }
        for (String siblings : SIBLINGS) {
            List<String> names = List.of(siblings.split(" ", -1));
            if (names.stream().anyMatch(known::contains)) {
                known.addAll(names);
            }
        }
        known.addAll(IN_PLACE_OF.values());
        Set<String> unseen = new TreeSet<>();
        ours().flatMap(group -> group.members().stream())
                .map(member -> member.replaceAll("\\+.*", ""))
                .filter(member -> !member.startsWith("@") && !known.contains(member))
                .forEach(unseen::add);
        String document = Files.readString(Path.of("../docs/groups.md"));
        String reasons = document.substring(document.indexOf("## Calls that were not seen"));
        Set<String> documented = new TreeSet<>();
        Pattern.compile("(?m)^\\| (`[^|]*`) \\|")
                .matcher(reasons)
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(names ->
                        documented.addAll(List.of(names.replaceAll("[`,]", "").split(" ", -1))));
        assertThat(unseen).isEqualTo(documented);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void whatOtherLibrariesCallInPlaceOfOneIsThereToo(SyscallGroup group) {
        Set<String> names = SyscallGroupsTest.namesIn(group);
        for (String siblings : SIBLINGS) {
            List<String> all = List.of(siblings.split(" ", -1));
            if (all.stream().anyMatch(names::contains)) {
                assertThat(names).containsAll(all);
            }
        }
        IN_PLACE_OF.forEach((old, newer) -> {
            if (names.contains(old)) {
                assertThat(names).contains(newer);
            }
        });
    }

    /** The server's group is the list of the global filter: everything that any of its processes may do. */
    @Test
    void theServersGroupHasAllOfItsProcesses() {
        Set<String> server = SyscallGroupsTest.namesIn(SyscallGroups.named("@postgresql-server"));
        ours().filter(group ->
                        group.name().startsWith("@postgresql-") && !group.name().equals("@postgresql-io-uring"))
                .forEach(group -> assertThat(server).as(group.name()).containsAll(SyscallGroupsTest.namesIn(group)));
    }

    /** And what pgseccomp calls itself. */
    @ParameterizedTest
    @EnumSource
    void theServersGroupHasWhatIsAlwaysRecommended(Architecture architecture) {
        Set<String> server = SyscallGroupsTest.namesIn(SyscallGroups.named("@postgresql-server"));
        assertThat(AlwaysAllowed.inTheServer(architecture, 15).stream().filter(architecture::has))
                .allMatch(server::contains);
    }

    /** What makes a session dangerous is not in its group. */
    @Test
    void sessionsExecuteNothingAndConnectToNothing() {
        assertThat(SyscallGroupsTest.namesIn(SyscallGroups.named("@postgresql-session")))
                .doesNotContain(
                        "execve",
                        "execveat",
                        "fork",
                        "vfork",
                        "clone",
                        "clone3",
                        "socket",
                        "connect",
                        "bind",
                        "listen",
                        "accept",
                        "ptrace",
                        "mount",
                        "unshare",
                        "setns",
                        "io_uring_setup",
                        "memfd_create",
                        "bpf",
                        "ioctl");
    }
}
