package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    private static String record(String exe) {
        return "type=SECCOMP msg=audit(1596483562.123:4567): auid=0 uid=26 gid=26 ses=1 pid=1 comm=\"x\" exe=" + exe
                + " sig=0 arch=c000003e syscall=0 compat=0 ip=0x7f code=0x7ffc0000";
    }

    private static final String ENRICHED = "\u001dARCH=x86_64 AUID=\"root\" UID=\"postgres\" GID=\"postgres\"";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "postgres, \"/usr/lib/postgresql/15/bin/postgres\", TAKEN",
                "postgres, \"/usr/bin/notpostgres\", OTHER_EXECUTABLE",
                "postgres, \"/usr/bin/postgres2\", OTHER_EXECUTABLE",
                "postgres, \"/usr/postgres/sh\", OTHER_EXECUTABLE",
                "postgres, \"postgres\", TAKEN",
                "postgres, \"/usr/bin/postgres, OTHER_EXECUTABLE",
                "/usr/bin/postgres, \"/usr/bin/postgres\", TAKEN",
                "/usr/bin/postgres, \"/x/usr/bin/postgres\", OTHER_EXECUTABLE",
                "bin/postgres, \"/usr/bin/postgres\", OTHER_EXECUTABLE",
                "*, \"/usr/bin/anything\", TAKEN",
                // printf '/usr/bin/postgres (deleted)' | xxd -p: the server after an upgrade of its package
                "postgres, 2F7573722F62696E2F706F737467726573202864656C6574656429, TAKEN",
                // printf '/my dir/postgres' | xxd -p
                "postgres, 2F6D79206469722F706F737467726573, TAKEN",
                "/my dir/postgres, 2F6D79206469722F706F737467726573, TAKEN",
                // printf '/my dir/sh' | xxd -p
                "postgres, 2F6D79206469722F7368, OTHER_EXECUTABLE",
                "x, (null), TAKEN",
                "postgres, (null), OTHER_EXECUTABLE",
            })
    void executables(String wanted, String exe, LineKind kind) {
        assertThat(Reading.kind(Reading.executables(wanted), record(exe))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres, 26, TAKEN, TAKEN",
        "postgres, 27, OTHER_USER, TAKEN",
        "postgres, -1, UNDECIDED, TAKEN",
        "joe, 26, TAKEN, OTHER_USER",
        ", 26, TAKEN, TAKEN",
        ", 0, OTHER_USER, OTHER_USER",
    })
    void users(String name, long uid, LineKind raw, LineKind enriched) {
        Selection selection = new Selection(List.of("*"), new UserFilter(name, uid), Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(Reading.kind(selection, record("\"/x\""))).isEqualTo(raw);
        assertThat(Reading.kind(selection, record("\"/x\"") + ENRICHED)).isEqualTo(enriched);
    }

    @ParameterizedTest
    @CsvSource({
        "2020-08-03T19:39:22.123Z, 2020-08-03T19:39:22.123Z, TAKEN", // date -u -d @1596483562
        "2020-08-03T19:39:22.124Z, 2021-01-01T00:00:00Z, OTHER_TIME",
        "2020-01-01T00:00:00Z, 2020-08-03T19:39:22.122Z, OTHER_TIME"
    })
    void times(Instant since, Instant until, LineKind kind) {
        Selection selection = new Selection(List.of("*"), null, since.toEpochMilli(), until.toEpochMilli());
        assertThat(Reading.kind(selection, record("\"/x\""))).isEqualTo(kind);
        assertThat(Reading.kind(selection, "[1.0] audit: " + record("\"/x\"").replace("msg=", "")))
                .isEqualTo(kind);
        assertThat(Reading.kind(
                        selection,
                        "Aug 03 20:12:42 db1 audit[7053]: SECCOMP auid=0 uid=998 gid=998 ses=1 pid=7 comm=\"x\""
                                + " exe=\"/x\" sig=0 arch=c000003e syscall=1 compat=0 ip=0x7f code=0x7ffc0000"))
                .isEqualTo(LineKind.UNDECIDED);
    }
}
