package org.pgseccomp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class SyscallGroupsTest {
    static List<SyscallGroup> all() {
        return SyscallGroups.all();
    }

    /** The names that groups of systemd and of the policy language have. */
    private static final String PROMISED =
            "@aio @basic-io @chown @clock @cpu-emulation @debug @file-system @io-event @ipc"
                    + " @keyring @memlock @module @mount @network-io @obsolete @pkey @privileged @process @raw-io @reboot"
                    + " @resources @sandbox @setuid @signal @swap @sync @timer"
                    + " @postgresql-session @postgresql-server @programs @jit @pl-python @pl-perl";

    @Test
    void whatThePolicyLanguagePromisesIsThere() {
        assertThat(SyscallGroups.all()).extracting(SyscallGroup::name).contains(PROMISED.split(" ", -1));
    }

    @ParameterizedTest
    @EnumSource
    void eachTypeOfProcessesHasAGroupOfItsName(ProcessType type) {
        assertThat(SyscallGroups.named(groupOf(type))).isNotNull();
    }

    static String groupOf(ProcessType type) {
        return "@postgresql-" + type.settingName().replace('_', '-');
    }

    @Test
    void noNameIsThereTwice() {
        assertThat(SyscallGroups.all()).extracting(SyscallGroup::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGroupIsFoundByItsName(SyscallGroup group) {
        assertThat(group.name()).matches("@[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(SyscallGroups.named(group.name())).isEqualTo(group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "swap",
                "@SWAP",
                "@swap ",
                " @swap",
                "@swap:",
                "@swap: Turns",
                "@swa",
                "@swapp",
                "swapon",
                "  swapoff swapon",
                "@none",
                "@\n",
                "@swap\n",
                "-@swap",
                "\n@swap",
                "@@swap"
            })
    void whatIsNoNameIsNoGroup(String name) {
        assertThat(SyscallGroups.named(name)).isNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theDescriptionIsOneSentence(SyscallGroup group) {
        assertThat(group.description()).matches("[A-Z][ -~]*[^.]\\.").doesNotContain(". ");
        assertThat(group.description().length()).isBetween(10, 160);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyMemberIsACallOfSomeArchitectureOrAGroup(SyscallGroup group) {
        assertThat(group.members())
                .isNotEmpty()
                .allMatch(member -> SyscallGroups.named(member) != null || isCall(member));
    }

    private static boolean isCall(String name) {
        return Stream.of(name.split("\\+", -1))
                .allMatch(call -> Stream.of(Architecture.values()).anyMatch(architecture -> architecture.has(call)));
    }

    /** So that a person finds one, and none stands there twice. */
    @ParameterizedTest
    @MethodSource("all")
    void membersAreSorted(SyscallGroup group) {
        assertThat(group.members()).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void noGroupContainsItself(SyscallGroup group) {
        assertThat(groupsIn(group, new ArrayList<>())).doesNotContain(group.name());
    }

    private static List<String> groupsIn(SyscallGroup group, List<String> found) {
        for (String member : group.members()) {
            if (member.startsWith("@") && !found.contains(member)) {
                found.add(member);
                groupsIn(SyscallGroups.named(member), found);
            }
        }
        return found;
    }

    /** All names in a group and in those in it, whatever architecture has them. */
    static Set<String> namesIn(SyscallGroup group) {
        return namesIn(group, name -> true);
    }

    /** {@code a+b} is a where there is b. */
    private static Set<String> namesIn(SyscallGroup group, Predicate<String> isThere) {
        Set<String> names = new HashSet<>();
        for (String member : group.members()) {
            if (member.startsWith("@")) {
                names.addAll(namesIn(SyscallGroups.named(member), isThere));
            } else if (Stream.of(member.split("\\+", -1)).allMatch(isThere)) {
                names.add(member.replaceAll("\\+.*", ""));
            }
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void theCallsAreThoseThatTheArchitectureHas(Architecture architecture) {
        for (SyscallGroup group : SyscallGroups.all()) {
            List<Syscall> expected = namesIn(group, architecture::has).stream()
                    .map(architecture.syscalls()::named)
                    .sorted(Comparator.comparing(Syscall::number))
                    .toList();
            assertThat(group.callsOf(architecture)).as(group.name()).isEqualTo(expected);
        }
    }

    /** Numbers from the kernel's headers. */
    @Test
    void callsAreSortedByNumber() {
        SyscallGroup swap = SyscallGroups.named("@swap");
        assertThat(swap.callsOf(Architecture.X86_64))
                .containsExactly(new Syscall("swapon", 167), new Syscall("swapoff", 168));
        assertThat(swap.callsOf(Architecture.AARCH64))
                .containsExactly(new Syscall("swapon", 224), new Syscall("swapoff", 225));
        assertThat(swap.callsOf(Architecture.S390X))
                .containsExactly(new Syscall("swapon", 87), new Syscall("swapoff", 115));
    }

    @Test
    void aGroupOfAnotherArchitectureOnlyIsEmpty() {
        assertThat(SyscallGroups.named("@cpu-emulation").callsOf(Architecture.AARCH64))
                .isEmpty();
        assertThat(SyscallGroups.named("@cpu-emulation").callsOf(Architecture.X86_64))
                .containsExactly(new Syscall("modify_ldt", 154));
    }
}
