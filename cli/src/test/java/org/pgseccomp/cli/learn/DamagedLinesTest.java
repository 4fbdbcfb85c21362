package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedLinesTest {
    private static final String START = "type=SECCOMP msg=audit(1596483562.123:4567): ";
    private static final String FIELDS = "auid=4294967295 uid=26 gid=26 ses=4294967295 subj=unconfined pid=1234"
            + " comm=\"postgres\" exe=\"/usr/bin/postgres\" sig=0 arch=c000003e syscall=175 compat=0 ip=0x7f00008dd7d0"
            + " code=0x7ffc0000";
    private static final String ENRICHED = "\u001dARCH=x86_64 SYSCALL=init_module AUID=\"unset\" UID=\"postgres\"";

    @Test
    void aWholeRecordIsTaken() {
        assertThat(Reading.calls(Reading.text(Reading.POSTGRES, START + FIELDS)))
                .isEqualTo(Map.of("init_module", 1L));
        assertThat(Reading.calls(Reading.text(Reading.POSTGRES, START + FIELDS + ENRICHED + "\n")))
                .isEqualTo(Map.of("init_module", 1L));
    }

    /** 175 cut to 17 or 1 is another system call: a beginning of a record must never count as a record. */
    @ParameterizedTest
    @ValueSource(strings = {"0x7ffc0000", "0x50001", "0x5000d", "0x80000000", "0x30000", "0x7ff00000", "0x7fc00000"})
    void noBeginningOfARecordIsTaken(String code) {
        String record = START + FIELDS.replace("0x7ffc0000", code);
        assertThat(Reading.kind(record)).isEqualTo(LineKind.TAKEN);
        for (int length = 1; length < record.length(); length++) {
            assertThat(Reading.kind(record.substring(0, length)))
                    .as(record.substring(0, length))
                    .isEqualTo(LineKind.DAMAGED);
        }
    }

    /** The end of a record, as tail -c leaves it. The last few characters say nothing of where they come from. */
    @Test
    void anEndOfARecordIsDamaged() {
        String record = START + FIELDS;
        int lastTelling = record.indexOf(" compat=");
        for (int from = 1; from <= lastTelling; from++) {
            assertThat(Reading.kind(record.substring(from)))
                    .as(record.substring(from))
                    .isEqualTo(LineKind.DAMAGED);
        }
    }

    /** Two writers, or a crash between two lines. */
    @Test
    void twoRecordsInOneLineAreDamaged() {
        assertThat(Reading.kind(START + FIELDS + " " + START + FIELDS)).isEqualTo(LineKind.DAMAGED);
        assertThat(Reading.kind(START + FIELDS + START + FIELDS)).isEqualTo(LineKind.DAMAGED);
        assertThat(Reading.kind(START + "auid=0 uid=0 " + START + FIELDS)).isEqualTo(LineKind.DAMAGED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syscall=175|syscall=",
                "syscall=175|syscall=x",
                "syscall=175|syscall=17x5",
                "syscall=175|syscall=99999999999999999999",
                "syscall=175|syscall=4294967296",
                "syscall=175|syscall=--1",
                "syscall=175|syscall=nosuchcall",
                "arch=c000003e|arch=c000003",
                "arch=c000003e|arch=",
                "arch=c000003e|arch=c000003e arch=c00000b7",
                "arch=c000003e|arch=vax",
                "code=0x7ffc0000|code=7ffc0000",
                "code=0x7ffc0000|code=0x",
                "code=0x7ffc0000|code=0x7ffd0000",
                "code=0x7ffc0000|code=0x7ffc00001",
                "code=0x7ffc0000|code=0x7ffc0000 code=0x0",
                "code=0x7ffc0000|code=logged",
                "uid=26|uid=",
                "uid=26|xid=26",
                "uid=26|uid=26 uid=0",
                "syscall=175|syscall=175 syscall=0",
                "exe=\"/usr/bin/postgres\"|exe=\"/usr/bin/postgres\" exe=\"/bin/sh\"",
                "comm=\"postgres\"|comm=x syscall=0",
                "4567):|4567)",
                "4567):|:",
                "1596483562.123|15964x3562.123",
                "1596483562.123|1596483562.12",
                "1596483562.123:|1596483562.123",
                "audit(|audit",
            })
    void aFieldThatTheKernelDoesNotWriteSo(String field, String damaged) {
        String record = START + FIELDS;
        assertThat(record).contains(field);
        LineKind kind = Reading.kind(record.replace(" " + field, " " + damaged).replace(field, damaged));
        // An architecture with a digit less is a number all the same, of an architecture that nobody knows.
        assertThat(kind).isEqualTo(damaged.equals("arch=c000003") ? LineKind.FOREIGN_ARCHITECTURE : LineKind.DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\t", "\r", "\u001b"})
    void aControlCharacterBetweenTheFields(String character) {
        assertThat(Reading.kind(START + FIELDS.replace(" sig=0", character + "sig=0")))
                .isEqualTo(LineKind.DAMAGED);
    }

    @Test
    void linesThatEndAsOnWindowsAreWhole() {
        assertThat(Reading.kind(START + FIELDS + "\r")).isEqualTo(LineKind.TAKEN);
    }

    /** What file systems leave after a crash. */
    @Test
    void nullBytesAreDamage() {
        assertThat(Reading.kind("\0".repeat(300))).isEqualTo(LineKind.DAMAGED);
        assertThat(Reading.kind("\0".repeat(300) + START + FIELDS)).isEqualTo(LineKind.DAMAGED);
    }

    @Test
    void aMachineWhoseClockIsNotSet() {
        assertThat(Reading.kind(START.replace("1596483562", "12") + FIELDS)).isEqualTo(LineKind.TAKEN);
        assertThat(Reading.kind(START.replace("1596483562", "0") + FIELDS)).isEqualTo(LineKind.TAKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "type=ANOM_ABEND msg=audit(1.000:1): auid=0 sig=31 res=1",
                "[    1.0] usb 1-1: new device",
                "Aug 03 20:12:42 db1 postgres[77]: LOG:  database system is ready",
                "hello"
            })
    void otherLinesAreNotDamage(String line) {
        assertThat(Reading.kind(line)).isEqualTo(LineKind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes exit=0 comm=\"sh\"",
                "[    1.0] audit: type=1300 audit(1.000:1): arch=c000003e syscall=59 success=yes exit=0 comm=\"sh\"",
                "Aug 03 20:12:42 db1 audit[77]: SYSCALL arch=c000003e syscall=59 success=yes exit=0 comm=\"sh\""
            })
    void recordsOfRules(String line) {
        assertThat(Reading.kind(line)).isEqualTo(LineKind.AUDIT_RULE);
    }

    @Test
    void numbersThatNobodyKnowsAreCounted() {
        Observations found = Reading.text(
                Reading.POSTGRES,
                START + FIELDS.replace("syscall=175", "syscall=1999") + "\n" + START
                        + FIELDS.replace("syscall=175", "syscall=-1") + "\n" + START
                        + FIELDS.replace("syscall=175", "syscall=400") + "\n" + START
                        + FIELDS.replace("syscall=175", "syscall=1073741824") + "\n" + START
                        + FIELDS.replace("c000003e", "c00000f3") + "\n");
        assertThat(found.unknown(org.pgseccomp.syscall.Architecture.X86_64).byKey())
                .isEqualTo(Map.of(1999L, 1L, -1L, 1L, 400L, 1L));
        assertThat(found.lines(LineKind.FOREIGN_ARCHITECTURE) + found.lines(LineKind.TAKEN))
                .isEqualTo(2);
        assertThat(found.foreign().byKey()).containsKey("x86_64, other ABI");
        assertThat(Reading.calls(found)).isEmpty();
    }

    /** Somebody who makes up numbers must not make up memory. */
    @Test
    void ofInventedNumbersOnlySomeAreKept() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(START)
                    .append(FIELDS.replace("syscall=175", "syscall=" + (2000 + i)))
                    .append('\n');
        }
        Observations found = Reading.text(Reading.POSTGRES, text.toString());
        BoundedCounts<Long> unknown = found.unknown(org.pgseccomp.syscall.Architecture.X86_64);
        assertThat(unknown.byKey()).hasSize(1000);
        assertThat(unknown.others()).isEqualTo(2000);
        assertThat(found.lines(LineKind.UNKNOWN_SYSCALL)).isEqualTo(3000);
    }
}
