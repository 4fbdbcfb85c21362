package org.pgseccomp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pgseccomp.syscall.Architecture;

/** What settings make of files and ports. */
class DomainTest {
    private static final String PATHS = "pgseccomp.session_paths";
    private static final String CONNECT = "pgseccomp.session_connect_ports";

    private static final ServerFacts FACTS = facts(
            "data_directory", "/var/lib/pg",
            "config_file", "/etc/postgresql/17/main/postgresql.conf",
            "hba_file", "/etc/pg_hba.conf",
            "landlock_abi", "7");

    private static ServerFacts facts(String... namesAndValues) {
        List<Setting> facts = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.add(new Setting(ServerFacts.PREFIX + namesAndValues[i], namesAndValues[i + 1]));
        }
        return ServerFacts.among(facts);
    }

    private static List<Setting> settings(String... namesAndValues) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(new Setting(namesAndValues[i], namesAndValues[i + 1]));
        }
        return settings;
    }

    private static Domain domain(String... namesAndValues) {
        DomainReader reader = DomainReader.read(settings(namesAndValues), FACTS);
        assertThat(reader.rejections()).isEmpty();
        return reader.domain();
    }

    private static FilterStack stack(String... namesAndValues) {
        PolicyResult result = PolicyReader.read(Architecture.X86_64, Level.SESSION, settings(namesAndValues));
        return ((PolicyResult.Accepted) result).stack();
    }

    private static int rights(Domain domain, String path) {
        int rights = 0;
        for (DomainRule rule : domain.rules()) {
            rights |= rule.kind() == DomainRule.Kind.BENEATH && rule.path().equals(path) ? rule.value() : 0;
        }
        return rights;
    }

    @Test
    void nothingThatIsWrittenRestrictsNothing() {
        assertThat(domain().isNone()).isTrue();
        assertThat(domain(PATHS, "", CONNECT, " ").isNone()).isTrue();
    }

    @Test
    void theDataDirectoryIsReadAndItsFoldersAreWritten() {
        Domain domain = domain(PATHS, "@data");
        assertThat(rights(domain, "/var/lib/pg")).isEqualTo(1);
        assertThat(rights(domain, "/var/lib/pg/base")).isEqualTo(3);
        assertThat(rights(domain, "/var/lib/pg/pg_wal")).isEqualTo(3);
        assertThat(rights(domain, "/etc/postgresql/17/main")).isEqualTo(1);
        assertThat(rights(domain, "/etc")).as("a folder with much else").isZero();
        assertThat(rights(domain, "/etc/pg_hba.conf")).isEqualTo(1);
        assertThat(domain.restricts(DomainSetting.CONNECT_PORTS)).isFalse();
    }

    @Test
    void rightsOfAnElementAreInPlaceOfThoseOfItsParts() {
        assertThat(rights(domain(PATHS, "@data, @temp"), "/tmp")).isEqualTo(3);
        assertThat(rights(domain(PATHS, "@data, @temp:r"), "/tmp")).isEqualTo(1);
        assertThat(rights(domain(PATHS, "@data, @config:rw"), "/var/lib/pg")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            80      | ''   | ''     | none
            80      | 81   | ''     | 81
            80      | *    | ''     | 80
            80      | ''   | 82     | none
            80      | *    | 82     | 82
            """)
    void aRoleComesBeforeATypeAndATypeBeforeSessions(String session, String role, String type, String expected) {
        List<Setting> settings = new ArrayList<>(settings(CONNECT, session, "session_connect_ports.joe", role));
        if (!type.isEmpty()) {
            settings.add(new Setting("process_connect_ports.walsender", type));
        }
        Domain domain = DomainReader.read(settings, FACTS).domain();
        assertThat(
                        domain.rules().isEmpty()
                                ? "none"
                                : Integer.toString(domain.rules().get(0).value()))
                .isEqualTo(expected);
    }

    @Test
    void theArchiverDoesNotHaveTheListOfSessions() {
        assertThat(domain(PATHS, "@data", "process_paths.archiver", "*").isNone())
                .isTrue();
        assertThat(domain("process_paths.archiver", "@data, /backup:rw").restricts(DomainSetting.PATHS))
                .isTrue();
        assertThat(DomainReader.read(settings("process_paths.checkpointer", "@data"), FACTS)
                        .rejections()
                        .get(0)
                        .message())
                .isEqualTo("parameter \"process_paths.checkpointer\" cannot be set");
    }

    @Test
    void aListWithoutTheDataDirectoryIsRefused() {
        assertThat(DomainReader.read(settings("session_paths.joe", "/var/lib/pg:rw"), FACTS)
                        .rejections()
                        .get(0)
                        .message())
                .isEqualTo("no session could work with the files of parameter \"session_paths.joe\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/pg:rw, true", "/var/lib:rwx, true", "/:rw, true", "/etc/postgresql:rw, true", "@config:rw, true",
        "/var/lib/pg, false", "/var/lib/pgx:rw, false", "/var/lib/pg/exports:rw, false", "/:r, false", "@config, false",
    })
    void whoCanWriteTheConfigurationIsWarnedOf(String element, boolean isWarned) {
        assertThat(DomainReader.read(settings(PATHS, "@data, " + element), FACTS)
                        .warnings())
                .hasSize(isWarned ? 1 : 0);
    }

    @Test
    void aNameThatHasTheConfigurationIsWarnedOfOnce() {
        ServerFacts below = facts("data_directory", "/tmp/pg", "config_file", "/tmp/pg/postgresql.conf");
        assertThat(DomainReader.read(settings(PATHS, "@data, @temp"), below).warnings())
                .extracting(Rejection::detail)
                .containsExactly("Element 2, \"@temp\" at character 8, has /tmp/pg/postgresql.conf.");
        assertThat(DomainReader.read(settings("pgseccomp.profile", "strict", PATHS, "@profile"), below)
                        .warnings())
                .extracting(Rejection::detail)
                .containsExactly("Element 1, \"@profile\" at character 1, has /tmp/pg/postgresql.conf.");
    }

    @Test
    void placesAreThoseOfTheSettingThatIsWritten() {
        assertThat(domain(PATHS, "@data").place(DomainSetting.PATHS)).isEqualTo("pgseccomp.session_paths");
        assertThat(domain(PATHS, "@data", "session_paths.joe", "@data").place(DomainSetting.PATHS))
                .isEqualTo("session_paths.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | ''   | @data | and the kernel does not offer Landlock
            1  | ''   | @data | and the kernel does not offer Landlock
            2  | ''   | @data | ''
            3  | none | ''    | and the kernel's Landlock does not know ports
            4  | none | @data | ''
            '' | none | @data | ''
            """)
    void theKernelMustOfferIt(String abi, String ports, String paths, String problem) {
        Domain domain = domain(PATHS, paths, CONNECT, ports);
        Rejection said = DomainJudge.problemOf(domain, stack(), facts("landlock_abi", abi));
        assertThat(said == null ? "" : said.message()).endsWith(problem);
        assertThat(said == null).isEqualTo(problem.isEmpty());
    }

    @Test
    void theGlobalFilterMustAllowItAndThatOfSessionsNeedNot() {
        Domain domain = domain(CONNECT, "none");
        assertThat(DomainJudge.problemOf(domain, stack("pgseccomp.session_syscall_error", "landlock_add_rule"), FACTS))
                .isNull();
        assertThat(DomainJudge.problemOf(domain, stack("pgseccomp.global_syscall_log", "landlock_add_rule"), FACTS))
                .isNull();
        assertThat(DomainJudge.problemOf(domain, stack("pgseccomp.global_syscall_kill", "landlock_add_rule"), FACTS)
                        .message())
                .isEqualTo("parameter \"pgseccomp.session_connect_ports\" is set, and the global filter does not allow"
                        + " landlock_add_rule");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @data, /srv:rw         | @data                  | false
            @data, /srv:rw         | @data, /srv/x:rw       | false
            @data, /srv:rw         | @data, /srv:r          | false
            @data, /srv, /srv:rw   | @data, /srv:rw         | false
            @data, /:r             | @data, /srv, @share    | false
            @data                  | @data, /srv            | true
            @data, /srv            | @data, /srv:rw         | true
            @data, /srv            | @data, /srvx           | true
            @data                  | @data, @tablespaces    | false
            @data                  | @data, @config:rw      | true
            @data                  | ''                     | true
            ''                     | @data, /:rwx           | false
            """)
    void moreFilesAreLooser(String before, String after, boolean isLooser) {
        assertThat(DomainTightening.problemOf(domain(PATHS, before), domain(PATHS, after)) != null)
                .isEqualTo(isLooser);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            80,443 | 443  | false
            80,443 | none | false
            80     | 443  | true
            none   | 80   | true
            none   | ''   | true
            ''     | none | false
            """)
    void morePortsAreLooser(String before, String after, boolean isLooser) {
        assertThat(DomainTightening.problemOf(domain(CONNECT, before), domain(CONNECT, after)) != null)
                .isEqualTo(isLooser);
    }

    @ParameterizedTest
    @CsvSource({
        "session_paths.joe, true",
        "process_bind_ports.archiver, true",
        "session_path.joe, true",
        "process_connect_port.x, true",
        "database_paths.app, true",
        "Database_Connect_Port.app, true",
        "database_pathology.x, true",
        "database_url.x, false",
        "session_pathology, false",
        "session_variable.x, false",
        "paths.x, false",
    })
    void namesThatAreOursOrMeantToBe(String name, boolean isOurs) {
        assertThat(SettingNames.looksLikeOurs(name)).isEqualTo(isOurs);
    }

    /** Connections that Landlock is not asked about: as native code made them in a session with a list of ports (attempts.tsv). */
    @Test
    void aListOfPortsThatNativeCodeGoesAroundIsNoted() {
        String all =
                "sendto(flags: with MSG_FASTOPEN), sendmsg(flags: with MSG_FASTOPEN), sendmmsg(flags: with MSG_FASTOPEN), "
                        + "socket(protocol: IPPROTO_MPTCP), socket(domain: AF_SMC), io_uring_setup";
        assertThat(waysAroundPorts("")).isEqualTo(all);
        assertThat(waysAroundPorts("io_uring_setup, sendmsg"))
                .isEqualTo(
                        "sendto(flags: with MSG_FASTOPEN), "
                                + "sendmmsg(flags: with MSG_FASTOPEN), socket(protocol: IPPROTO_MPTCP), socket(domain: AF_SMC)");
        assertThat(waysAroundPorts(all)).isNull();
        assertThat(waysAroundPorts("io_uring_setup, socket(domain: AF_INET, AF_INET6, AF_SMC)"))
                .isNull();
        assertThat(waysAroundPorts("io_uring_setup, socket(domain: AF_INET)"))
                .startsWith("sendto(flags: with MSG_FASTOPEN)");
        assertThat(DomainJudge.remarksOn(domain(PATHS, "@data"), stack(), FACTS))
                .isEmpty();
    }

    private static String waysAroundPorts(String denied) {
        List<Rejection> remarks =
                DomainJudge.remarksOn(domain(CONNECT, "5432"), stack("pgseccomp.session_syscall_error", denied), FACTS);
        if (remarks.isEmpty()) {
            return null;
        }
        assertThat(remarks).hasSize(1);
        assertThat(remarks.get(0).message())
                .isEqualTo("pgseccomp: native code can connect to other ports than those of parameter \"" + CONNECT
                        + "\"");
        String detail = remarks.get(0).detail();
        String begin = "The kernel does not look at the list where one of these is allowed: ";
        assertThat(detail).startsWith(begin).endsWith(".");
        return detail.substring(begin.length(), detail.length() - 1);
    }

    @Test
    void anOlderKernelThatLetsFilesBeTruncatedIsNoted() {
        ServerFacts older = facts("data_directory", "/var/lib/pg", "landlock_abi", "2");
        assertThat(DomainJudge.remarksOn(domain(PATHS, "@data"), stack(), older))
                .singleElement()
                .satisfies(remark -> assertThat(remark.message()).contains("truncate files", PATHS));
        ServerFacts newer = facts("data_directory", "/var/lib/pg", "landlock_abi", "3");
        assertThat(DomainJudge.remarksOn(domain(PATHS, "@data"), stack(), newer))
                .isEmpty();
    }
}
