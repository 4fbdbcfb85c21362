package org.pgseccomp.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.language.ConditionReader;
import org.pgseccomp.language.Entry;
import org.pgseccomp.language.EntryList;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** The catalogue is whole: an entry that is misspelt would be a way that nothing stops, or that is never seen. */
class AttacksTest {
    private static final List<Attack> ALL = Attacks.all();

    @Test
    void thereAreEnoughOfEachClass() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(120);
        for (AttackClass each : AttackClass.values()) {
            assertThat(ALL.stream().filter(attack -> attack.attackClass() == each))
                    .as(each.label())
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void eachIsNamedOnceAndDescribed() {
        assertThat(ALL).extracting(Attack::name).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(ALL).extracting(Attack::what).doesNotHaveDuplicates().allMatch(what -> what.endsWith("."));
        assertThat(ALL).extracting(Attack::kernels).allMatch(kernels -> !kernels.isBlank());
        assertThat(ALL)
                .extracting(Attack::reference)
                .allMatch(
                        reference -> reference.matches(
                                ".*(CVE-[0-9]{4}-[0-9]{4,6}|ATT&CK T[0-9]{4}|[a-z_.]+[(][1-9][)]|kernel documentation, |PostgreSQL manual, ).*"));
        assertThat(ALL).allSatisfy(attack -> assertThat(attack.ways()).isNotEmpty());
    }

    /** What the issue of this catalogue names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CVE-2024-1086",
                "CVE-2022-0185",
                "CVE-2023-0386",
                "CVE-2021-22555",
                "CVE-2022-29582",
                "CVE-2016-0728",
                "CVE-2022-0847",
                "CVE-2016-5195",
                "ptrace(2)",
                "process_vm_writev(2)",
                "memfd_create(2)",
                "TIOCSTI",
                "open_by_handle_at(2)",
                "mount(2)",
                "fsopen(2)",
                "kexec_load(2)",
                "init_module(2)",
                "clock_settime(2)",
                "personality(2)",
                "modify_ldt(2)",
                "uselib(2)",
                "mq_open(3)",
                "shmat(2)",
                "prlimit(2)",
                "kill(2)",
                "userfaultfd(2)",
                "T1098.004",
                "T1053.003",
                "LOAD"
            })
    void whatIsKnownIsInIt(String reference) {
        assertThat(ALL).anyMatch(attack -> attack.reference().contains(reference));
    }

    /** Each call is one of an architecture, and each condition can be read where the call is. */
    @ParameterizedTest
    @EnumSource
    void itsCallsCanBeRead(Architecture architecture) {
        for (Attack attack : ALL) {
            for (List<Need> way : attack.ways()) {
                for (Need need : way) {
                    if (need.kind() == Need.Kind.CALLS) {
                        calls(architecture, need.text(), attack.name());
                    }
                }
            }
        }
    }

    private static void calls(Architecture architecture, String text, String of) {
        EntryList list = EntryList.parse(text);
        assertThat(list.errors()).as(of).isEmpty();
        assertThat(list.entries()).as(of).isNotEmpty();
        for (Entry entry : list.entries()) {
            Syscall call = architecture.syscalls().named(entry.name());
            assertThat(isAnywhere(entry.name())).as(of + ": " + entry.name()).isTrue();
            // On s390x the arguments of mmap lie in memory: all of its calls count.
            boolean hasArguments =
                    architecture != Architecture.S390X || !entry.name().equals("mmap");
            if (call != null && entry.condition() != null && hasArguments) {
                assertThat(ConditionReader.read(architecture, call, entry.condition())
                                .error())
                        .as(of + ": " + entry.written())
                        .isNull();
            }
        }
    }

    private static boolean isAnywhere(String name) {
        for (Architecture architecture : Architecture.values()) {
            if (architecture.syscalls().named(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** Words that begin no kind of need are calls: paths and privileges are what they look like. */
    @Test
    void itsOtherNeedsAreWellFormed() {
        for (Attack attack : ALL) {
            for (List<Need> way : attack.ways()) {
                for (Need need : way) {
                    switch (need.kind()) {
                        case READ, WRITE, EXECUTE, LINK ->
                            assertThat(Attacks.split(need.text(), ", "))
                                    .as(attack.name())
                                    .allMatch(path -> path.matches("([{][a-z_]+[}])?(/[A-Za-z0-9._-]*)*"));
                        case TRACE -> assertThat(need.text()).isIn("server", "stranger");
                        case PRIVILEGE ->
                            assertThat(need.text()).matches("CAP_[A-Z_]+|root|group [a-z]+|a permitted capability");
                        default -> {}
                    }
                }
            }
        }
    }
}
