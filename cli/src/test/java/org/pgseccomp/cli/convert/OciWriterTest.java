package org.pgseccomp.cli.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pgseccomp.bpf.Interpreter;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.bpf.SeccompData;
import org.pgseccomp.policy.Outcome;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Profiles for container runtimes do what the policy says, once libseccomp has compiled them: call by call, with arguments. */
class OciWriterTest {
    /** Of ppc64le, libseccomp 2.5.4 drops a rule for one call, and takes no two errors for socket, to which socketcall is another way there. */
    static Stream<Arguments> policies() {
        return Stream.of(Architecture.X86_64, Architecture.AARCH64, Architecture.RISCV64)
                .flatMap(architecture -> Policies.ALL.stream().map(settings -> Arguments.of(architecture, settings)));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void libseccompMakesTheSameOfThem(Architecture architecture, List<Setting> settings) throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "calls that only x86_64 has could not be named");
        NeutralPolicy policy = Policies.policy(architecture, settings);
        Remarks remarks = new Remarks();
        String profile =
                new String(Formats.write(Format.OCI, policy, new Formats.Wishes("global", "x", false), remarks), UTF_8);
        assertThat(remarks.anyChange()).isFalse();
        Program program = SeccompLibrary.program(architecture, profile);
        for (int i = 0; i < policy.calls().size(); i++) {
            Syscall syscall = policy.calls().get(i);
            if (!SeccompLibrary.knows(architecture, syscall)) {
                // Of an older library: it has the default.
                continue;
            }
            for (long[] arguments : Policies.arguments(policy.decisions().get(i))) {
                SeccompData data = new SeccompData(syscall.number(), architecture.auditArch());
                for (int argument = 0; argument < arguments.length; argument++) {
                    data.withArgument(architecture, argument, arguments[argument]);
                }
                Outcome expected = policy.decisions().get(i).of(arguments);
                assertThat(Interpreter.run(program, data))
                        .as("%s %s", syscall.name(), java.util.Arrays.toString(arguments))
                        .isEqualTo(verdict(expected));
            }
        }
        SeccompData unknown = new SeccompData(1000, architecture.auditArch());
        assertThat(Interpreter.run(program, unknown)).isEqualTo(verdict(policy.unknown()));
    }

    /** SECCOMP_RET_* of the kernel's seccomp.h. */
    static int verdict(Outcome outcome) {
        return switch (outcome.action()) {
            case ALLOW -> 0x7fff0000;
            case LOG -> 0x7ffc0000;
            case ERROR -> 0x00050000 | outcome.errno();
            case KILL -> 0x80000000;
            default -> throw new IllegalArgumentException(outcome.toString());
        };
    }
}
