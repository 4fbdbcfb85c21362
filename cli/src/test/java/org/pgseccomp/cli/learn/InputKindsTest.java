package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.syscall.Architecture;

/** Forms of records and reports of losses that daemons and tools make of the kernel's own, and texts that are no logs. */
class InputKindsTest {
    private static final String FIELDS = "auid=4294967295 uid=113 gid=120 ses=4294967295 pid=4711 comm=\"postgres\""
            + " exe=\"/usr/lib/postgresql/15/bin/postgres\" sig=0 arch=c000003e syscall=17 compat=0 ip=0x7f45a1b2c3d4"
            + " code=0x7ffc0000";
    private static final String RECORD = "type=SECCOMP msg=audit(1772705472.788:400): " + FIELDS;

    /** As ausearch -i prints it. */
    private static String interpreted(String architecture, String call) {
        return "type=SECCOMP msg=audit(05/03/26 10:11:12.788:400) : auid=unset uid=postgres gid=postgres ses=unset pid=4711"
                + " comm=postgres exe=/usr/bin/postgres sig=SIG0 arch=" + architecture + " syscall=" + call
                + " compat=0 ip=0xffff92e23698 code=log \n";
    }

    private static Learner read(String text) {
        return Reading.stream(Reading.POSTGRES, InputFormat.AUTO, new ByteArrayInputStream(Bytes.ascii(text)));
    }

    /** Names of lib/x86_64_table.h, aarch64_table.h, ppc_table.h and s390x_table.h of audit-userspace beside the kernel's. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, pread, pread64",
        "x86_64, pwrite, pwrite64",
        "x86_64, getdents, getdents",
        "aarch64, newfstat, fstat",
        "aarch64, getdents, getdents64",
        "aarch64, pread, pread64",
        "ppc64le, fstatat, newfstatat",
        "s390x, pwrite, pwrite64",
        "x86_64, 437, openat2",
        "x86_64, unknown-syscall(437), openat2",
        "x86_64, unknown syscall(437), openat2"
    })
    void namesOfAuditd(String architecture, String printed, String name) {
        Observations found = read(interpreted(architecture, printed)).observations();
        Architecture of = Architecture.valueOf(architecture.toUpperCase(Locale.ROOT));
        assertThat(Reading.calls(found, of)).isEqualTo(Map.of(name, 1L));
        assertThat(found.isIncomplete()).isFalse();
    }

    /** The byte before what auditd adds is a control character, which daemons write in their own ways. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001d", "#035", "\\x1d", "\\035", "^]"})
    void enrichedRecords(String separator) {
        Observations found = read(RECORD + separator + "ARCH=x86_64 SYSCALL=pread AUID=\"unset\" UID=\"postgres\"\n")
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("pread64", 1L));
        Selection ofUser = new Selection(
                Reading.POSTGRES.executables(), new UserFilter("postgres", -1), Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(Reading.calls(
                        Reading.text(ofUser, RECORD + separator + "ARCH=x86_64 SYSCALL=pread UID=\"postgres\"\n")))
                .isEqualTo(Map.of("pread64", 1L));
    }

    @Test
    void aByteOrderMarkIsNoPartOfALine() {
        String mark = "\u00ef\u00bb\u00bf";
        assertThat(Reading.calls(
                        read(mark + RECORD + "\n" + mark + RECORD + "\n").observations()))
                .isEqualTo(Map.of("pread64", 2L));
        assertThat(Reading.calls(read(mark + "10 read(0, \"\", 1) = 0\n").observations()))
                .isEqualTo(Map.of("read", 1L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mar  5 10:11:12 db1 rsyslogd: imjournal: 18432 messages lost due to rate-limiting (20000 allowed within 600 seconds)|18432",
                "Mar  5 10:11:12 db1 rsyslogd[600]: imjournal: begin to drop messages due to rate-limiting|0",
                "Mar  5 10:11:12 db1 rsyslogd-2177: imuxsock lost 14 messages from pid 4711 due to rate-limiting|14",
                "Mar  5 10:11:12 db1 rsyslogd: action 'action-1-x' queue full, discarding message|0",
                "Mar  5 10:11:12 db1 audispd: queue is full - dropping event|0",
                "Mar  5 10:11:12 db1 audisp-remote: queue to plugins is full - dropping event|0",
                "Mar  5 10:11:12 db1 auditd[612]: dispatch err (pipe full) event lost|0",
                "Mar  5 10:11:12 db1 auditd[612]: Audit daemon is suspending logging due to no space left on logging partition.|0",
                "Mar  5 10:11:12 db1 systemd-journald[300]: Suppressed 8215 messages from user.slice|8215",
                "Mar  5 10:11:12 db1 systemd-journald[300]: Missed 12 kernel messages|12",
                "Mar  5 10:11:12 db1 systemd-journald[300]: /dev/kmsg buffer overrun, some messages lost.|0",
                "Mar  5 10:11:12 db1 systemd-journald[300]: Forwarding to syslog missed 7 messages.|0",
                "Mar  5 10:11:12 db1 kernel: ** 34 printk messages dropped **|34",
                "** 34 printk messages dropped **|34",
                "Mar  5 10:11:12 db1 kernel: printk: 9 messages suppressed.|9",
                "Mar  5 10:11:12 db1 kernel: kauditd_printk_skb: 62 callbacks suppressed|62"
            })
    void reportsOfLosses(String line, long dropped) {
        Observations found = read(line + "\n" + RECORD + "\n").observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.LOSS_REPORT, 1L, LineKind.TAKEN, 1L));
        assertThat(found.dropped()).isEqualTo(dropped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  5 10:11:12 db1 sshd[1]: queue is full, 3 messages lost",
                "Mar  5 10:11:12 db1 rsyslogd: [origin software=\"rsyslogd\"] start",
                "Mar  5 10:11:12 db1 auditd[612]: Init complete, auditd 3.0.9 listening for events"
            })
    void whatIsNoReportOfALoss(String line) {
        assertThat(read(line + "\n" + RECORD + "\n").observations().isIncomplete())
                .isFalse();
    }

    @Test
    void theSummaryOfPerf() {
        Observations found = read("""
                 Summary of events:

                 postgres (4711), 101 events, 49.3%

                   syscall            calls  errors  total       min       avg       max       stddev
                                                     (msec)    (msec)    (msec)    (msec)        (%)
                   --------------- --------  ------ -------- --------- --------- ---------     ------
                   wait4                  2      0     4.000     1.000     2.000     3.000     10.00%
                   pread                  9      0     0.247     0.024     0.027     0.034      4.33%


                 bash (4712), 4 events, 1.9%

                   syscall            calls  errors  total       min       avg       max       stddev
                                                     (msec)    (msec)    (msec)    (msec)        (%)
                   --------------- --------  ------ -------- --------- --------- ---------     ------
                   dup2                   2      0     4.000     1.000     2.000     3.000     10.00%
                """).observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("wait4", 2L, "pread64", 9L));
        assertThat(found.lines(LineKind.OTHER_EXECUTABLE)).isEqualTo(1);
        assertThat(found.otherExecutables()).containsExactly("bash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}]}|profile of containers",
                "apiVersion: security-profiles-operator.x-k8s.io/v1beta1~kind: SeccompProfile~|Security Profiles Operator",
                "{\"ID\":\"1.7:4\",\"SECCOMP\":{\"uid\":1,\"syscall\":257}}|ausearch -m SECCOMP --raw",
                "~Syscall Report~=====~# date time syscall pid comm auid event~=====~1. 05/03/26 10:11:12 openat 4711 postgres|ausearch -m SECCOMP --raw",
                "Tracing syscalls, printing top 10... Ctrl+C to quit.~SYSCALL    COUNT~recvfrom    711~|strace -f -c",
                "2026-03-05 10:11:12.123 UTC [4711] LOG:  database system is ready to accept connections~|journalctl -k",
                "2026-03-05 10:11:12.123 UTC [1] DETAIL:  pgseccomp denied system call \"symlink\" (88)~|seccomp_denials",
                "NODE,EVENT,DATE,TIME,SERIAL_NUM~db1,SECCOMP,05/03/26|ausearch -m SECCOMP --raw",
                "__CURSOR=s=1~__REALTIME_TIMESTAMP=1~MESSAGE=x~|journalctl -k -o json",
                "     0.000 ( 0.004 ms): postgres/4711 openat(dfd: CWD) = 3~|perf trace -s",
                "{~  \"defaultAction\": \"SCMP_ACT_ERRNO\",~  \"syscalls\": [{\"action\": \"SCMP_ACT_ALLOW\"}]~}|profile of containers",
                "{~\t\"__CURSOR\" : \"s=1\",~\t\"_TRANSPORT\" : \"kernel\"~}|journalctl -k -o json",
                "~Syscall Summary Report~=====~total  syscall~=====~12  openat|ausearch -m SECCOMP --raw",
                "pgseccomp.enabled = on~|pgseccomp check",
                "Dear colleague,~please find the log in the other mail.~|no line of it is a record"
            })
    void whatIsNoLogIsNamed(String text, String advice) {
        Learner learner = read(text.replace('~', '\n') + "\n");
        assertThat(learner.isUnreadable()).isTrue();
        assertThat(learner.remarks()).last().asString().contains(advice);
    }

    /** "Stop when the list is empty": nothing is wrong with a log without records. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "type=SYSCALL msg=audit(1772705472.788:400): arch=c000003e syscall=2\n",
                "[    0.000000] Linux version 6.1.0\nno prefix\n[  1.000000] audit: type=2000 audit(1.0:1): state=initialized\n",
                "-- No entries --\n",
                "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"hello\"}\n"
            })
    void aLogWithoutRecords(String text) {
        Learner learner = read(text);
        assertThat(learner.isUnreadable()).isFalse();
        assertThat(learner.observations().isIncomplete()).isFalse();
    }

    /** Anybody can write such a line: the list lacks what it says, and that is told. */
    @ParameterizedTest
    @ValueSource(strings = {"message", "log", "MESSAGE"})
    void recordsInTheJsonOfACollector(String field) {
        Observations found = read("{\"" + field + "\":\"" + RECORD.replace("\"", "\\\"") + "\",\"host\":\"db1\"}\n")
                .observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.NOT_FROM_THE_KERNEL, 1L));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres, true",
        "postgre?, true",
        "post*, true",
        "*gres, true",
        "/usr/lib/postgresql/*/bin/postgres, true",
        "/usr/lib/*/postgres, false",
        "/usr/*, false",
        "?ostgre, false",
        "bash*, false"
    })
    void patternsOfExecutables(String pattern, boolean matches) {
        Observations found = Reading.text(Reading.executables(pattern), RECORD + "\n");
        assertThat(found.lines(LineKind.TAKEN) == 1).isEqualTo(matches);
        assertThat(found.otherExecutables().equals(List.of("/usr/lib/postgresql/15/bin/postgres")))
                .isEqualTo(!matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "code=0x7ffc0000|code=0x7ffc|it has a value",
                " code=0x7ffc0000||it lacks code=",
                "syscall=17|syscall=17 syscall=18|it has syscall= more than once"
            })
    void whyALineIsDamaged(String from, String to, String why) {
        Learner learner = read(RECORD.replace(from, to == null ? "" : to) + "\n");
        assertThat(learner.observations().lines(LineKind.DAMAGED)).isEqualTo(1);
        assertThat(learner.remarks()).singleElement().asString().contains(why);
    }
}
