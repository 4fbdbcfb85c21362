package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools that people have at hand print in place of a log: none of it may pass for a log in which nothing was recorded. */
class OtherToolsTest {
    private static final String FIELDS = "auid=4294967295 uid=113 gid=120 ses=4294967295 pid=4711 comm=\"postgres\""
            + " exe=\"/usr/lib/postgresql/15/bin/postgres\" sig=0 arch=c000003e syscall=17 compat=0 ip=0x7f45a1b2c3d4"
            + " code=0x7ffc0000";
    private static final String KERNEL = "audit: type=1326 audit(1772705472.788:400): " + FIELDS;

    private static Learner read(byte[] bytes) {
        return Reading.stream(Reading.POSTGRES, InputFormat.AUTO, new ByteArrayInputStream(bytes));
    }

    private static Learner read(String text) {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** ~ is a line feed, ` a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "        postgres 4711 [001] 91177.583346: raw_syscalls:sys_enter: NR 12 (0, 7ffc5a0718dc, 0, 37f, 0, 0)|perf trace -s",
                "        postgres 4711 [000] 91194.085801: syscalls:sys_enter_openat: dfd: 0xffffff9c, filename: 0x7f93cce260b1|perf trace -s",
                "~ Performance counter stats for './postgres':~~       6      syscalls:sys_enter_rt_sigreturn~|perf trace -s",
                "6,,syscalls:sys_enter_rt_sigreturn,27721206,100.00,,|perf trace -s",
                "{\"counter-value\" : \"7.000000\", \"unit\" : \"\", \"event\" : \"syscalls:sys_enter_rt_sigreturn\"}|perf trace -s",
                "     0.000 ( 0.004 ms): postgres/4711 prctl(option: CAP, arg2: SYS_ADMIN) = 0|perf trace -s",
                "# tracer: nop~#~        postgres-4711    [000] .....  412.010001: sys_openat(dfd: ffffff9c, filename: 7f)|ftrace",
                "Attached 344 probes~~@[tracepoint:syscalls:sys_enter_openat]: 12|bpftrace",
                "@[openat]: 12~@[read]: 7|bpftrace",
                "1 10:11:12.123456789 0 postgres (4711) > read fd=3(<f>/etc/x) size=832 ~2 10:11:12.123456790 0 postgres (4711) < read res=832 data=..|sysdig",
                "10:11:12.123456789: Warning Unexpected syscall (user=postgres command=postgres syscall=bpf)|Falco",
                "{\"output\":\"10:11:12.1: Warning x\",\"priority\":\"Warning\",\"rule\":\"x\",\"output_fields\":{\"evt.type\":\"openat\"}}|Falco",
                "{\"process_tracepoint\":{\"subsys\":\"raw_syscalls\",\"event\":\"sys_enter\"}}|Tetragon",
                "{\"timestamp\":1,\"processName\":\"postgres\",\"eventName\":\"openat\",\"args\":[]}|Tracee",
                "{\"auditd\":{\"message_type\":\"seccomp\",\"data\":{\"syscall\":\"openat\"}}}|ausearch -m SECCOMP --raw",
                "__libc_start_main(0x5566, 1, 0x7ffe, 0x55 <unfinished ...>~malloc(10)      = 0x5566~close(3)   = 0~+++ exited (status 0) +++|ltrace",
                "SYS_brk(0)                = 0x55~SYS_access(\"/etc/ld.so.preload\", 04) = -2~+++ exited (status 0) +++|ltrace",
                "[pid 4711] puts(\"hello\") = 6~[pid 4711] SYS_write(1, \"hello\", 5) = 5|ltrace",
                "[10:11:12.123456789] (+?.?????????) db1 syscall_entry_openat: { cpu_id = 0 }, { dfd = -100 }|LTTng",
                " line  CODE  JT   JF      K~=================================~ 0000: 0x20 0x00 0x00 0x00000004  A = arch|a program of a filter",
                "#~# pseudo filter code start~#~# filter for arch x86_64 (3221225534)|a program of a filter",
                "PID    COMM               FD ERR PATH~4711   postgres            3   0 /etc/passwd|bcc",
                "At 10:11:12 03/05/2026 system, acting as postgres, unsuccessfully  crashed-program /usr/bin/postgres|ausearch -m SECCOMP --raw",
                "accept,brk,close|names of system calls",
                "openat|names of system calls",
                "257~17|numbers",
                "10 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---~10 +++ exited with 0 +++|no call",
            })
    void isNamed(String text, String advice) {
        Learner learner = read(text.replace('~', '\n').replace('`', '\t') + "\n");
        assertThat(learner.observations().lines(LineKind.TAKEN)).isZero();
        assertThat(learner.isUnreadable()).isTrue();
        assertThat(learner.remarks()).last().asString().contains(advice);
    }

    /** A form that has whole records is not only said to be written by somebody else: there is a command that prints it readably. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "__CURSOR=s=1~__REALTIME_TIMESTAMP=1~_TRANSPORT=kernel~MESSAGE=RECORD~|journalctl -k -o json",
                "Thu 2026-03-05 10:11:12.788000 UTC [s=ab;i=1]~    _TRANSPORT=kernel~    MESSAGE=RECORD~|journalctl -k -o json",
                "{~`\"__CURSOR\" : \"s=1\",~`\"_TRANSPORT\" : \"kernel\",~`\"MESSAGE\" : \"RECORD\"~}~|journalctl -k -o json",
                "{~   \"dmesg\": [~      {~         \"pri\": 5,~         \"msg\": \"RECORD\"~      }~   ]~}~|dmesg |",
                "\u001b[32m[  412.010001] \u001b[0m\u001b[33maudit: \u001b[0mRECORD~|colours",
            })
    void isNamedThoughItHasRecords(String text, String advice) {
        Learner learner =
                read(text.replace('~', '\n').replace('`', '\t').replace("RECORD", KERNEL.replace("\"", "\\\"")));
        assertThat(learner.observations().isIncomplete()).isTrue();
        assertThat(learner.remarks()).last().asString().contains(advice);
    }

    /** Fields of a record in another program's JSON, without the record's header: go-audit has it so. */
    @Test
    void fieldsInTheJsonOfACollector() {
        Observations found = read("{\"sequence\":400,\"messages\":[{\"type\":1326,\"data\":\""
                        + FIELDS.replace("\"", "\\\"") + "\"}]}\n")
                .observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.NOT_FROM_THE_KERNEL, 1L));
    }

    /** systemd.journal-fields(7): journalctl prints null for a field that is too long. */
    @Test
    void aMessageOfTheKernelThatTheJournalDoesNotPrint() {
        Observations found =
                read("{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":null}\n").observations();
        assertThat(found.isIncomplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32", "UTF-32LE"})
    void widerCharacters(String charset) {
        byte[] bytes =
                ("type=SECCOMP msg=audit(1772705472.788:400): " + FIELDS + "\r\n").getBytes(Charset.forName(charset));
        String name = charset.substring(0, 6);
        assertThatThrownBy(() -> read(bytes)).hasMessageContaining("iconv -f " + name);
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    @Test
    void aFileThatIsPackedTwice() {
        byte[] twice = packed(packed((KERNEL + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        assertThatThrownBy(() -> read(twice)).hasMessageContaining("gzip -dc FILE");
    }

    @Test
    void anArchive() {
        byte[] tar = new byte[1024];
        byte[] name = Bytes.ascii("audit.log");
        byte[] magic = Bytes.ascii("ustar");
        System.arraycopy(name, 0, tar, 0, name.length);
        System.arraycopy(magic, 0, tar, 257, magic.length);
        assertThatThrownBy(() -> read(tar)).hasMessageContaining("tar -xOf FILE");
        assertThatThrownBy(() -> read(packed(tar))).hasMessageContaining("tar -xOf FILE");
    }

    /** perf trace -s --errno-summary, as perf 6.1 prints it. */
    @Test
    void theSummaryOfPerfWithErrors() {
        Observations found = read("""

                 Summary of events:

                 postgres (10790), 238 events, 16.9%

                   syscall            calls  errors  total       min       avg       max       stddev
                                                     (msec)    (msec)    (msec)    (msec)        (%)
                   --------------- --------  ------ -------- --------- --------- ---------     ------
                   wait4                 10      5    74.853     0.012     7.485    55.691     72.75%
                \t\t\t\tECHILD: 5
                   vfork                  2      0     3.747     1.864     1.873     1.882      0.48%
                """).observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("wait4", 10L, "vfork", 2L));
        assertThat(found.isIncomplete()).isFalse();
    }

    /** perf trace -s --summary-mode=total names nobody, as strace -c does. */
    @ParameterizedTest
    @ValueSource(strings = {"total, 21580 events", "cgroup /system.slice/postgresql.service, 21580 events"})
    void theSummaryOfPerfForAllThreads(String head) {
        Observations found = read("\n Summary of events:\n\n " + head + """


                   syscall            calls  errors  total       min       avg       max       stddev
                                                     (msec)    (msec)    (msec)    (msec)        (%)
                   --------------- --------  ------ -------- --------- --------- ---------     ------
                   epoll_wait          1305      0 14716.712     0.000    11.277   551.529      8.87%
                """).observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("epoll_wait", 1305L));
        assertThat(found.ofUnknownExecutables()).isEqualTo(1);
    }

    /** strace -c of a program that makes calls of i386: getpid is number 20 there, and 39 here. */
    @Test
    void theTableOfAnotherAbi() {
        String table = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                  0.00    0.000000           0         1           %s
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.000000           0         1           total
                """;
        Observations found = read(table.replace("%s", "read") + "System call usage summary for 32 bit mode:\n"
                        + table.replace("%s", "getpid"))
                .observations();
        assertThat(Reading.calls(found)).isEqualTo(Map.of("read", 1L));
        assertThat(Reading.kinds(found)).containsEntry(LineKind.FOREIGN_ARCHITECTURE, 1L);
        assertThat(found.lines(LineKind.DAMAGED)).isZero();
    }

    /** The bytes that strace prints with -e read=all and -e write=all. */
    @Test
    void whatATraceShowsOfBuffers() {
        Observations found = read("""
                10 read(3, "\\177ELF", 832) = 832
                 | 00000  7f 45 4c 46 02 01 01 03  00 00 00 00 00 00 00 00  .ELF............ |
                """).observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, 1L, LineKind.OTHER, 1L));
    }

    /** rsyslog writes a line feed or a carriage return at a message's end as numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"#012", "#015", "#015#012", "\\x0a", "\\012", "\\n"})
    void anEscapedLineEnd(String end) {
        Observations found =
                read("Mar  5 10:11:12 db1 kernel: " + KERNEL + end + "\n").observations();
        assertThat(Reading.kinds(found)).isEqualTo(Map.of(LineKind.TAKEN, 1L));
    }

    /** RFC 5424 has the name of the program as a field of its own, and no colon behind it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "<5>1 2026-03-05T10:11:12.123456+00:00 db1 kernel - - - |TAKEN",
                "<5>1 2026-03-05T10:11:12.123456+00:00 db1 kernel - - - [  412.010001] |TAKEN",
                "<5>1 2026-03-05T10:11:12.123456+00:00 db1 kernel - - [meta sequenceId=\"1\" x=\"a] b\"][y z=\"\\\"\"] |TAKEN",
                "<14>1 2026-03-05T10:11:12Z db1 audisp-syslog 612 - - |TAKEN",
                "<14>1 - db1 audispd 612 ID7 - |TAKEN",
                "<13>1 2026-03-05T10:11:12Z db1 joe - - - |NOT_FROM_THE_KERNEL",
                "<13>1 2026-03-05T10:11:12Z db1 joe - - - kernel: |NOT_FROM_THE_KERNEL",
                "<13>1 2026-03-05T10:11:12Z db1 joe - - [kernel x=\"] kernel - - - \"] |NOT_FROM_THE_KERNEL",
                "<13>1 2026-03-05T10:11:12Z kernel joe - - - |NOT_FROM_THE_KERNEL"
            })
    void theProgramInRfc5424(String prefix, LineKind kind) {
        assertThat(Reading.kind(prefix + KERNEL)).isEqualTo(kind);
    }

    /** Square brackets at the start of a line have the kernel's time in dmesg; others write names and numbers of processes there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "[  412.010001] |TAKEN",
                "[  +0.000100] |TAKEN",
                "[Mar 5 10:11] |TAKEN",
                "[Thu Mar  5 10:11:12 2026 <    0.000010>] |TAKEN",
                "[  412.010001][ T4711] |TAKEN",
                "[  412.010001] [ C1] |TAKEN",
                "[pod/db-0/postgres] |NOT_FROM_THE_KERNEL",
                "[4711] |NOT_FROM_THE_KERNEL",
                "[joe@db1.example.com] |NOT_FROM_THE_KERNEL",
                "[local] |NOT_FROM_THE_KERNEL"
            })
    void whatStandsInBrackets(String prefix, LineKind kind) {
        assertThat(Reading.kind(prefix + KERNEL)).isEqualTo(kind);
    }
}
