package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.bpf.Interpreter;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.bpf.SeccompData;
import org.pgseccomp.policy.Action;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** A policy that was written in another format and read from it again does the same, once both are compiled. */
class RoundTripTest {
    static Stream<Arguments> policies() {
        List<Arguments> all = new ArrayList<>();
        for (Architecture architecture : List.of(Architecture.X86_64, Architecture.AARCH64, Architecture.S390X)) {
            for (List<Setting> settings : Policies.ALL) {
                for (Format format : Format.values()) {
                    boolean isLong = settings.toString().contains("pgseccomp.profile");
                    boolean isTried = architecture == Architecture.X86_64 || !isLong || format == Format.OCI;
                    if (format.isRead() && isTried && Policies.isFor(architecture, settings)) {
                        all.add(Arguments.of(format, architecture, settings));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void comesBackTheSameOrStricterAndIsSaidToBe(Format format, Architecture architecture, List<Setting> settings)
            throws IOException {
        NeutralPolicy policy = Policies.policy(architecture, settings);
        Remarks remarks = new Remarks();
        Remarks none = new Remarks();
        byte[] written = Formats.write(format, policy, new Formats.Wishes("global", "x", false), remarks);
        NeutralPolicy back = format == Format.CONF
                ? NeutralPolicy.of(Policies.stack(architecture, parsed(written)))
                : Formats.read(format, written, architecture, Set.of(), none);
        assertThat(none.anyChange()).as(none.all().toString()).isFalse();

        List<Setting> again = ConfWriter.settings(back, "global", new Remarks());
        FilterStack stack = Policies.stack(architecture, ofLists(again));
        Program before =
                FilterCompiler.compile(Policies.stack(architecture, settings).global());
        Program after = FilterCompiler.compile(stack.global());
        boolean isSame = true;
        for (int i = 0; i < policy.calls().size(); i++) {
            Syscall syscall = policy.calls().get(i);
            for (long[] arguments : Policies.arguments(policy.decisions().get(i))) {
                int was = run(before, architecture, syscall.number(), arguments);
                int is = run(after, architecture, syscall.number(), arguments);
                isSame &= was == is;
                // Minijail has nothing that only logs; that is told of.
                boolean onlyLogs = format == Format.MINIJAIL && was == 0x7ffc0000;
                assertThat(strictness(is))
                        .as("%s %s", syscall.name(), java.util.Arrays.toString(arguments))
                        .isGreaterThanOrEqualTo(strictness(onlyLogs ? 0x7fff0000 : was));
            }
        }
        if (!isSame) {
            assertThat(remarks.anyChange()).isTrue();
        }
        if (format == Format.OCI || format == Format.CONF) {
            assertThat(isSame).isTrue();
            assertThat(remarks.anyChange()).as(remarks.all().toString()).isFalse();
        }
    }

    private static List<Setting> ofLists(List<Setting> settings) {
        return settings.stream()
                .filter(each ->
                        each.name().contains("global_syscall") || each.name().contains("enosys"))
                .toList();
    }

    private static List<Setting> parsed(byte[] lines) {
        List<Setting> settings = new ArrayList<>();
        for (String line : new String(lines, UTF_8).split("\n", -1)) {
            int equals = line.indexOf(" = ");
            if (equals > 0) {
                settings.add(new Setting(line.substring(0, equals), line.substring(equals + 4, line.length() - 1)));
            }
        }
        return ofLists(settings);
    }

    private static int run(Program program, Architecture architecture, int number, long[] arguments) {
        SeccompData data = new SeccompData(number, architecture.auditArch());
        for (int i = 0; i < arguments.length; i++) {
            data.withArgument(architecture, i, arguments[i]);
        }
        return Interpreter.run(program, data);
    }

    /** The kernel's order of actions, in which their values are smaller the stricter they are, as signed numbers. */
    private static long strictness(int verdict) {
        return -(long) (verdict & 0xffff0000);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aProgramOfBytesDoesWhatThePolicySays(List<Setting> settings) throws IOException {
        for (Architecture architecture : Architecture.values()) {
            if (!Policies.isFor(architecture, settings)) {
                continue;
            }
            NeutralPolicy policy = Policies.policy(architecture, settings);
            Remarks remarks = new Remarks();
            byte[] bytes = Formats.write(Format.BPF, policy, new Formats.Wishes("global", "x", false), remarks);
            assertThat(remarks.anyChange()).isFalse();
            Program program = program(bytes, architecture);
            for (int i = 0; i < policy.calls().size(); i++) {
                Syscall syscall = policy.calls().get(i);
                for (long[] arguments : Policies.arguments(policy.decisions().get(i))) {
                    Outcome expected = policy.decisions().get(i).of(arguments);
                    assertThat(run(program, architecture, syscall.number(), arguments))
                            .as("%s %s", syscall.name(), java.util.Arrays.toString(arguments))
                            .isEqualTo(OciWriterTest.verdict(expected));
                }
            }
        }
    }

    static Stream<List<Setting>> settings() {
        return Policies.ALL.stream();
    }

    private static Program program(byte[] bytes, Architecture architecture) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes)
                .order(
                        architecture == Architecture.S390X
                                ? java.nio.ByteOrder.BIG_ENDIAN
                                : java.nio.ByteOrder.LITTLE_ENDIAN);
        List<Instruction> instructions = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int code = buffer.getShort() & 0xffff;
            int jumpTrue = buffer.get() & 0xff;
            int jumpFalse = buffer.get() & 0xff;
            instructions.add(new Instruction(code, jumpTrue, jumpFalse, buffer.getInt()));
        }
        return new Program(instructions);
    }

    @ParameterizedTest
    @MethodSource("actions")
    void actionsThatOthersHaveNotAreReplacedAndToldOf(Action action, String name) throws IOException {
        NeutralPolicy policy = Policies.policy(
                Architecture.X86_64,
                List.of(new Setting("pgseccomp.global_syscall_" + action.settingName(), "chroot")));
        for (Format format : List.of(Format.OCI, Format.SPO, Format.SYSTEMD, Format.MINIJAIL, Format.BPF, Format.PFC)) {
            Remarks remarks = new Remarks();
            Formats.write(format, policy, new Formats.Wishes("global", "x", false), remarks);
            assertThat(remarks.all())
                    .as(format.label())
                    .anyMatch(each -> each.changes() && each.message().contains(name));
        }
    }

    static Stream<Arguments> actions() {
        return Stream.of(
                Arguments.of(Action.WARN, "the action warn becomes log"),
                Arguments.of(Action.TERMINATE, "the action terminate becomes the error EACCES"));
    }
}
