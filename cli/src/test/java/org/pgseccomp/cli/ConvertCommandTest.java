package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Who converts a policy has to be told what the result does not say. */
class ConvertCommandTest {
    private static final String ON = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    @TempDir
    private Path folder;

    private CommandRun run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "convert";
        all[1] = "--arch";
        all[2] = "x86_64";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandRun.of(all);
    }

    private String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return file.toString();
    }

    private static JsonNode rule(String profile, String call, String action) throws IOException {
        for (JsonNode each : new ObjectMapper().readTree(profile).path("syscalls")) {
            if (each.path("action").textValue().equals(action)
                    && each.path("names").toString().contains('"' + call + '"')) {
                return each;
            }
        }
        return null;
    }

    @Test
    void aProfileForContainersHasIoUringWhereItIsUsed() throws IOException {
        CommandRun without = run("--profile", "baseline", "--server-version", "18", "--to", "oci");
        CommandRun with =
                run("--profile", "baseline", "--server-version", "18", "--io-method", "io_uring", "--to", "oci");
        assertThat(with.code()).isZero();
        assertThat(with.err()).contains("note: only the global filter is converted");
        for (String call : List.of("io_uring_setup", "io_uring_enter")) {
            assertThat(rule(without.out(), call, "SCMP_ACT_ALLOW")).as(call).isNull();
            assertThat(rule(with.out(), call, "SCMP_ACT_ALLOW")).as(call).isNotNull();
        }
        JsonNode profile = new ObjectMapper().readTree(with.out());
        assertThat(profile.path("defaultAction").textValue()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(profile.path("architectures").toString()).isEqualTo("[\"SCMP_ARCH_X86_64\"]");
        assertThat(rule(with.out(), "mount", "SCMP_ACT_ALLOW")).isNull();
    }

    @Test
    void aMethodOfLaterVersionsIsRefused() {
        CommandRun run =
                run("--profile", "baseline", "--server-version", "17", "--io-method", "io_uring", "--to", "oci");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--io-method is of PostgreSQL 18 and later");
    }

    @Test
    void aConfigurationOfTwoLevelsIsConvertedLevelByLevel() throws IOException {
        String conf = file(
                "postgresql.conf",
                ON
                        + "pgseccomp.global_syscall_error = 'mount'\npgseccomp.session_syscall_error = 'mount, execve, execveat'\n");
        CommandRun global = run("--to", "oci", conf);
        assertThat(global.code()).isEqualTo(3);
        assertThat(global.err())
                .contains("only the global filter is converted; the policy of sessions denies more (--level session)");
        assertThat(rule(global.out(), "execve", "SCMP_ACT_ERRNO")).isNull();
        CommandRun named = run("--to", "oci", "--level", "global", conf);
        assertThat(named.code()).isZero();
        CommandRun session = run("--to", "oci", "--level", "session", conf);
        assertThat(session.code()).isZero();
        assertThat(session.err()).doesNotContain("warning");
        assertThat(rule(session.out(), "execve", "SCMP_ACT_ERRNO")
                        .path("errnoRet")
                        .intValue())
                .isEqualTo(13);
        assertThat(rule(session.out(), "mount", "SCMP_ACT_ERRNO")).isNotNull();
    }

    @Test
    void whatIsRestrictedByOtherMeansThanFiltersIsToldOf() throws IOException {
        String conf = file(
                "postgresql.conf",
                ON + "pgseccomp.global_syscall_error = 'mount'\npgseccomp.isolate_processes = require\n");
        CommandRun run = run("--to", "oci", "--level", "global", conf);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains(conf + ":4: warning: pgseccomp.isolate_processes is about something else than system calls");
    }

    /** Settings that only say whose filters there are restrict nothing, and each kind of policy is told of with its option. */
    @Test
    void policiesOfRolesAndDatabases() throws IOException {
        String conf = file(
                "postgresql.conf",
                ON + "pgseccomp.session_roles = 'etl'\nsession_syscall_error.etl = 'ptrace'\n"
                        + "pgseccomp.session_databases = 'shop'\ndatabase_syscall_error.shop = 'mount'\n"
                        + "session_paths.etl = '@data'\n");
        CommandRun global = run("--to", "oci", conf);
        assertThat(global.err())
                .contains("not in the result are the policies of 1 role (--role), 1 database (--database)")
                .contains("session_paths.etl is about something else than system calls")
                .doesNotContain("session_databases is about")
                .doesNotContain("--level");
        CommandRun both = run("--to", "oci", "--role", "etl", "--database", "shop", conf);
        assertThat(rule(both.out(), "ptrace", "SCMP_ACT_ERRNO")).isNotNull();
        assertThat(rule(both.out(), "mount", "SCMP_ACT_ERRNO")).isNotNull();
        CommandRun other = run("--to", "oci", "--role", "joe", conf);
        assertThat(other.err()).doesNotContain("session_paths");
        assertThat(rule(other.out(), "ptrace", "SCMP_ACT_ERRNO")).isNull();
        CommandRun written = run("--to", "conf", "--role", "etl", conf);
        assertThat(written.out()).contains("pgseccomp.session_syscall_error = 'ptrace'\n");
        assertThat(run("--to", "oci", "--role", "etl", "--level", "global", conf)
                        .code())
                .isEqualTo(2);
        assertThat(run("--to", "oci", "--role", "etl", "--level", "archiver", conf)
                        .code())
                .isEqualTo(2);
        assertThat(run("--to", "oci", "--role", "etl", "--profile", "strict").code())
                .isEqualTo(2);
        assertThat(run("--to", "conf", "--role", "etl", file("p.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}"))
                        .code())
                .isEqualTo(2);
    }

    /** strict restricts files, whether that is written or not. */
    @Test
    void theProfilesListOfFilesIsToldOf() throws IOException {
        String conf = file("postgresql.conf", "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n");
        assertThat(run("--to", "oci", "--level", "session", conf).err())
                .contains("what the profile has for pgseccomp.session_paths is about something else than system calls");
        assertThat(run("--to", "oci", "--profile", "strict").err())
                .contains("note: what the profile has for pgseccomp.session_paths");
        assertThat(run("--to", "oci", "--profile", "baseline").err()).doesNotContain("session_paths");
    }

    /** A unit and a container have the whole server in them: the postmaster needs more than its sessions may. */
    @Test
    void aServerDoesNotRunUnderThePolicyOfItsSessions() throws IOException {
        String conf = file("postgresql.conf", "shared_preload_libraries = 'pgseccomp'\npgseccomp.profile = 'strict'\n");
        for (String format : List.of("systemd", "oci", "spo", "minijail")) {
            CommandRun session = run("--to", format, "--level", "session", conf);
            assertThat(session.code()).as(format).isEqualTo(3);
            assertThat(session.err())
                    .as(format)
                    .contains("PostgreSQL does not run under the result")
                    .contains("A container or a unit has the whole server in it, which needs --level global.");
        }
        assertThat(run("--to", "oci", "--level", "global", conf).err()).doesNotContain("does not run");
    }

    @Test
    void settingsAreWrittenForALevel() throws IOException {
        String profile = file(
                "profile.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"ptrace\"], \"action\":"
                        + " \"SCMP_ACT_ERRNO\", \"errnoRet\": 1}]}");
        CommandRun session = run("--to", "conf", "--level", "session", profile);
        assertThat(session.code()).isZero();
        assertThat(session.out())
                .contains("pgseccomp.session_syscall_error = 'ptrace = EPERM'\n")
                .contains("pgseccomp.session_syscall_default = 'allow'\n");
        CommandRun archiver = run("--to", "conf", "--level", "archiver", profile);
        assertThat(archiver.out())
                .contains("pgseccomp.process_types = 'archiver'\n")
                .contains("process_syscall_error.archiver = 'ptrace = EPERM'\n");
        CommandRun checked = CommandRun.of("check", "--arch", "x86_64", file("made.conf", ON + session.out()));
        assertThat(checked.out()).doesNotContain("error: ");
        assertThat(checked.code()).isZero();
    }

    @Test
    void familiesProtectionAndNamespacesHaveTheirNames() throws IOException {
        CommandRun profile = run("--profile", "baseline", "--to", "oci");
        CommandRun back = run("--to", "conf", file("profile.json", profile.out()));
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out())
                .contains("socket(domain: AF_UNIX; type: 1")
                .contains("mmap(prot: with PROT_WRITE|PROT_EXEC)")
                .contains("clone(flags: without CLONE_NEWNS|CLONE_NEWCGROUP|");
    }

    @Test
    void whatAServerWouldRefuseIsSaid() throws IOException {
        String profile = file(
                "profile.json",
                "{\"defaultAction\": \"SCMP_ACT_KILL_PROCESS\", \"syscalls\": [{\"names\": [\"read\"], \"action\":"
                        + " \"SCMP_ACT_ALLOW\"}]}");
        CommandRun run = run("--to", "conf", profile);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("a server would refuse the result");
    }

    @ParameterizedTest
    @CsvSource({
        "oci, '{\"defaultAction\": \"SCMP_ACT_ALLOW\"}'",
        "spo, 'kind: SeccompProfile\nspec:\n  defaultAction: SCMP_ACT_ALLOW\n'",
        "spo, '{\"kind\": \"SeccompProfile\", \"spec\": {\"defaultAction\": \"SCMP_ACT_ALLOW\"}}'",
        "systemd, '[Service]\nSystemCallArchitectures=native\n'",
        "minijail, '# a policy\nread: 1\n'",
        "conf, 'pgseccomp.enabled = on\n'",
    })
    void theFormatIsFoundOut(String format, String text) throws IOException {
        CommandRun run = run("--to", "conf", "--format", "json", file("policy", text));
        assertThat(run.code()).as(run.err()).isNotEqualTo(1);
        assertThat(JsonSchemas.valid(run.out()).path("from").textValue()).isEqualTo(format);
    }

    @Test
    void remarksAndProgramsAreInTheJson() throws IOException {
        CommandRun run = run("--profile", "baseline", "--to", "bpf", "--format", "json");
        JsonNode json = JsonSchemas.valid(run.out());
        assertThat(json.path("same").booleanValue()).isTrue();
        assertThat(json.path("remarks").get(0).path("severity").textValue()).isEqualTo("note");
        assertThat(Base64.getDecoder().decode(json.path("result_base64").textValue()).length % 8)
                .isZero();
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bpf, 'can be written, and not be read'",
        "pfc, 'can be written, and not be read'",
        "xml, 'is none of conf, oci, spo, systemd, minijail, bpf, pfc'",
    })
    void formatsThatCannotBeReadAreRefused(String format, String message) throws IOException {
        CommandRun run = run("--from", format, "--to", "conf", file("policy", "x"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void programsAreKnownByTheirBytes() throws IOException {
        Path program = folder.resolve("program");
        Files.write(program, new byte[] {0x20, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f});
        CommandRun run = run("--to", "conf", program.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("looks like bpf, which can be written, and not be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--profile baseline --to oci x.json", "--to oci", "x.json", "--profile none --to oci"})
    void aCommandLineThatIsNoneIsRefused(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1)).code())
                .isEqualTo(2);
    }

    @Test
    void aFileThatIsNotThereIsNoDefect() {
        CommandRun run = run("--to", "oci", folder.resolve("missing").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("does not exist").doesNotContain("defect");
    }

    @Test
    void aSeccompProfileIsWhatItsDefinitionAsksFor() throws IOException {
        for (String profile : List.of("baseline", "strict")) {
            CommandRun run = run("--profile", profile, "--to", "spo", "--name", "pg-18");
            assertThat(run.err()).contains("numbers that are no call's fail with EPERM");
            Object document = new Load(LoadSettings.builder().build()).loadFromString(run.out());
            JsonNode json = new ObjectMapper().valueToTree(document);
            String schema = new String(
                    ConvertCommandTest.class
                            .getResourceAsStream("convert/seccompprofile-v1beta1.json")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(json))
                    .isEmpty();
            assertThat(json.path("metadata").path("name").textValue()).isEqualTo("pg-18");
        }
    }

    /** Names that an older systemd does not know are the only thing that it may say. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--loosen"})
    void systemdTakesItsDropIn(String option) throws IOException, InterruptedException {
        Path installed = Path.of("/usr/bin/systemd-analyze");
        Path analyze = Files.isExecutable(installed) ? installed : Path.of("../target/systemd/usr/bin/systemd-analyze");
        Assumptions.assumeTrue(Files.isExecutable(analyze), "there is no systemd-analyze; script/bootstrap fetches it");
        CommandRun run = option.isEmpty()
                ? run("--profile", "baseline", "--to", "systemd")
                : run("--profile", "baseline", "--to", "systemd", option);
        assertThat(run.err()).contains(option.isEmpty() ? "stricter than the source" : "LOOSER than the source");
        Path unit = folder.resolve("server.service");
        Files.writeString(unit, "[Unit]\nDescription=x\n" + run.out() + "ExecStart=/bin/true\n");
        Process process = new ProcessBuilder(analyze.toString(), "verify", unit.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("server.service"))
                .toList();
        process.waitFor();
        assertThat(said).allMatch(line -> line.contains("Failed to parse system call, ignoring: "));
        assertThat(said).allMatch(line -> !line.matches(".*: (read|write|mmap|socket|openat|execve)"));
    }

    /** The drop-in of a profile denies calls that PostgreSQL cannot do without, as systemd has no setting for their conditions. */
    @Test
    void aDropInUnderWhichPostgresqlDoesNotRunIsToldOf() throws IOException {
        assertThat(run("--profile", "baseline", "--to", "systemd").err())
                .contains("warning: PostgreSQL does not run under the result: ")
                .containsPattern("does not allow [a-z, ]*prctl")
                .contains("--loosen allows such calls.");
        assertThat(run("--profile", "baseline", "--to", "systemd", "--loosen").err())
                .doesNotContain("does not run");
        assertThat(run("--profile", "baseline", "--to", "oci").err()).doesNotContain("does not run");
    }

    @Test
    void systemdDeniesWhatItHasNoSettingForUnlessThatIsLoosened() throws IOException {
        String conf = file("postgresql.conf", ON + "pgseccomp.global_syscall_error = 'ioctl(cmd: TIOCSTI)'\n");
        CommandRun strict = run("--to", "systemd", conf);
        assertThat(strict.code()).isEqualTo(3);
        assertThat(strict.out()).contains("SystemCallFilter=~ioctl:EACCES");
        assertThat(strict.err()).contains("stricter than the source, for some arguments at least: ioctl");
        CommandRun loose = run("--to", "systemd", "--loosen", conf);
        assertThat(loose.out()).doesNotContain("ioctl");
        assertThat(loose.err()).contains("LOOSER than the source, for some arguments at least: ioctl");
    }

    @Test
    void aMisspeltCapabilityIsRefused() throws IOException {
        String source = file("p.json", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
        CommandRun run = run("--to", "conf", "--cap", "sys_admn", source);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--cap: 'sys_admn' is no capability; did you mean CAP_SYS_ADMIN?");
        assertThat(run("--to", "conf", "--cap", "sys_admin", source).code()).isZero();
    }

    @Test
    void utf16IsNamed() throws IOException {
        Path source = folder.resolve("p.json");
        for (String encoding : List.of("UTF-16", "UTF-16LE")) {
            String mark = encoding.equals("UTF-16") ? "" : "\ufeff";
            Files.write(source, (mark + "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}").getBytes(encoding));
            CommandRun run = run("--to", "conf", source.toString());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("p.json is UTF-16; try: iconv -f UTF-16 -t UTF-8");
        }
    }

    @Test
    void valuesHaveTheirNames() throws IOException {
        String source = file("p.json", """
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
                  {"names": ["fcntl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "args": [{"index": 1, "value": 1033, "op": "SCMP_CMP_EQ"}]},
                  {"names": ["kill"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "args": [{"index": 1, "value": 9, "op": "SCMP_CMP_EQ"}]},
                  {"names": ["prctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "args": [{"index": 0, "value": 77, "op": "SCMP_CMP_EQ"}]}
                ]}
                """);
        CommandRun run = run("--to", "conf", source);
        assertThat(run.out()).contains("fcntl(cmd: F_ADD_SEALS)", "kill(sig: SIGKILL)", "prctl(option: 77)");
    }

    @Test
    void whatAServerLacksIsSaidWhateverItIs() throws IOException {
        String source = file("p.json", """
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
                  {"names": ["socket", "chmod"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13}
                ]}
                """);
        CommandRun run = run("--to", "conf", source);
        assertThat(run.err())
                .contains("a server would refuse the result")
                .contains("socket")
                .contains("chmod");
        String conf = file("p.conf", ON + "pgseccomp.global_syscall_error = 'socket(type: SOCK_RAW)'\n");
        assertThat(run("--to", "systemd", conf).err())
                .contains("PostgreSQL does not run under the result")
                .contains("socket");
    }

    /** Docker gives them to containers where nothing else is said. */
    @Test
    void usualCapabilitiesAreThere() throws IOException {
        String usual = file("a.json", allowedWith("CAP_SYS_CHROOT"));
        String other = file("b.json", allowedWith("CAP_SYS_ADMIN"));
        assertThat(run("--to", "oci", usual).out()).contains("\"chroot\"");
        assertThat(run("--to", "oci", other).out()).doesNotContain("\"chroot\"");
        assertThat(run("--to", "oci", "--cap", "sys_admin", other).out()).contains("\"chroot\"");
    }

    private static String allowedWith(String capability) {
        return """
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 13, "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
                  {"names": ["chroot"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAPABILITY"]}}
                ]}
                """.replace("CAPABILITY", capability);
    }
}
