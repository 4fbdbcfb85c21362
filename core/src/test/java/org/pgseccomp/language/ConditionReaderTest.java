package org.pgseccomp.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

class ConditionReaderTest {
    private static ConditionReader read(String call, String condition) {
        return ConditionReader.read(
                Architecture.X86_64, Architecture.X86_64.syscalls().named(call), condition);
    }

    /** LANGUAGE: what is printed is read as the same condition. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
        socket    ~ domain: AF_UNIX                                  ~ domain: AF_UNIX
        socket    ~ FAMILY :af_unix,  AF_INET ;type:SOCK_STREAM      ~ domain: AF_UNIX, AF_INET; type: SOCK_STREAM
        socket    ~ arg0: 1                                          ~ domain: 1
        socket    ~ domain: not 0x10, 020                            ~ domain: not 16, 16
        mmap      ~ prot: with PROT_WRITE|PROT_EXEC                  ~ prot: with PROT_WRITE|PROT_EXEC
        mmap      ~ prot: without PROT_EXEC; prot: with PROT_READ    ~ prot: without PROT_EXEC; prot: with PROT_READ
        kill      ~ pid: -1..5                                       ~ pid: -1..5
        lseek     ~ offset: -9223372036854775808..0                  ~ offset: -9223372036854775808..0
        openat    ~ dfd: AT_FDCWD                                    ~ dirfd: AT_FDCWD
        rt_sigaction ~ act: 0                                        ~ act: 0
        """)
    void conditionsArePrintedInOneForm(String call, String written, String printed) {
        ConditionReader reader = read(call, written);
        assertThat(reader.error()).isNull();
        assertThat(reader.condition().text()).isEqualTo(call + "(" + printed + ")");
        ConditionReader again = read(call, printed);
        assertThat(again.condition()).isEqualTo(reader.condition());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        socket | famly: 1               | 0  | has the unknown parameter "famly"
        socket | domain 1               | 7  | has no colon behind "domain"
        socket | domain: AF_UNX         | 8  | has the unknown constant "AF_UNX"
        socket | domain:                | 7  | has no value where one should be
        socket | domain: 1,             | 10 | has no value where one should be
        socket | domain: 4294967296     | 8  | has a value that does not fit into "domain", a number of 32 bits
        socket | domain: 99999999999999999999 | 8 | has the malformed or too large number "99999999999999999999"
        socket | domain: 1x             | 8  | has the malformed or too large number "1x"
        socket | domain: 5..2           | 11 | has a range whose end is less than its beginning
        socket | domain: 1 2            | 10 | has "2" where its condition should end or go on
        socket | domain: 1; domain: 2   | 0  | has a condition that no call meets
        socket | type: SOCK_CLOEXEC     | 6  | has a value for "type" that is never seen: SOCK_NONBLOCK and SOCK_CLOEXEC are not compared
        openat | filename: /etc/passwd  | 10 | compares the pointer "pathname" with something else than 0
        openat | filename: passwd       | 10 | compares the pointer "pathname" with something else than 0
        mmap   | prot: with not 1       | 11 | has "not" where a value should be
        mmap   | prot: 1, Without 2     | 9  | has "Without" where a value should be
        socket | domain: 1, type: 2     | 11 | has a comma in front of a parameter
        socket | domain: type: 2        | 8  | has no value for "domain"
        openat | filename: 1            | 10 | compares the pointer "pathname" with something else than 0
        mmap   | prot: with 1..3        | 11 | compares single bits with what is no sum of bits
        """)
    void whatIsWrongIsSaidWithItsPlace(String call, String condition, int position, String reason) {
        ConditionError error = read(call, condition).error();
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error.position()).isEqualTo(position);
    }

    @Test
    void whatEveryCallMeetsIsNoticed() {
        assertThat(read("socket", "domain: not 1, 2").isAlwaysMet()).isFalse();
        assertThat(read("socket", "domain: 0..4294967295").isAlwaysMet()).isTrue();
        assertThat(read("mmap", "prot: with 0").isAlwaysMet()).isTrue();
    }

    /** With "with" other flags may be set beside the named ones. */
    @Test
    void aWordOfFlagsThatIsComparedAsAWholeIsNoticed() {
        assertThat(read("mmap", "prot: PROT_READ|PROT_EXEC").condition().exactFlags())
                .isEqualTo(new ReadCondition.ExactFlags("prot", "PROT_READ|PROT_EXEC"));
        assertThat(read("clone", "flags: CLONE_NEWUSER").condition().exactFlags())
                .isEqualTo(new ReadCondition.ExactFlags("flags", "CLONE_NEWUSER"));
        for (String other : List.of("prot: with PROT_EXEC", "prot: not 1", "prot: PROT_NONE", "prot: 1..7", "fd: 5")) {
            assertThat(read("mmap", other).condition().exactFlags()).as(other).isNull();
        }
    }

    /** socket(2): the flags may be added to the type, and say nothing of it. */
    @Test
    void theFlagsOfASocketAreNoPartOfItsType() {
        ReadCondition stream = read("socket", "type: SOCK_STREAM").condition();
        assertThat(stream.condition().holds(new long[] {1, 1, 0, 0, 0, 0})).isTrue();
        assertThat(stream.condition().holds(new long[] {1, 1 | 0x80000 | 0x800, 0, 0, 0, 0}))
                .isTrue();
        assertThat(stream.condition().holds(new long[] {1, 2, 0, 0, 0, 0})).isFalse();
        assertThat(stream.condition().holds(new long[] {1, 1 | 0x1000, 0, 0, 0, 0}))
                .isFalse();
    }

    /** The kernel takes int: what is in the upper half of the register is not looked at. */
    @Test
    void onlyWhatTheKernelLooksAtIsCompared() {
        ReadCondition unix = read("socket", "domain: AF_UNIX").condition();
        assertThat(unix.condition().holds(new long[] {0xdead00000001L, 0, 0, 0, 0, 0}))
                .isTrue();
        ReadCondition offset = read("lseek", "offset: 1").condition();
        assertThat(offset.condition().holds(new long[] {0, 0xdead00000001L, 0, 0, 0, 0}))
                .isFalse();
    }
}
