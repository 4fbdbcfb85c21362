package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.attack.Exposure;
import org.pgseccomp.attack.Finding;
import org.pgseccomp.attack.Guarded;
import org.pgseccomp.bpf.ExpectedActions;
import org.pgseccomp.bpf.FilterCompiler;
import org.pgseccomp.bpf.Handler;
import org.pgseccomp.bpf.Instruction;
import org.pgseccomp.bpf.Program;
import org.pgseccomp.policy.Filter;
import org.pgseccomp.policy.FilterRow;
import org.pgseccomp.policy.FilterStack;
import org.pgseccomp.policy.Level;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.policy.PolicyReader;
import org.pgseccomp.policy.PolicyResult;
import org.pgseccomp.policy.Rejection;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingSuffixes;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

/** Replies read to their last byte, whatever was asked. */
class BoundaryRepliesTest {
    /** The layout, written once more; bytes as the comment of Boundary describes them. */
    private static byte[] request(int operation, int arch, int level, int count, List<Setting> settings) {
        List<Byte> bytes = new ArrayList<>();
        integer(bytes, operation);
        integer(bytes, arch);
        integer(bytes, level);
        integer(bytes, count);
        for (Setting setting : settings) {
            text(bytes, setting.name());
            text(bytes, setting.value());
        }
        byte[] request = new byte[bytes.size()];
        for (int i = 0; i < request.length; i++) {
            request[i] = bytes.get(i);
        }
        return request;
    }

    private static byte[] request(int operation, Architecture architecture, List<Setting> settings) {
        return request(operation, architecture.auditArch(), 0, settings.size(), settings);
    }

    private static void integer(List<Byte> bytes, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            bytes.add((byte) (value >>> shift));
        }
    }

    private static void text(List<Byte> bytes, String text) {
        integer(bytes, text.length());
        text.chars().forEach(c -> bytes.add((byte) c));
    }

    private static List<Setting> everyOtherCallIsAnError(Architecture architecture) {
        List<Syscall> all = architecture.syscalls().all();
        List<String> needed = NeededCalls.names(architecture);
        List<String> errors = new ArrayList<>();
        List<String> kills = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!needed.contains(all.get(i).name())) {
                (i % 2 == 0 ? errors : kills).add(all.get(i).name());
            }
        }
        return List.of(
                new Setting("pgseccomp.global_syscall_default", "log"),
                new Setting("pgseccomp.global_syscall_error", String.join(",", errors)),
                new Setting("pgseccomp.global_syscall_kill", String.join(",", kills)));
    }

    private static List<Setting> one(String name, String value) {
        return List.of(new Setting("pgseccomp." + name, value));
    }

    private static FilterStack stack(Architecture architecture, List<Setting> settings) {
        return ((PolicyResult.Accepted) PolicyReader.read(architecture, Level.GLOBAL, settings)).stack();
    }

    private static ReplyTables ask(byte[] request) {
        return new ReplyTables(Boundary.answer(request));
    }

    /** Looks at a reply of any status and answers the status. */
    private static int wellFormed(byte[] request, String label) {
        return ask(request).requireWellFormed(label);
    }

    @ParameterizedTest
    @EnumSource
    void aCompiledReplyDecodesToTheSameProgram(Architecture architecture) {
        List<Setting> settings = everyOtherCallIsAnError(architecture);
        FilterStack stack = stack(architecture, settings);
        Filter filter = stack.global();
        ReplyTables reply = ask(request(Boundary.COMPILE, architecture, settings));
        assertThat(reply.status()).isZero();
        List<Instruction> instructions = new ArrayList<>();
        for (int[] row : reply.table(1)) {
            instructions.add(new Instruction(row[0] & 0xffff, row[0] >>> 16 & 0xff, row[0] >>> 24, row[1]));
        }
        Program program = FilterCompiler.compile(stack, Level.GLOBAL, Handler.ANYWHERE);
        assertThat(program.instructions()).hasSizeGreaterThan(100);
        assertThat(instructions).isEqualTo(program.instructions());
        ExpectedActions expected = ExpectedActions.ofLevel(stack, Level.GLOBAL, Handler.ANYWHERE);
        assertThat(reply.table(2)).hasNumberOfRows(ExpectedActions.NUMBERS / 4);
        for (int of = 0; of < 2; of++) {
            int[][] words = reply.table(3 + of);
            assertThat(words[0][0]).as("others").isEqualTo(expected.others().code());
            assertThat(words[1][0])
                    .as("other ABIs")
                    .isEqualTo(expected.foreign().code());
            for (int number = 0; number < ExpectedActions.NUMBERS; number++) {
                int index = reply.table(2)[number / 4][of] >>> (8 * (number % 4)) & 0xff;
                assertThat(words[3 + index][0])
                        .as("%d, number %d", of, number)
                        .isEqualTo(expected.ofNumber(number).otherwise().code());
            }
        }
        assertThat(reply.tables()).isEqualTo(10);
        assertThat(reply.table(6))
                .as("nothing that is written restricts files and ports")
                .isDeepEqualTo(new int[][] {{0, 0}, {0, 0}, {0, 0}});
        assertThat(reply.table(7)).as("rules of files and ports").isEmpty();
        assertThat(reply.text(reply.table(5)[0][0])).as("conditions").isEmpty();
        List<String> remedies = reply.text(reply.table(5)[0][1]).lines().toList();
        for (Syscall syscall : architecture.syscalls().all()) {
            int number = syscall.number();
            int remedy = reply.table(2)[number / 4][2] >>> (8 * (number % 4)) & 0xff;
            String expectedRemedy = switch (filter.actionOf(number)) {
                case ERROR ->
                    "\"pgseccomp.global_syscall_error\"\tRemove % from \"pgseccomp.global_syscall_error\". This needs a restart of the server.";
                case KILL ->
                    "\"pgseccomp.global_syscall_kill\"\tRemove % from \"pgseccomp.global_syscall_kill\". This needs a restart of the server.";
                default -> "none";
            };
            assertThat(remedy == 0 ? "none" : remedies.get(remedy - 1))
                    .as(syscall.name())
                    .isEqualTo(expectedRemedy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDescribedReplyDecodesToTheRowsOfTheFilter(Architecture architecture) {
        List<Setting> settings = everyOtherCallIsAnError(architecture);
        ReplyTables reply = ask(request(Boundary.DESCRIBE, architecture, settings));
        assertThat(reply.status()).isZero();
        List<FilterRow> rows = new ArrayList<>();
        for (int[] row : reply.table(1)) {
            rows.add(new FilterRow(reply.text(row[0]), row[1], reply.text(row[2]), reply.text(row[3])));
        }
        assertThat(rows).isEqualTo(FilterRow.of(stack(architecture, settings), Level.GLOBAL, settings));
    }

    @ParameterizedTest
    @EnumSource
    void anExposureDecodesToTheFindings(Architecture architecture) {
        List<Setting> settings = one("session_syscall_error", "bpf");
        PolicyResult read = PolicyReader.read(architecture, Level.SESSION, settings);
        Guarded guarded = Guarded.by(
                ((PolicyResult.Accepted) read).stack(),
                Level.SESSION,
                settings,
                SettingSuffixes.NONE,
                false,
                ServerFacts.UNKNOWN);
        assertThat(exposure(architecture, settings)).isEqualTo(texts(Exposure.of(guarded)));
        List<Setting> off = List.of(settings.get(0), new Setting(ServerFacts.PREFIX + "off", "yes"));
        assertThat(exposure(architecture, off))
                .isEqualTo(texts(Exposure.of(Guarded.byNothing(architecture, ServerFacts.UNKNOWN))));
    }

    private static List<String> exposure(Architecture architecture, List<Setting> settings) {
        int level = Level.SESSION.ordinal();
        ReplyTables reply = ask(request(Boundary.EXPOSURE, architecture.auditArch(), level, settings.size(), settings));
        assertThat(reply.status()).isZero();
        List<String> rows = new ArrayList<>();
        for (int[] row : reply.table(1)) {
            rows.add(Arrays.stream(row).mapToObj(reply::text).collect(Collectors.joining(" ~ ")));
        }
        return rows;
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream()
                .map(each -> String.join(
                        " ~ ",
                        each.attack().name(),
                        each.attack().attackClass().label(),
                        each.verdict().label(),
                        each.stoppedBy(),
                        each.attack().reference()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "global_syscal_allow, read, 0",
        "global_syscall_allow, raed, 1",
        "global_syscall_allow, '\"', 1",
        "global_syscall_default, nothing, 1"
    })
    void aRejectedReplyDecodesToTheRejection(String name, String value, int kind) {
        List<Setting> settings = one(name, value);
        Rejection rejection =
                ((PolicyResult.Rejected) PolicyReader.read(Architecture.AARCH64, Level.GLOBAL, settings)).first();
        for (int operation : new int[] {Boundary.COMPILE, Boundary.DESCRIBE}) {
            ReplyTables reply = ask(request(operation, Architecture.AARCH64, settings));
            assertThat(reply.status()).isEqualTo(1);
            assertThat(reply.problems())
                    .containsExactly(new ReplyTables.Told(
                            0, kind, "pgseccomp." + name, rejection.message(), rejection.detail(), rejection.hint()));
        }
    }

    @Test
    void bytesOf128AndAboveArriveAsTheyAre() {
        ReplyTables reply = ask(request(1, Architecture.X86_64, one("\u00e9\u0080\u00ff", "on")));
        assertThat(reply.status()).isEqualTo(1);
        assertThat(reply.problems().get(0).setting()).isEqualTo("pgseccomp.\u00e9\u0080\u00ff");
        assertThat(reply.problems().get(0).message())
                .isEqualTo("unrecognized configuration parameter \"pgseccomp.\\xe9\\x80\\xff\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {Boundary.COMPILE, Boundary.DESCRIBE, Boundary.VALUE})
    void everyPrefixIsMalformed(int operation) {
        byte[] request = request(operation, Architecture.AARCH64, one("global_syscall_error", "chroot, symlinkat"));
        assertThat(wellFormed(request, "whole")).isZero();
        for (int length = 0; length < request.length; length++) {
            assertFailure(Arrays.copyOf(request, length), "malformed request");
        }
        assertFailure(Arrays.copyOf(request, request.length + 1), "malformed request");
    }

    private static void assertFailure(byte[] request, String message) {
        ReplyTables reply = ask(request);
        assertThat(reply.status()).isEqualTo(2);
        assertThat(reply.problems()).extracting(ReplyTables.Told::message).containsExactly(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, -1, 257, 0x01000000})
    void otherOperationsAreUnknown(int operation) {
        assertFailure(request(operation, Architecture.X86_64, List.of()), "unknown operation");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x40000003, 0xC000003F, 0x3EC0, 0xB7C0})
    void otherArchitecturesAreUnknown(int arch) {
        assertFailure(request(1, arch, 0, 0, List.of()), "no system call table for this architecture");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 3, 0x7fffffff, 0x80000000})
    void aCountThatIsNotTheNumberOfSettingsIsMalformed(int count) {
        assertFailure(request(1, 0xC000003E, 0, count, one("global_syscall_error", "read")), "malformed request");
    }

    @Test
    void randomBytesAreMalformed() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] request = new byte[random.nextInt(200)];
            random.nextBytes(request);
            assertThat(wellFormed(request, "seed " + seed)).as("seed %d", seed).isEqualTo(2);
        }
    }

    @Test
    void randomValuesOfKnownSettingsHaveWellFormedReplies() {
        List<String> names =
                List.of("enabled", "global_syscall_allow", "global_syscall_kill", "global_syscall_default");
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            String value = random.ints(random.nextInt(20), 0, 256)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            byte[] request = request(1, Architecture.X86_64, one(names.get(random.nextInt(4)), value));
            assertThat(wellFormed(request, "seed " + seed)).as("seed %d", seed).isLessThan(2);
        }
    }

    @Test
    void repliesArePureFunctionsOfTheirRequests() {
        byte[] request = request(1, Architecture.X86_64, everyOtherCallIsAnError(Architecture.X86_64));
        byte[] before = request.clone();
        byte[] reply = Boundary.answer(request);
        Boundary.warmUp();
        assertThat(Boundary.answer(request)).isEqualTo(reply);
        assertThat(request).isEqualTo(before);
    }
}
