package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.syscall.Architecture;

class LearnCommandTest {
    private static final String RECORD = "type=SECCOMP msg=audit(1596483562.123:4567): auid=0 uid=26 gid=26 ses=1 pid=1"
            + " comm=\"postgres\" exe=\"/usr/bin/postgres\" sig=0 arch=%s syscall=%d compat=0 ip=0x7f code=%s\n";

    @TempDir
    private Path folder;

    private String out;
    private String err;
    private String log;

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        out = run.out();
        err = run.err();
        return run.code();
    }

    /** What ends a word of a table is not always a space. */
    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"%%\tx\n", "calls\tname\n5\tmount\n", "seconds\t5\n", "% \0 calls\0syscall\n"})
    void linesWithControlCharactersEnd(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("trace"), text);
        assertThat(run("learn", file.toString())).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run("learn", "--input", "strace", file.toString())).isEqualTo(ExitCode.INCOMPLETE);
    }

    private static String x86(int syscall) {
        return String.format(RECORD, "c000003e", syscall, "0x7ffc0000");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @BeforeEach
    void writeLog() throws IOException {
        log = file("log", x86(1) + x86(257) + x86(0) + x86(1));
    }

    @Test
    void theListOfTheOriginalsScript() {
        assertThat(run("learn", log)).isZero();
        assertThat(out).isEqualTo("openat,read,write\n");
        assertThat(err).contains("4 lines read, 3 system calls found").contains("4 records taken");
        assertThat(run("learn", "-q", log)).isZero();
        assertThat(err).isEmpty();
    }

    /** Step 8 of the walk-through goes on until the list is empty. */
    @Test
    void nothingFoundIsAnEmptyLine() throws IOException {
        assertThat(run("learn", file("empty", ""))).isZero();
        assertThat(out).isEqualTo("\n");
    }

    @Test
    void counts() {
        assertThat(run("learn", "--counts", log)).isZero();
        assertThat(out).isEqualTo("2\twrite\n1\topenat\n1\tread\n");
    }

    @Test
    void linesForPostgresqlConf() {
        String conf = "# 3 system calls of x86_64, learnt from 4 records\n";
        assertThat(run("learn", "--format", "conf", "--setting", "pgseccomp.session_syscall_log", log))
                .isZero();
        assertThat(out).isEqualTo(conf + "pgseccomp.session_syscall_log = 'openat,read,write'\n");
        assertThat(run("learn", "--format=CONF", "--counts", "--setting", "session_syscall_error.joe", log))
                .isZero();
        assertThat(out).contains("# 2\twrite\n").endsWith("\nsession_syscall_error.joe = 'openat,read,write'\n");
    }

    /** An allow list is enforced, and a short log has not seen what a server does rarely: without it, it ends in PANIC. */
    @Test
    void anAllowListHasWhatEveryServerNeeds() throws IOException {
        String shortLog = file("short", x86(88));
        assertThat(run("learn", "--format", "conf", shortLog)).isZero();
        assertThat(out).startsWith("# 1 system calls of x86_64, learnt from 1 records\n# and ");
        assertThat(listed())
                .contains("symlink")
                .containsAll(NeededCalls.ofBackends(Architecture.X86_64))
                .contains("clock_gettime", "gettimeofday", "time", "restart_syscall", "pselect6")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(run("learn", "--format", "conf", "--setting", "pgseccomp.global_syscall_allow", shortLog))
                .isZero();
        assertThat(listed())
                .contains("symlink")
                .containsAll(NeededCalls.names(Architecture.X86_64))
                .contains("clock_gettime", "restart_syscall", "pselect6", "seccomp", "madvise", "accept", "unlink");
        assertThat(run("learn", shortLog)).as("the list of what was found").isZero();
        assertThat(out).isEqualTo("symlink\n");
    }

    private List<String> listed() {
        return List.of(
                out.substring(out.indexOf("= '") + 3, out.lastIndexOf('\'')).split(","));
    }

    /** A list without anything would deny everything. */
    @Test
    void nothingFoundIsNoLineForPostgresqlConf() throws IOException {
        assertThat(run("learn", "--format", "conf", file("empty", ""))).isZero();
        assertThat(out).contains("there is no list").doesNotContain("syscall_allow");
    }

    @Test
    void hostsAddUp() throws IOException {
        assertThat(run("learn", "--json", log)).isZero();
        String one = file("one.json", out);
        assertThat(run("learn", "--format", "json", file("log2", x86(3)))).isZero();
        String two = file("two.json", out);
        assertThat(run("learn", "--merge", one, "--merge", two)).isZero();
        assertThat(out).isEqualTo("close,openat,read,write\n");
        assertThat(run("learn", "--counts", "--merge", one, "--merge", two, log))
                .isZero();
        assertThat(out).isEqualTo("4\twrite\n2\topenat\n2\tread\n1\tclose\n");
        assertThat(run("learn", one)).isEqualTo(1);
        assertThat(err).contains("--merge");
        assertThat(out).isEmpty();
        assertThat(run("learn", "--merge", log)).isEqualTo(1);
        assertThat(out).isEmpty();
    }

    @Test
    void severalArchitecturesNeedAChoice() throws IOException {
        String both = file("both", x86(0) + String.format(RECORD, "c00000b7", 56, "0x7ffc0000"));
        assertThat(run("learn", both)).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err).contains("x86_64, aarch64").contains("--arch");
        assertThat(run("learn", "--arch", "aarch64", both)).isZero();
        assertThat(out).isEqualTo("openat\n");
        assertThat(err).contains("records of x86_64 are not in the list of aarch64");
        assertThat(run("learn", "--json", both)).isZero();
        assertThat(out).contains("\"x86_64\"").contains("\"aarch64\"");
        assertThat(run("learn", "--arch", "vax", both)).isEqualTo(2);
    }

    @Test
    void whatTheListMayLackIsSaid() throws IOException {
        String bad = file(
                "bad",
                x86(0)
                        + x86(1999)
                        + String.format(RECORD, "40000003", 5, "0x7ffc0000")
                        + x86(1).substring(0, 120)
                        + "\n[ 1.0] kauditd_printk_skb: 62 callbacks suppressed\n");
        assertThat(run("learn", "-q", bad)).isEqualTo(3);
        assertThat(out).isEqualTo("read\n");
        assertThat(err)
                .contains("system calls of x86_64 that this version does not know: 1999 (1 times)")
                .contains("other architectures and ABIs: i386 (1 times)")
                .contains("the kernel, a daemon or a learning server dropped records, at least 62")
                .contains("the first damaged line begins at byte " + (2 * x86(0).length() + 3 + x86(0).length()))
                .contains("the list may lack system calls");
        assertThat(run("learn", "--format", "conf", bad)).isEqualTo(3);
        assertThat(out).contains("# Incomplete");
        assertThat(run("learn", "--json", bad)).isEqualTo(3);
        assertThat(JsonSchemas.valid(out).path("incomplete").asBoolean()).isTrue();
        assertThat(run("learn", "-q", "--merge", file("bad.json", out))).isEqualTo(3);
    }

    /** Learning from a server that refuses calls puts into the list what was refused on purpose. */
    @Test
    void refusedCallsAreNamed() throws IOException {
        assertThat(run("learn", "-q", file("refused", x86(0) + String.format(RECORD, "c000003e", 88, "0x5000d"))))
                .isZero();
        assertThat(out).isEqualTo("read,symlink\n");
        assertThat(err).contains("the list allows them: symlink (1 times)");
    }

    @Test
    void selectionByTimeUserAndExecutable() {
        assertThat(run("learn", "--since", "2020-08-04", log)).isZero();
        assertThat(out).isEqualTo("\n");
        assertThat(run("learn", "--since", "@1596483562", "--until", "2020-08-03T19:39:23Z", log))
                .isZero();
        assertThat(out).isEqualTo("openat,read,write\n");
        assertThat(run("learn", "--user", "26", log)).isZero();
        assertThat(out).isEqualTo("openat,read,write\n");
        assertThat(run("learn", "--user", "0", log)).isZero();
        assertThat(out).isEqualTo("\n");
        assertThat(run("learn", "--user", "nobody-has-this-name", log)).isEqualTo(3);
        assertThat(err).contains("do not state the time, the user or the path");
        assertThat(run("learn", "--exe", "psql", log)).isZero();
        assertThat(err).contains("no record is of psql; --exe chooses another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learn",
                "learn --nosuch LOG",
                "learn --format xml LOG",
                "learn --json --format conf LOG",
                "learn --since yesterday LOG",
                "learn --since 2020-08-04 --until 2020-08-03 LOG",
                "learn --since 2020-13-01 LOG",
                "learn --setting shared_buffers LOG",
                "learn --setting pgseccomp.global_syscall_allow'x LOG",
                "learn --input pcap LOG",
                "learn - -",
                "nosuch",
                ""
            })
    void aWrongCommandLinePrintsNothingButAnError(String line) {
        String[] arguments =
                line.isEmpty() ? new String[0] : line.replace("LOG", log).split(" ");
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err).containsAnyOf("Usage: pgseccomp", " --help'.");
    }

    /** An audit rule asks for the calls that it names: an empty list would look as if the server made none. */
    @Test
    void recordsOfAuditRulesAreNamed() throws IOException {
        String rule = "type=SYSCALL msg=audit(1789000000.123:45): arch=c000003e syscall=59 success=yes exit=0 uid=110"
                + " comm=\"postgres\" exe=\"/usr/lib/postgresql/15/bin/postgres\" key=\"pg\"\n"
                + "type=EXECVE msg=audit(1789000000.123:45): argc=1 a0=\"ls\"\n";
        String rules = Files.writeString(folder.resolve("rules.log"), rule).toString();
        assertThat(run("learn", rules)).isEqualTo(3);
        assertThat(err).contains("1 records of audit rules").contains("all records are of audit rules (type=SYSCALL)");
        assertThat(run("learn", rules, log)).isZero();
        assertThat(err).contains("1 records of audit rules").doesNotContain("all records");
    }

    @Test
    void anInputThatCannotBeReadPrintsNoList() {
        assertThat(run("learn", log, folder.resolve("missing").toString())).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err).contains("missing does not exist");
    }

    @Test
    void helpAndVersion() {
        assertThat(run("--help")).isZero();
        assertThat(out).contains("learn").contains("Exit codes:");
        assertThat(run("learn", "--help")).isZero();
        assertThat(out).contains("--merge=FILE").contains("  3    The list was printed and may lack something");
        assertThat(run("learn", "--version")).isZero();
        assertThat(out).matches("pgseccomp [0-9.]+\\R");
    }

    @Test
    void progressIsOneLine() {
        assertThat(Progress.line(500_000_000L, 2_000_000_000L, 0.5))
                .isEqualTo("[#######                       ]  25% of 2.0 GB, 1.0 GB/s, 2 s left");
        assertThat(Progress.line(3_000_000_000L, 2_000_000_000L, 3))
                .contains("100%")
                .contains("0 s left");
        assertThat(Progress.line(5_000_000L, 0, 0.5)).isEqualTo("5 MB read, 10 MB/s");
        assertThat(Progress.line(0, 10, 0)).contains("0%");
    }

    /** The file of a learning server on x86_64 (docs/learning.md): a role's session made one call. */
    private String observed(String name, int version, int call, String role) throws IOException {
        return file(
                name,
                "pgseccomp-observed 1\narchitecture 3221225534\nserver " + version
                        + "\nlearnt 1767225600 3700 0 0\nuncounted 0 1\nsubject client_backend postgres " + role
                        + " postgres 1767225600 1767225700\ncall " + call
                        + " 3 1767225600 1767225700\nend 7\n");
    }

    /** Of a fleet: what only one server has seen is in the policy, and a role that only one has. */
    @Test
    void aPolicyForSeveralServers() throws IOException {
        String primary = observed("primary", 17, 257, "joe");
        String standby = observed("standby", 17, 165, "ann");
        assertThat(run("learn", "--arch", "x86_64", "--format", "policy", primary, standby))
                .isZero();
        assertThat(out)
                .startsWith("# pgseccomp learn --format policy, from what 2 servers learnt:\n")
                .contains("pgseccomp.learn = off");
        String sessions = out.lines()
                .filter(line -> line.startsWith("pgseccomp.session_syscall_allow"))
                .findFirst()
                .orElseThrow();
        assertThat(sessions).contains("openat", "mount");
        String conf = file("policy.conf", "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n" + out);
        assertThat(run("check", "--arch", "x86_64", "--server-version", "17", conf))
                .as(out)
                .isZero();
        assertThat(run("learn", "--arch", "x86_64", "--format", "policy", primary, observed("old", 15, 1, "joe")))
                .isEqualTo(1);
        assertThat(err).contains("is of PostgreSQL 15, and").contains("of 17");
        assertThat(run("learn", "--format", "policy", log)).isEqualTo(1);
        assertThat(err).contains("is no file pgseccomp_observed");
        assertThat(run("learn", "--format", "policy", "--counts", primary)).isEqualTo(2);
    }

    @Test
    void aPolicyOnAProfile() throws IOException {
        String primary = observed("primary", 17, 257, "joe");
        String standby = observed("standby", 17, 165, "ann");
        assertThat(run("learn", "--arch", "x86_64", "--format", "policy", "--profile", "strict", primary, standby))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("pgseccomp.learnt_on = 'postgresql 17, x86_64'", "pgseccomp.profile = 'strict'")
                .contains("pgseccomp.session_syscall_allow = '@profile, mount'");
        String conf = file("policy.conf", "shared_preload_libraries = 'pgseccomp'\n" + out);
        assertThat(run("check", "--arch", "x86_64", "--server-version", "17.6", conf))
                .as("what is said of %s", out)
                .isZero();
        assertThat(run("learn", "--format", "policy", "--profile", "strict", "--roles", "--arch", "x86_64", standby))
                .isZero();
        assertThat(out).contains("session_syscall_allow.ann = '@profile, mount'");
        assertThat(run("learn", "--format", "policy", "--profile", "stric", primary))
                .isEqualTo(2);
        assertThat(err).contains("'stric' is none of baseline, strict, none");
        assertThat(run("learn", "--format", "policy", "--roles", primary)).isEqualTo(2);
        assertThat(run("learn", "--profile", "strict", primary)).isEqualTo(2);
        assertThat(err).contains("--profile needs --format policy");
    }

    /** A policy that came from another machine. */
    @Test
    void checkSaysWhatAPolicyWasNotLearntOn() throws IOException {
        String conf = file("learnt.conf", """
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.profile = 'baseline'
                pgseccomp.learnt_on = 'postgresql 16.4, glibc 2.36, linux 6.1, x86_64, postgis 3.4'
                """);
        assertThat(run("check", "--arch", "x86_64", "--server-version", "17", "--libc", "2.41", conf))
                .isZero();
        assertThat(out)
                .contains(
                        "was learnt on another system",
                        "postgresql 16.4 then, postgresql 17 now; glibc 2.36 then, glibc 2.41 now.");
        assertThat(run("check", "--arch", "x86_64", "--server-version", "16", "--libc", "2.36", conf))
                .isZero();
        assertThat(out).doesNotContain("learnt on another");
    }

    @Test
    void aDeviceWithoutEndIsNotRead() {
        CommandRun run = CommandRun.of("learn", "/dev/zero");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("/dev/zero is a device, and no log");
        assertThat(CommandRun.of("learn", "/dev/null").err()).doesNotContain("device");
    }
}
