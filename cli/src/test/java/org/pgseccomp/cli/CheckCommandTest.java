package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pgseccomp.policy.NeededCalls;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Syscall;

class CheckCommandTest {
    private static final String ON = "shared_preload_libraries = 'pgseccomp'\npgseccomp.enabled = on\n";

    /** Calls that PostgreSQL does without, and whose last arguments are no pointers. */
    private static final List<String> CALLS = Architecture.X86_64.syscalls().all().stream()
            .filter(call -> !Architecture.X86_64.signatures().at(call, 4).isPointer())
            .filter(call -> !Architecture.X86_64.signatures().at(call, 5).isPointer())
            .map(Syscall::name)
            .filter(name -> !NeededCalls.names(Architecture.X86_64).contains(name))
            .toList();

    @TempDir
    private Path folder;

    private String out;
    private String err;

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        out = run.out().replace(folder.toString(), "DIR");
        err = run.err();
        return run.code();
    }

    private String file(String name, String text) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text, StandardCharsets.ISO_8859_1).toString();
    }

    private int check(String text, String... more) throws IOException {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "check";
        arguments[1] = "--arch";
        arguments[2] = "x86_64";
        System.arraycopy(more, 0, arguments, 3, more.length);
        arguments[more.length + 3] = file("postgresql.conf", text);
        return run(arguments);
    }

    @Test
    void aGoodPolicyIsSilent() throws IOException {
        assertThat(check(ON
                        + "pgseccomp.session_syscall_error = 'mount, ptrace' # of sessions\n"
                        + "pgseccomp.session_roles = joe\nsession_syscall_error.Joe = 'mount, ptrace, bpf'\n"))
                .isZero();
        assertThat(out + err).isEmpty();
    }

    /** As the server does at its start. */
    @Test
    void allThatIsWrongWithTheListsOfARoleIsSaid() throws IOException {
        assertThat(check(ON + "pgseccomp.session_roles = joe\nsession_syscall_error.joe = 'mnount'\n"
                        + "session_syscall_kill.joe = 'chrot'\n"))
                .isEqualTo(1);
        assertThat(out)
                .contains("DIR/postgresql.conf:4: error: unknown system call \"mnount\"")
                .contains("DIR/postgresql.conf:5: error: unknown system call \"chrot\"");
    }

    /** The kernel takes programs of at most 4096 instructions. */
    @Test
    void conditionsThatTheKernelHasNoRoomForAreRefused() throws IOException {
        StringBuilder list = new StringBuilder();
        for (int call = 0; call < 40; call++) {
            for (int value = 0; value < 60; value++) {
                int distinct = 60 * call + value;
                list.append(list.length() == 0 ? "" : ", ").append(CALLS.get(call));
                list.append("(arg5: ")
                        .append(distinct)
                        .append("; arg4: ")
                        .append(distinct)
                        .append(')');
            }
        }
        assertThat(check(ON + "pgseccomp.session_syscall_error = '" + list + "'\n"))
                .isEqualTo(1);
        assertThat(out).contains("error: the policy of sessions has too many conditions");
    }

    @Test
    void whatLooksStricterThanItIsIsWarnedOf() throws IOException {
        assertThat(check(ON
                        + "pgseccomp.session_syscall_error = 'mount, execve'\n"
                        + "pgseccomp.session_roles = joe\n"
                        + "session_syscall_error.joe = 'execve, execveat'\n"))
                .isZero();
        assertThat(out).isEqualTo("""
                DIR/postgresql.conf:3: warning: the policy of sessions denies "execve", but not "execveat"
                    DETAIL: It is still possible to execute programs with execveat.
                    HINT: Add execveat to "pgseccomp.session_syscall_error".
                DIR/postgresql.conf:5: warning: the policy of role "joe" does not deny what "pgseccomp.session_syscall_error" denies: mount
                    DETAIL: "session_syscall_error.joe" stands in place of that list and does not add to it.
                    HINT: To deny it there too, add it to "session_syscall_error.joe".
                """);
    }

    @Test
    void everyMistakeIsToldWhereItStands() throws IOException {
        assertThat(check(
                        ON
                                + "pgseccomp.global_syscall_error = 'mount,\n"
                                + "pgseccomp.session_syscall_eror = 'mount'\n"
                                + "pgseccomp.session_syscall_log = 'raed'\n"
                                + "\n"
                                + "pgseccomp.session_roles = 'joe'\n"
                                + "session_syscall_error.joe = 'fsync'\n"
                                + "session_syscall_error.ann = 'bpf'\n"
                                + "pgseccomp.process_types = io_worker\n"
                                + "pgseccomp.session_syscall_error.joe = 'bpf'\n",
                        "--server-version",
                        "17.2"))
                .isOne();
        assertThat(out).isEqualTo("""
                DIR/postgresql.conf:3: error: syntax error, near token "'"
                DIR/postgresql.conf:4: error: unrecognized configuration parameter "pgseccomp.session_syscall_eror"
                    DETAIL: pgseccomp has no setting of this name; a filter must not rest on a line that is ignored.
                    HINT: Did you mean "pgseccomp.session_syscall_error"?
                DIR/postgresql.conf:5: error: unknown system call "raed" in parameter "pgseccomp.session_syscall_log"
                    DETAIL: Element 1, "raed" at character 1, is not a system call of x86_64.
                    HINT: Did you mean "read"?
                DIR/postgresql.conf:9: warning: parameter "session_syscall_error.ann" has no effect
                    DETAIL: No role in pgseccomp.session_roles has settings that end so.
                    HINT: Add the role to pgseccomp.session_roles. Of a name that no setting can end in, add an alias, "ann=NAME", to pgseccomp.session_role_aliases.
                DIR/postgresql.conf:10: error: process type "io_worker" cannot have settings of its own here
                    DETAIL: PostgreSQL 17 has no such processes; PostgreSQL 18 is the first that does.
                    HINT: Take it out of pgseccomp.process_types.
                DIR/postgresql.conf:11: error: syntax error, near token "pgseccomp.session_syscall_error.joe"
                    HINT: Write "session_syscall_error.joe": the settings of roles, databases and types of processes begin without "pgseccomp.".
                """);
        assertThat(check(ON + "pgseccomp.session_roles = 'joe'\nsession_syscall_error.joe = 'fsync'\n"))
                .isOne();
        assertThat(out)
                .contains("DIR/postgresql.conf:4: error: the session filter of pgseccomp does not allow fsync\n");
    }

    @Test
    void whatIsOnlyHarmfulIsAWarning() throws IOException {
        assertThat(check(ON + "pgseccomp.session_syscall_kill = 'ptrace'\n")).isZero();
        assertThat(out)
                .startsWith("DIR/postgresql.conf: warning: the policy of sessions has system calls with the action"
                        + " \"kill\"\n    DETAIL: ")
                .contains("    HINT: Use \"terminate\"");
    }

    @Test
    void aPolicyThatIsNotOnIsWarnedOf() throws IOException {
        assertThat(check("pgseccomp.global_syscall_error = 'mount'\n")).isZero();
        assertThat(out)
                .contains("warning: shared_preload_libraries does not name pgseccomp")
                .contains("warning: pgseccomp.enabled is off");
        assertThat(check("port = 5432\n")).isZero();
        assertThat(out).as("nothing of ours").isEmpty();
        assertThat(check(ON.replace("= on", "= maybe") + "pgseccomp.learn = of\n"))
                .isOne();
        assertThat(out)
                .contains("DIR/postgresql.conf:2: error: parameter \"pgseccomp.enabled\" requires a Boolean value")
                .doesNotContain("pgseccomp.learn");
    }

    @Test
    void includedFilesAndWhatAlterSystemWroteCountInTheirOrder() throws IOException {
        file("conf.d/20-b.conf", "pgseccomp.session_syscall_log = 'mount'\n");
        file("conf.d/10-a.conf", "pgseccomp.session_syscall_log = 'raed'\nPGSECCOMP.GLOBAL_syscall_error 'mont'\n");
        file("conf.d/.hidden.conf", "nonsense\n");
        file("conf.d/README", "nonsense\n");
        file("more.conf", "include_if_exists 'none.conf'\npgseccomp.session_syscall_default = eror\n");
        file("postgresql.auto.conf", "pgseccomp.process_types = 'archivar'\n");
        assertThat(check(ON + "include 'more.conf'\ninclude_dir = 'conf.d'\ninclude 'missing.conf'\n"))
                .isOne();
        assertThat(out.lines().filter(line -> !line.startsWith(" ")))
                .containsExactly(
                        "DIR/postgresql.conf:5: error: could not open configuration file \"DIR/missing.conf\": No such"
                                + " file or directory",
                        "DIR/more.conf:2: error: invalid value for parameter \"pgseccomp.session_syscall_default\": \"eror\"",
                        "DIR/conf.d/10-a.conf:2: error: unknown system call \"mont\" in parameter"
                                + " \"PGSECCOMP.GLOBAL_syscall_error\"",
                        "DIR/postgresql.auto.conf:1: error: invalid list of process types in parameter"
                                + " \"pgseccomp.process_types\"");
    }

    @Test
    void theDataDirectoryHasTheVersionAndWhatAlterSystemWrote() throws IOException {
        file("data/PG_VERSION", "15\n");
        file("data/postgresql.auto.conf", "process_syscall_log.walsummarizer = 'bpf'\n");
        assertThat(check(ON + "data_directory = 'data'\npgseccomp.process_types = 'walsummarizer'\n"))
                .isOne();
        assertThat(out).contains("PostgreSQL 15 has no such processes; PostgreSQL 17 is the first that does.");
        assertThat(check(
                        ON + "data_directory = 'data'\npgseccomp.process_types = 'walsummarizer'\n",
                        "--server-version",
                        "18"))
                .isZero();
    }

    /** A server does not start with the first one, and ignores the second one in silence. */
    @Test
    void bytesThatNobodySeesAreTold() throws IOException {
        assertThat(check("\u00ef\u00bb\u00bf# Our settings\n" + ON + "pgseccomp.profile = strict\n"))
                .isOne();
        assertThat(out).isEqualTo("""
                DIR/postgresql.conf:1: error: the file begins with a byte order mark, which PostgreSQL takes for letters of its first line
                    HINT: Save it as UTF-8 without a byte order mark.
                """);
        assertThat(check(ON + "\u00c2\u00a0pgseccomp.profile = strict\n\u00c2\u00a0session_syscall_error.joe = bpf\n"))
                .isOne();
        assertThat(out).isEqualTo("""
                DIR/postgresql.conf:3: error: unrecognized configuration parameter "\\xc2\\xa0pgseccomp.profile"
                    DETAIL: PostgreSQL takes the bytes before "pgseccomp.profile" for letters of the name.
                    HINT: Remove them: save the file without a byte order mark, and copy no spaces from formatted text.
                DIR/postgresql.conf:4: error: unrecognized configuration parameter "\\xc2\\xa0session_syscall_error.joe"
                    DETAIL: PostgreSQL takes the bytes before "session_syscall_error.joe" for letters of the name.
                    HINT: Remove them: save the file without a byte order mark, and copy no spaces from formatted text.
                """);
    }

    /** A code host finds the file by its name in the repository. */
    @Test
    void anIncludedFileIsRelativeInSarif() throws IOException {
        Path inside = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "included");
        Path file = Files.writeString(inside.resolve("postgresql.conf"), ON + "include 'own.conf'\n");
        Files.writeString(inside.resolve("own.conf"), "pgseccomp.session_syscall_error = 'mnount'\n");
        assertThat(run("check", "--format", "sarif", file.toString())).isOne();
        assertThat(out)
                .contains("\"uri\" : \"target/" + inside.getFileName() + "/own.conf\"")
                .doesNotContain("file://");
    }

    @Test
    void aFileThatIncludesItselfEnds() throws IOException {
        assertThat(check("include 'postgresql.conf'\n")).isOne();
        assertThat(out).contains("maximum nesting depth exceeded");
    }

    /** Each of ten lines includes all ten, eleven times deep. */
    @Test
    @Timeout(60)
    void filesThatIncludeEachOtherEnd() throws IOException {
        assertThat(check("include 'postgresql.conf'\n".repeat(10))).isOne();
        assertThat(out).contains("error: more than 1000 configuration files are included; the others are not read\n");
    }

    /** A terminal obeys escape sequences, and code hosts take lines that begin with "::" for commands. */
    @Test
    void whatAFileSaysIsNoCommand() throws IOException {
        assertThat(check(ON + "\033[2Jfoo\ninclude 'a\\n::warning file=x::hi\\033[31m'\n"))
                .isOne();
        assertThat(out.lines().map(line -> line.replaceFirst("^(DIR|    ).*", "")))
                .allSatisfy(line -> assertThat(line).isEmpty());
        assertThat(out.replace("\n", "")).matches("[^\\p{Cntrl}]+").contains("?::warning");
    }

    /** What postgres -C a.b answers, or what it says of the line, of PostgreSQL 15. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        a.b = 'x''y\\'z'             | x'y'z
        a.b='\\101\\n'               | A\\n
        a.b   word                   | word
        a.b = a-b.c:d/e              | a-b.c:d/e
        a.b = -12kB                  | -12kB
        a.b = 1.5e3                  | 1.5e3
        a.b = 0x1f                   | 0x1f
        a.b = ''                     | \\empty
        a.b =                        | near end of line
        a.b 'x' y                    | near token "y"
        a.b.c = 1                    | near token "a.b.c"
        = 1                          | near token "="
        a.b = 'x                     | near token "'"
        a-b = 1                      | near token "a-b"
        a.b = 12k_B                  | near token "_B"
        a.b = .                      | .
        a.b = 1.                     | 1.
        a.b = +                      | near token "+"
        a.b=0x                       | 0x
        a.b = 1e5                    | near token "5"
        a.b = 5.e                    | near token "e"
        a.b 'x'#y                    | x
        a.b x#y                      | x
        a.b = x=y                    | near token "="
        """)
    void valuesAreReadAsPostgresReadsThem(String line, String expected) throws IOException {
        Path conf = Path.of(file("values.conf", line + "\n"));
        var read = org.pgseccomp.cli.conf.Configuration.read(conf);
        String seen = read.problems().isEmpty()
                ? read.setting("a.b").value().replace("\n", "\\n")
                : read.problems().get(0).message().replaceFirst("syntax error, ", "");
        assertThat(seen).isEqualTo(expected.equals("\\empty") ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--arch=arm,x",
                "--server-version=9.6",
                "--server-version=13",
                "--server-version=19",
                "--server-version=x",
                ""
            })
    void aWrongCommandLineIsRefused(String option) throws IOException {
        assertThat(option.isEmpty() ? run("check") : check(ON, option)).isEqualTo(2);
        assertThat(err).isNotEmpty();
    }

    @Test
    void aFileThatIsMissingIsAnError() {
        assertThat(run("check", folder.resolve("none").toString())).isOne();
        assertThat(out).contains("error: could not open configuration file").contains("No such file or directory");
    }

    @Test
    void warningsFailWhereThatIsAskedFor() throws IOException {
        String text = ON + "pgseccomp.session_syscall_error = 'execve'\n";
        assertThat(check(text)).isZero();
        assertThat(out).contains("warning: ");
        assertThat(check(text, "--fail-on", "warning")).isEqualTo(1);
        assertThat(check(text, "--fail-on", "error")).isZero();
        assertThat(check(ON, "--fail-on", "warning")).isZero();
        assertThat(check(text, "--fail-on", "remark")).isEqualTo(2);
    }

    @Test
    void json() throws IOException {
        assertThat(check(ON + "pgseccomp.session_syscall_error = 'execve, mnount'\n", "--format", "json"))
                .isEqualTo(1);
        JsonNode json = JsonSchemas.valid(out);
        assertThat(json.path("errors").asInt()).isEqualTo(1);
        assertThat(json.at("/files/0/findings/0/line").asInt()).isEqualTo(3);
        assertThat(json.at("/files/0/findings/0/hint").asText()).contains("mount");
        assertThat(check("", "--format", "json")).isZero();
        assertThat(JsonSchemas.valid(out).at("/files/0/findings").size()).isZero();
    }

    /** What SARIF 2.1.0 (OASIS) requires of a log, a run, a driver and a result, and where code hosts look for the line. */
    @Test
    void namesWithoutTheirPrefixAndLearningAreSeen() throws IOException {
        assertThat(check(ON + "Session_Roles = 'x'\n")).isOne();
        assertThat(out)
                .contains("postgresql.conf:3: error: unrecognized configuration parameter \"Session_Roles\"")
                .contains("HINT: Did you mean \"pgseccomp.session_roles\"?");
        assertThat(check(ON + "session_syscall_error = 'bpf'\nprocess_syscall_default = error\n"))
                .isOne();
        assertThat(out)
                .containsOnlyOnce("unrecognized configuration parameter \"session_syscall_error\"")
                .contains("HINT: Did you mean \"pgseccomp.session_syscall_error\", or \"session_syscall_error.ROLE\"?")
                .contains("HINT: Did you mean \"process_syscall_default.TYPE\"?")
                .doesNotContain("no effect");
        assertThat(check(ON + "pgseccomp.session_syscall_error = 'mount'\npgseccomp.learn = on\n"))
                .isZero();
        assertThat(out).contains("postgresql.conf:4: warning: pgseccomp.learn is on");
    }

    /** What check refuses, no other command answers for: the kernel would not take such a program. */
    @Test
    void whatIsTooLargeForTheKernelIsRefusedByAllCommands() throws IOException {
        StringBuilder list = new StringBuilder();
        java.util.Random random = new java.util.Random(26);
        for (int entry = 0; entry < 64; entry++) {
            list.append(entry == 0 ? "" : ", ").append("ioctl(");
            for (String parameter : new String[] {"fd", "cmd"}) {
                list.append(parameter.equals("fd") ? "" : "; ")
                        .append(parameter)
                        .append(": ");
                for (int i = 0; i < 40; i++) {
                    list.append(i == 0 ? "" : ", ").append(random.nextInt(1 << 30));
                }
            }
            list.append(')');
        }
        String text = ON + "pgseccomp.session_syscall_error = '" + list + "'\n";
        assertThat(check(text)).isOne();
        assertThat(out).contains("too many conditions");
        String conf = file("postgresql.conf", text);
        for (String[] command : new String[][] {
            {"explain", conf, "bpf"}, {"policy", conf}, {"exposure", conf}, {"diff", conf, conf}, {"report", conf}
        }) {
            assertThat(run(command)).as(command[0]).isOne();
            assertThat(err).as(command[0]).contains("too many conditions");
        }
    }

    @Test
    void aDeviceIsNoConfiguration() {
        assertThat(run("check", "/dev/zero")).isOne();
        assertThat(out + err).contains("longer than 64 MB");
    }

    /** All of one filter at once: nobody wants to correct a list, check it, and correct it again. */
    @Test
    void allThatAFilterDeniesOfWhatIsNeededIsToldAtOnce() throws IOException {
        assertThat(check(ON + "pgseccomp.global_syscall_error = 'openat, accept, prctl, socket, bind'\n"))
                .isOne();
        assertThat(out)
                .contains("does not allow openat, accept, bind, prctl, socket")
                .contains("accept to take connections");
    }

    /** Who has read a warning and wants it keeps the others strict. */
    @Test
    void acceptedWarnings() throws IOException {
        String text = ON + "pgseccomp.session_roles = 'etl'\npgseccomp.session_syscall_error = 'ptrace, mount'\n"
                + "session_syscall_error.etl = 'ptrace'\nprocess_syscall_error.archiver = 'mount'\n";
        assertThat(check(text, "--fail-on", "warning")).isOne();
        check(text, "--format", "json");
        JsonNode findings = JsonSchemas.valid(out).path("files").get(0).path("findings");
        String[] accept = new String[2 * findings.size() + 2];
        for (int i = 0; i < findings.size(); i++) {
            accept[2 * i] = "--accept";
            accept[2 * i + 1] = findings.get(i).path("rule").textValue() + ":"
                    + findings.get(i).path("setting").textValue();
        }
        accept[accept.length - 2] = "--fail-on";
        accept[accept.length - 1] = "warning";
        assertThat(findings.size()).isPositive();
        assertThat(check(text, accept)).isZero();
        assertThat(out).contains(": note: ").doesNotContain(": warning: ");
        assertThat(err).isEmpty();
        accept[1] = accept[1] + "x";
        assertThat(check(text, accept)).isOne();
        assertThat(err).contains(accept[1] + ": there is no such warning");
        assertThat(check(text, "--accept", "nosuch")).isEqualTo(2);
        assertThat(check(ON + "pgseccomp.session_syscall_error = 'mnount'\n", "--accept", "invalid-value"))
                .isOne();
        assertThat(check(text, "--accept", "no-effect", "--format", "sarif")).isZero();
        assertThat(out).contains("\"ruleId\" : \"no-effect\"").contains("\"suppressions\"");
    }

    @Test
    void sarif() throws IOException {
        assertThat(check(ON + "pgseccomp.session_syscall_error = 'mnount'\n", "--format", "sarif"))
                .isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.path("version").asText()).isEqualTo("2.1.0");
        assertThat(json.at("/runs/0/tool/driver/name").asText()).isEqualTo("pgseccomp");
        JsonNode result = json.at("/runs/0/results/0");
        assertThat(result.path("level").asText()).isEqualTo("error");
        assertThat(result.at("/message/text").asText()).contains("mnount").contains("mount");
        JsonNode place = result.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asText())
                .startsWith("file://")
                .endsWith("/postgresql.conf");
        assertThat(place.at("/region/startLine").asInt()).isEqualTo(3);
        assertThat(result.path("ruleId").asText()).isEqualTo("invalid-value");
        assertThat(json.at("/runs/0/tool/driver/rules").findValuesAsText("id")).contains("invalid-value", "harmful");
        assertThat(check("", "--format", "sarif")).isZero();
        assertThat(new ObjectMapper().readTree(out).at("/runs/0/results").isArray())
                .isTrue();
    }

    /** Landlock knows files since Linux 5.19 and ports since 6.7 (landlock(7)); mseal(2) is of 6.10. */
    @Test
    void theKernelDecidesAboutWhatItHas() throws IOException {
        String text = ON + "pgseccomp.session_syscall_error = 'mseal'\n";
        assertThat(check(text, "--fail-on", "warning")).isZero();
        assertThat(check(text, "--fail-on", "warning", "--kernel", "6.10.3-amd64"))
                .isZero();
        assertThat(check(text, "--fail-on", "warning", "--kernel", "6.1.0-38-amd64"))
                .isEqualTo(1);
        assertThat(out)
                .startsWith("DIR/postgresql.conf:3: warning: ")
                .contains("system calls that Linux 6.1 does not have")
                .contains("mseal is there since Linux 6.10");

        String ports = ON + "pgseccomp.session_connect_ports = '5432'\n";
        assertThat(check(ports, "--kernel", "6.6")).isEqualTo(1);
        assertThat(out).contains("DIR/postgresql.conf:3: error: ").contains("ports");
        assertThat(check(ports, "--kernel", "6.7")).isZero();
        assertThat(check(text, "--kernel", "Debian")).isEqualTo(2);
        assertThat(err).contains("'Debian' is no release of Linux");
    }

    /** 41 and 165 are socket and mount; mount was made by a program of the archiver, which has the global filter. */
    @Test
    void whatAServerWasSeenToDoIsNotDeniedInSilence() throws IOException {
        String observed = file("pgseccomp_observed", SimulateCommandTest.OBSERVED.formatted(0));
        String text = ON + "pgseccomp.session_syscall_error = 'mount, socket(domain: AF_NETLINK)'\n";
        assertThat(check(text, "--observed", observed)).isZero();
        assertThat(check(text, "--fail-on", "warning", "--observed", observed)).isEqualTo(1);
        assertThat(out).contains("""
                DIR/postgresql.conf:3: warning: parameter "pgseccomp.session_syscall_error" denies system calls that the server was \
                seen to make
                    DETAIL: client_backend, role "joe", database "app": socket with AF_NETLINK SOCK_RAW; client_backend, role "joe", \
                database "app": mount.
                    HINT: pgseccomp simulate shows each of them, with the entry that denies it.
                """);
        assertThat(check(
                        ON + "pgseccomp.session_syscall_error = 'bpf'\n",
                        "--fail-on",
                        "warning",
                        "--observed",
                        observed))
                .isZero();
        assertThat(check(text, "--observed", file("other", "nothing\n"))).isEqualTo(1);
        assertThat(err).contains("other is no file pgseccomp_observed of a server that learnt");
    }

    /** hpet cannot be read without a system call (arch/x86/entry/vdso); tsc can. */
    @Test
    void theMachineDecidesAboutCallsForTheClock() throws IOException {
        String text = ON + "pgseccomp.session_syscall_error = 'clock_gettime'\n";
        assertThat(check(text)).isZero();
        assertThat(check(text, "--clock-source", "tsc")).isZero();
        assertThat(check(text, "--clock-source", "hpet")).isEqualTo(1);
        assertThat(out).contains("clock_gettime");
    }

    /** glibc has made fstat(2) since 2.39, and newfstatat(2) before; it has needed rseq(2) for threads since 2.35. */
    @Test
    void theLibraryDecidesAboutItsCalls() throws IOException {
        String threads = ON + "pgseccomp.session_syscall_error = 'rseq'\n";
        assertThat(check(threads, "--libc", "2.34", "--fail-on", "warning")).isZero();
        assertThat(check(threads, "--libc", "2.41", "--fail-on", "warning")).isEqualTo(1);
        assertThat(out).contains("rseq");
        String text = ON + "pgseccomp.global_syscall_error = 'fstat'\n";
        assertThat(check(text, "--libc", "glibc 2.36")).isZero();
        assertThat(check(text, "--libc", "2.41")).isEqualTo(1);
        assertThat(out).contains("fstat");
        assertThat(check(text, "--libc", "musl 1.2.5")).isZero();
        assertThat(check(text, "--libc", "bionic")).isEqualTo(2);
    }

    @Test
    void listsOfFilesAndPortsAreRead() throws IOException {
        Files.writeString(
                folder.resolve("postgresql.conf"),
                ON + "data_directory = '/var/lib/pg'\n"
                        + "pgseccomp.session_paths = '@data, @librarys'\n"
                        + "pgseccomp.session_connect_ports = 'https'\n"
                        + "pgseccomp.session_roles = 'joe, jim'\n"
                        + "session_paths.joe = '/srv'\n"
                        + "session_path.jim = '@data'\n");
        assertThat(run("check", folder + "/postgresql.conf")).isEqualTo(ExitCode.FAILED);
        assertThat(out)
                .contains("DIR/postgresql.conf:4: error: invalid list of files", "Did you mean \"@libraries\"?")
                .contains(
                        "DIR/postgresql.conf:5: error: invalid list of ports",
                        "\"https\" at character 1, is not a port.")
                .contains("DIR/postgresql.conf:8: error: unrecognized configuration parameter \"session_path.jim\"");
        Files.writeString(
                folder.resolve("postgresql.conf"),
                ON + "data_directory = '/var/lib/pg'\npgseccomp.session_roles = 'joe'\n"
                        + "session_paths.joe = '@data, /var/lib:rw'\n");
        assertThat(run("check", folder + "/postgresql.conf")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("DIR/postgresql.conf:5: warning: processes can write the server's configuration");
    }

    /** PostgreSQL takes no white space for a part of a Boolean: the server would not start. */
    @ParameterizedTest
    @ValueSource(strings = {"'on '", "' on'", "'\\ton'", "'1 '"})
    void booleansHaveNoWhiteSpace(String value) throws IOException {
        String file = Files.writeString(
                        folder.resolve("b.conf"),
                        "shared_preload_libraries = 'pgseccomp'\n" + "pgseccomp.enabled = " + value + "\n")
                .toString();
        CommandRun run = CommandRun.of("check", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("parameter \"pgseccomp.enabled\" requires a Boolean value");
    }

    /** Each process of PostgreSQL 18 reads and writes through its rings there. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "strict"})
    void profilesAllowIoUringWhereItIsUsed(String profile) throws IOException {
        String file = Files.writeString(
                        folder.resolve("u.conf"),
                        "shared_preload_libraries = 'pgseccomp'\n" + "pgseccomp.profile = " + profile
                                + "\nio_method = io_uring\n")
                .toString();
        for (String architecture : List.of("x86_64", "aarch64")) {
            CommandRun run = CommandRun.of("check", "--server-version", "18", "--arch", architecture, file);
            assertThat(run.out()).doesNotContain("error:");
            assertThat(run.code()).isZero();
        }
    }

    @Test
    void aMisspeltSettingIsSaidOnce() throws IOException {
        String file = Files.writeString(folder.resolve("m.conf"), """
                shared_preload_libraries = 'pgseccomp'
                pgseccomp.enabled = on
                pgseccomp.session_roles = 'joe'
                session_syscall_eror.joe = 'acct'
                """).toString();
        CommandRun run = CommandRun.of("check", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("Did you mean \"session_syscall_error.joe\"?")
                .doesNotContain("has no effect");
    }
}
