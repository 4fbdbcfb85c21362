package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pgseccomp.cli.connect.AddressException;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.observe.ServerObservations;
import org.pgseccomp.cli.status.CountedDenial;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.syscall.Architecture;

/** Where a page shows what the tool answers, that is what it answers; … on the page stands for anything. */
class DocumentedAnswersTest {
    private static final Pattern ANSWERED = Pattern.compile("(?ms)^ *```\n *\\$ (pgseccomp [^\n]*)\n(.*?)^ *```$");

    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
    private static final String CONFIGURATION = "/etc/postgresql/17/main";

    private static final String POLICY = """
            shared_preload_libraries = 'pgseccomp'

            pgseccomp.enabled = on

            # No process changes what is mounted.
            pgseccomp.global_syscall_error = 'mount, umount2'
            pgseccomp.session_syscall_error = 'symlink, socket(domain: AF_NETLINK)'

            # joe connects to no other server.
            pgseccomp.session_roles = 'joe'

            session_syscall_error.joe = 'socket(domain: AF_INET), socket(domain: AF_INET6)'
            """;

    private static final String ONE_ROLE = """
            shared_preload_libraries = 'pgseccomp'
            pgseccomp.enabled = on
            pgseccomp.session_roles = 'joe'
            session_syscall_error.joe = '%s'
            """;

    private static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant LAST = Instant.parse("2026-03-02T10:12:13Z");

    private static final String AT = " 1772352000 1772352000";

    /** Its domain and type, in one value. */
    private static final String RAW_NETLINK = "call 41 5" + AT + " " + (16L << 32 | 3);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeWhatThePagesName() throws IOException {
        write("postgresql.conf", POLICY);
        write("old.conf", ONE_ROLE.formatted("bpf"));
        write("new.conf", ONE_ROLE.formatted("unshare"));
        write("wrong/postgresql.conf", "shared_preload_libraries = 'pgseccomp'\ninclude_dir 'conf.d'\n");
        write("wrong/conf.d/pgseccomp.conf", """
                # The policy of this server.
                pgseccomp.enabled = on
                pgseccomp.profile = 'baseline'
                pgseccomp.global_syscall_error = 'execve, mnount'
                """);
        write("audit.log", audited());
        List<String> seen = new ArrayList<>(List.of("subject client_backend postgres app shop" + AT));
        for (int number = 0; number < 40; number++) {
            seen.add("call " + number + " 40" + AT);
        }
        write("server1/pgseccomp_observed", observed(17, seen));
        seen.add(RAW_NETLINK);
        write("server2/pgseccomp_observed", observed(17, seen));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Calls 0 to 58 once, those that the policy is about more often. */
    private static String audited() {
        StringBuilder log = new StringBuilder();
        for (int number = 0; number < 59; number++) {
            log.append(record(number, number == 41 ? 9 : 1));
        }
        return log.append(record(88, 4)).append(record(257, 1)).toString();
    }

    private static String record(int number, int times) {
        return ("type=SECCOMP msg=audit(1772352000.101:%1$d): auid=4294967295 uid=105 gid=112 ses=4294967295 subj=unconfined"
                        + " pid=815 comm=\"postgres\" exe=\"/usr/lib/postgresql/17/bin/postgres\" sig=0 arch=c000003e"
                        + " syscall=%1$d compat=0 ip=0x7f4a1d2c8b07 code=0x7ffc0000\n")
                .formatted(number)
                .repeat(times);
    }

    /** By docs/learning.md, "The file". */
    private static String observed(int server, List<String> lines) {
        List<String> text =
                new ArrayList<>(List.of("pgseccomp-observed 1", "architecture 3221225534", "server " + server));
        text.addAll(List.of("learnt 1772352000 172800 0 0", "uncounted"));
        text.addAll(lines);
        return String.join("\n", text) + "\nend " + text.size() + "\n";
    }

    private String answered(String command) {
        List<String> arguments = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            arguments.add(inFolder(word.group().replace("'", "")));
        }
        arguments.remove(0);
        if (!arguments.get(0).equals("diff")) {
            arguments.addAll(1, List.of("--arch", "x86_64"));
        }
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
        // How many lines were read.
        assertThat(run.err().lines()).as(command).allMatch(line -> line.startsWith("pgseccomp simulate: "));
        return run.out()
                .replace(folder.resolve("wrong").toString(), CONFIGURATION)
                .replace(folder + "/", "");
    }

    private String inFolder(String word) {
        Path file =
                folder.resolve(word.replace(CONFIGURATION, "wrong").replace("/var/log/audit/audit.log*", "audit.log"));
        return Files.exists(file) ? file.toString() : word;
    }

    private static void assertAnswer(String command, String page, String answer) {
        StringBuilder pattern = new StringBuilder();
        for (String part : page.strip().split("…", -1)) {
            pattern.append(pattern.length() == 0 ? "" : ".*?").append(Pattern.quote(part));
        }
        assertThat(answer.strip()).as(command).matches(Pattern.compile(pattern.toString(), Pattern.DOTALL));
    }

    private static Map<String, String> answersOf(String page) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        Matcher block = ANSWERED.matcher(Files.readString(Path.of("../docs").resolve(page)));
        while (block.find()) {
            answers.put(block.group(1), block.group(2));
        }
        return answers;
    }

    @Test
    void ofFiles() throws IOException {
        Map<String, String> answers = answersOf("checking.md");
        assertThat(answers).hasSize(5);
        for (Map.Entry<String, String> each : answers.entrySet()) {
            assertAnswer(each.getKey(), each.getValue(), answered(each.getKey()));
        }
    }

    private static <T> Answer<T> server(String name, T value, String failure) throws AddressException {
        return new Answer<>(ServerAddress.of(name, Surroundings.ofThisProcess()), value, failure);
    }

    private static ServerStatus enforcing(
            boolean isStandby, int processes, long generation, List<CountedDenial> denials) {
        List<ServerProcess> all = new ArrayList<>();
        for (int i = 0; i < processes - 1; i++) {
            all.add(new ServerProcess(
                    100 + i, "client backend", "app", "shop", "session", 2, true, true, true, generation, false));
        }
        all.add(new ServerProcess(
                4711,
                "client backend",
                "app",
                "shop",
                "session",
                isStandby ? 1 : 2,
                true,
                !isStandby,
                true,
                generation,
                false));
        Map<String, String> settings = Map.of("pgseccomp.enabled", "on", "pgseccomp.profile", "strict");
        return new ServerStatus("15.20", "2.0", "", isStandby, settings, all, denials, 0, SINCE, List.of());
    }

    @Test
    void ofServersThatAreAskedHowTheyAre() throws Exception {
        CountedDenial denied =
                new CountedDenial("client backend", "app", "shop", "pipe2", "error", "session", 7, LAST, LAST);
        Map<String, String> learns =
                Map.of("pgseccomp.enabled", "on", "pgseccomp.learn", "on", "pgseccomp.profile", "none");
        List<Answer<ServerStatus>> servers = List.of(
                server("db1", enforcing(false, 42, 3, List.of()), null),
                server("db2", enforcing(true, 40, 2, List.of(denied)), null),
                server("db3", new ServerStatus("17.4", "2.0", "", false, learns, null, null, 0, null, List.of()), null),
                server("db4", null, "connection to db4 port 5432: Connection refused"));
        assertAnswer(
                "status",
                answersOf("fleet.md").get("pgseccomp status --hosts hosts.txt"),
                StatusText.of(servers, Colours.NONE));
    }

    private static Answer<ServerObservations> learnt(String name, String... lines) throws AddressException {
        byte[] text = observed(15, List.of(lines)).getBytes(ISO_8859_1);
        ObservationReader.Result read = ObservationReader.read(text, 0, text.length, Architecture.X86_64);
        assertThat(read.problem()).isNull();
        String learnt = "It learnt for 2 days since 2026-03-01 08:00:00 UTC.";
        return server(name, new ServerObservations("15.20", learnt, read.seen()), null);
    }

    @Test
    void ofServersThatAreAskedWhatTheyLearnt() throws Exception {
        String session = "subject client_backend postgres app shop" + AT;
        String read = "call 0 40" + AT;
        String unix = "call 41 1" + AT + " " + (1L << 32 | 1);
        List<Answer<ServerObservations>> servers = List.of(
                learnt("db1", session, read, unix),
                learnt(
                        "db2",
                        session,
                        read,
                        unix,
                        "subject archiver postgres - -" + AT,
                        "call 59 2" + AT,
                        "call 293 2" + AT),
                learnt("db3", session, read, "call 88 1" + AT, "call 41 1" + AT + " " + (10L << 32 | 1)));
        RecommendOptions.Wanted wanted = new RecommendOptions.Wanted(Profile.NONE, false, ServerFacts.among(List.of()));
        String command = "pgseccomp observe db1 db2 db3";
        assertAnswer(command, answersOf("fleet.md").get(command), new FleetPolicy(servers, wanted).text());
    }
}
