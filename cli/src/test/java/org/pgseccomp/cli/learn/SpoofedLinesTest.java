package org.pgseccomp.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A learnt list is a security policy, and anybody can write lines into a shared log. */
class SpoofedLinesTest {
    private static final String RECORD = "type=1326 audit(1596483562.123:4567): auid=0 uid=26 gid=26 ses=1 pid=1"
            + " comm=\"postgres\" exe=\"/usr/bin/postgres\" sig=0 arch=c000003e syscall=59 compat=0 ip=0x7f code=0x7ffc0000";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Aug 03 20:12:42 db1 kernel: audit: ",
                "Aug 03 20:12:42 db1 kernel: [  412.010001] audit: ",
                "2026-08-03T20:12:42.123456+00:00 db1 kernel: audit: ",
                "Aug 03 20:12:42 db1 audispd: ",
                "Aug 03 20:12:42 db1 audispd[568]: node=db1 ",
                "[  412.010001] audit: ",
                "audit: ",
                "node=db1 ",
                ""
            })
    void whatTheKernelAndTheAuditDaemonWriteIsTaken(String prefix) {
        assertThat(Reading.kind(prefix + RECORD)).isEqualTo(LineKind.TAKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Aug 03 20:12:42 db1 postgres[77]: audit: ",
                "Aug 03 20:12:42 db1 postgres[77]: kernel: audit: ",
                "Aug 03 20:12:42 db1 kernelx: audit: ",
                "Aug 03 20:12:42 db1 xkernel: audit: ",
                "2026-08-03 20:12:42 UTC [77] LOG:  ",
                "2026-08-03 20:12:42 UTC [77] ",
                "LOG:  ",
                "some text ",
                "[77] some text "
            })
    void whatOthersWriteIsNotTaken(String prefix) {
        assertThat(Reading.kind(prefix + RECORD)).isEqualTo(LineKind.NOT_FROM_THE_KERNEL);
    }

    /** A text that a traced server writes stands in the trace. */
    @Test
    void aRecordInTheTextOfATrace() {
        String trace = "10 execve(\"/usr/bin/postgres\", [], 0x0) = 0\n10 write(2, \"\n" + "10 write(2, \"x\\n" + RECORD
                + "\", 10) = 10\n";
        assertThat(Reading.calls(Reading.text(Reading.EVERYTHING, trace))).containsOnlyKeys("execve", "write");
    }

    /** In the words of ausearch -i, a name with blanks brings fields of its own. */
    @Test
    void aNameThatBringsFieldsOfItsOwn() {
        String interpreted =
                "type=SECCOMP msg=audit(03/04/2025 07:39:37.599:201) : auid=unset uid=postgres gid=postgres"
                        + " ses=unset pid=6464 comm=%s exe=/usr/bin/postgres sig=SIG0 arch=x86_64 syscall=read compat=0 ip=0x7f"
                        + " code=log";
        assertThat(Reading.kind(interpreted.formatted("postgres"))).isEqualTo(LineKind.TAKEN);
        assertThat(Reading.kind(interpreted.formatted("a syscall=ptrace"))).isEqualTo(LineKind.DAMAGED);
    }
}
