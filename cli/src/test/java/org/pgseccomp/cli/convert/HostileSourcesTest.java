package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;

/** A source that is none is refused, with its line, and nothing else happens. */
class HostileSourcesTest {
    private static final String ALLOW = "\"defaultAction\": \"SCMP_ACT_ALLOW\"";

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of(Format.OCI, "", 0, "is empty"),
                Arguments.of(Format.OCI, "[]", 1, "has to be a map"),
                Arguments.of(Format.OCI, "{", 1, "is no JSON"),
                Arguments.of(Format.OCI, "{}", 1, "has no defaultAction"),
                Arguments.of(Format.OCI, "{" + ALLOW + "}\n{}", 2, "something behind the end"),
                Arguments.of(Format.OCI, "{" + ALLOW + ",\n" + ALLOW + "}", 2, "twice"),
                Arguments.of(Format.OCI, "{" + ALLOW + ",\n\"sycalls\": []}", 2, "unknown field \"sycalls\""),
                Arguments.of(Format.OCI, "{\n\"defaultAction\": 5}", 2, "unknown action"),
                Arguments.of(Format.OCI, "{\n\"defaultAction\": [5]}", 2, "has to be a text"),
                Arguments.of(Format.OCI, "{" + ALLOW + ", \"syscalls\": {}}", 1, "has to be a list"),
                Arguments.of(Format.OCI, "{" + ALLOW + ",\n\"syscalls\": [\n5]}", 3, "has to be a map"),
                Arguments.of(Format.OCI, rule("\"names\": [\"read\"]"), 2, "without an action"),
                Arguments.of(Format.OCI, rule("\"action\": \"SCMP_ACT_KILL\""), 2, "without names"),
                Arguments.of(Format.OCI, args("{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}"), 2, "from 0 to 5"),
                Arguments.of(Format.OCI, args("{\"index\": 0, \"op\": \"SCMP_CMP_XX\"}"), 2, "unknown comparison"),
                Arguments.of(
                        Format.OCI,
                        args("{\"index\": 0, \"op\": \"SCMP_CMP_EQ\", \"value\": 99999999999999999999}"),
                        2,
                        "a number of 64 bits"),
                Arguments.of(
                        Format.OCI, args("{\"index\": 0, \"op\": \"SCMP_CMP_EQ\", \"value\": 1.5}"), 2, "whole number"),
                Arguments.of(Format.OCI, "[".repeat(100_000), 1, "nested more than 32 deep"),
                Arguments.of(Format.OCI, "{\"a\":".repeat(100_000), 1, "nested more than 32 deep"),
                Arguments.of(Format.OCI, "{" + ALLOW + ",\n\"a\": \"\u00ff\"}", 2, "is no text in UTF-8"),
                Arguments.of(Format.SPO, "a: &x [1]\nb: *x\n", 2, "aliases are not read"),
                Arguments.of(Format.SPO, bomb(), 2, "aliases are not read"),
                Arguments.of(Format.SPO, "a: !!java.lang.Object {}\n", 1, "tags are not read"),
                Arguments.of(Format.SPO, "kind: SeccompProfile\nkind: x\n", 2, "twice"),
                Arguments.of(Format.SPO, "a: [\n", 2, "is no YAML"),
                Arguments.of(Format.SPO, "[".repeat(100_000), 1, "nested more than 32 deep"),
                Arguments.of(Format.SPO, "kind: Pod\n", 1, "another kind"),
                Arguments.of(Format.SPO, "kind: SeccompProfile\n---\nkind: x\n", 2, "more than one document"),
                Arguments.of(Format.SPO, "? [a]\n: b\n", 1, "a key that is no text"),
                Arguments.of(Format.SPO, "kind: SeccompProfile\nspec:\n  defaultAction: x\n", 3, "unknown action"),
                Arguments.of(Format.SYSTEMD, "[Service]\nExecStart=/bin/true\n", 0, "no setting about system calls"),
                Arguments.of(Format.SYSTEMD, "SystemCallErrorNumber=EFOO\n", 1, "unknown error"),
                Arguments.of(Format.SYSTEMD, "\nnonsense\n", 2, "no assignment"),
                Arguments.of(Format.SYSTEMD, "RestrictNamespaces=moon\n", 1, "unknown namespace"),
                Arguments.of(Format.SYSTEMD, "MemoryDenyWriteExecute=perhaps\n", 1, "neither yes nor no"),
                Arguments.of(Format.SYSTEMD, "RestrictAddressFamilies=AF_MOON\n", 1, "unknown address family"),
                Arguments.of(Format.MINIJAIL, "# nothing\n", 0, "has no rule"),
                Arguments.of(Format.MINIJAIL, "read: 1\nread 1\n", 2, "no colon"),
                Arguments.of(Format.MINIJAIL, "read: arg0 ==\n", 1, "no value"),
                Arguments.of(Format.MINIJAIL, "read: arg9 == 1\n", 1, "arg0 to arg5"),
                Arguments.of(Format.MINIJAIL, "read: arg0 == 1 2\n", 1, "where its rule should end"),
                Arguments.of(Format.MINIJAIL, "read: arg0 == FOO_BAR\n", 1, "unknown constant"),
                Arguments.of(Format.MINIJAIL, "read: arg0 == " + "(".repeat(100_000) + "\n", 1, "too many parts"),
                Arguments.of(Format.MINIJAIL, "read: perhaps\n", 1, "unknown action"),
                Arguments.of(Format.MINIJAIL, "@include ./other\n", 1, "includes another file"));
    }

    private static String rule(String fields) {
        return "{" + ALLOW + ", \"syscalls\": [\n{" + fields + "}]}";
    }

    private static String args(String argument) {
        return rule("\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL_PROCESS\", \"args\": [" + argument + "]");
    }

    private static String bomb() {
        return "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n";
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isRefusedWithItsLine(Format format, String text, int line, String reason) {
        Throwable thrown = catchThrowable(
                () -> Formats.read(format, text.getBytes(ISO_8859_1), Architecture.X86_64, Set.of(), new Remarks()));
        assertThat(thrown).isInstanceOf(SourceException.class).hasMessageContaining(reason);
        assertThat(((SourceException) thrown).line()).isEqualTo(line);
    }

    /** Good sources with some bytes changed, taken out or put in: what a fuzzer would find by itself only after a long time. */
    @Test
    void aDamagedSourceIsReadOrRefused() throws Exception {
        Random random = new Random(26);
        int mutations = Integer.getInteger("pgseccomp.mutations", 100);
        for (Format format : List.of(Format.OCI, Format.SPO, Format.SYSTEMD, Format.MINIJAIL)) {
            NeutralPolicy policy = Policies.policy(
                    Architecture.X86_64,
                    List.of(
                            new Setting(
                                    "pgseccomp.global_syscall_error",
                                    "ptrace = EPERM, socket(domain: not 1..3), @swap"),
                            new Setting("pgseccomp.global_syscall_kill", "mmap(prot: with 6; flags: without 32)")));
            byte[] good = Formats.write(format, policy, new Formats.Wishes("global", "x", true), new Remarks());
            for (int i = 0; i < mutations; i++) {
                StringBuilder text = new StringBuilder(new String(good, ISO_8859_1));
                for (int change = 0; change <= i % 4; change++) {
                    int at = random.nextInt(text.length() - 1);
                    switch (random.nextInt(4)) {
                        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                        case 1 -> text.deleteCharAt(at);
                        case 2 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                        default ->
                            text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                    }
                }
                isReadOrRefused(format, text.toString().getBytes(ISO_8859_1));
            }
        }
    }

    /** Whatever the bytes are: a policy, or a reason. What was read can be written in each format. */
    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) throws Exception {
        for (Format format : Format.values()) {
            if (format.isRead() && format != Format.CONF) {
                isReadOrRefused(format, bytes);
            }
        }
    }

    private static void isReadOrRefused(Format format, byte[] bytes) throws Exception {
        NeutralPolicy policy;
        try {
            policy = Formats.read(format, bytes, Architecture.X86_64, Set.of(), new Remarks());
        } catch (SourceException e) {
            return;
        }
        for (Format to : Format.values()) {
            try {
                Formats.write(to, policy, new Formats.Wishes("global", "x", false), new Remarks());
            } catch (SourceException e) {
                assertThat(to).isEqualTo(Format.MINIJAIL);
            }
        }
    }
}
