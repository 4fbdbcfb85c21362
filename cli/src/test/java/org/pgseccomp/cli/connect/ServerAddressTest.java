package org.pgseccomp.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerAddressTest {
    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    private ServerAddress address(String text) throws AddressException {
        return ServerAddress.of(text, new Surroundings(environment, home, "me"));
    }

    private Properties driver(String text) throws AddressException {
        ServerAddress address = address(text);
        return DriverProperties.of(address, address.places().get(0));
    }

    private Path file(String name, String permissions, String... lines) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** What status prints as the name of a server can be given to it again. */
    @Test
    void theFolderOfASocketCanHaveAPort() throws Exception {
        ServerAddress address = address("host=/run/pg port=5433");
        assertThat(address.label()).isEqualTo("/run/pg:5433");
        assertThat(address(address.label()).places()).containsExactly(new Endpoint("/run/pg", null, 5433));
        assertThat(address("/run/with:colon").places()).containsExactly(new Endpoint("/run/with:colon", null, 5432));
    }

    @Test
    void theStringCountsBeforeTheServiceAndThatBeforeTheEnvironment() throws Exception {
        environment.put("PGUSER", "of_environment");
        environment.put("PGPORT", "1111");
        environment.put("PGDATABASE", "of_environment");
        file(
                ".pg_service.conf",
                "rw-r--r--",
                "# mine",
                "[other]",
                "port=9",
                "",
                "[prod]",
                "host=db9",
                "port=2222",
                "user=of_service");
        ServerAddress address = address("service=prod user=of_string");
        assertThat(address.user()).isEqualTo("of_string");
        assertThat(address.database()).isEqualTo("of_environment");
        assertThat(address.places()).containsExactly(new Endpoint("db9", null, 2222));
        assertThat(address.label()).isEqualTo("prod");
        environment.put("PGSERVICE", "prod");
        assertThat(address("").user()).isEqualTo("of_service");
        assertThat(ServerAddress.services(new Surroundings(environment, home, "me")))
                .contains("other", "prod");
    }

    @Test
    void aServiceThatIsNowhereIsNamed() throws Exception {
        assertThatThrownBy(() -> address("service=prod")).hasMessageContaining("\"prod\"");
        Path file = file("services", "rw-r--r--", "[prod]", "hots=a");
        environment.put("PGSERVICEFILE", file.toString());
        assertThatThrownBy(() -> address("service=prod"))
                .hasMessageContaining("services:2: ")
                .hasMessageContaining("hots");
    }

    @Test
    void theUserIsThatOfTheSystemAndTheDatabaseIsTheUser() throws Exception {
        assertThat(address("db1").user()).isEqualTo("me");
        assertThat(address("db1").database()).isEqualTo("me");
        assertThat(address("user=joe host=db1").database()).isEqualTo("joe");
    }

    @Test
    void passwordsComeFromTheStringTheEnvironmentAndTheFile() throws Exception {
        file(
                ".pgpass",
                "rw-------",
                "# db1:5432:me:me:no",
                "db1:5433:me:me:no",
                "db1:*:other:me:no",
                "db1:5432:me:me:first\\:\\\\second",
                "localhost:5432:me:me:of_socket",
                "*:*:*:*:of_all");
        assertThat(driver("db1")).containsEntry("password", "first:\\second");
        assertThat(driver("db2")).containsEntry("password", "of_all");
        assertThat(driver("/run/postgresql")).containsEntry("password", "of_socket");
        environment.put("PGPASSWORD", "of_environment");
        assertThat(driver("db1")).containsEntry("password", "of_environment");
        assertThat(driver("host=db1 password=of_string")).containsEntry("password", "of_string");
    }

    @Test
    void aPasswordFileOfOthersIsNotUsed() throws Exception {
        Path file = file("passwords", "rw-r-----", "*:*:*:*:secret");
        environment.put("PGPASSFILE", file.toString());
        assertThatThrownBy(() -> driver("db1"))
                .hasMessageContaining("0600")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void namesOfServersHaveNoPasswords() throws Exception {
        assertThat(address("postgresql://u:secret@db1:5433/d").label()).isEqualTo("db1:5433");
        assertThat(address("host=db1 password=secret").label()).isEqualTo("db1");
        assertThat(address("postgresql://u:sec@ret@db1").label()).isEqualTo("db1");
        assertThatThrownBy(() -> address("postgresql://u:sec/ret@db1"))
                .message()
                .doesNotContain("sec");
        assertThat(address("db1:5433").label()).isEqualTo("db1:5433");
    }

    @Test
    void aRootCertificateThatIsThereIsUsedAsLibpqUsesIt() throws Exception {
        assertThat(driver("host=db1 sslmode=require")).containsEntry("sslmode", "require");
        Path root = file(".postgresql/root.crt", "rw-r--r--", "");
        assertThat(driver("host=db1 sslmode=require"))
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", root.toString());
        assertThat(driver("host=db1 sslrootcert=system")).containsEntry("sslmode", "verify-full");
        assertThat(driver("host=/run/postgresql sslmode=verify-full")).containsEntry("sslmode", "disable");
    }

    @Test
    void aHostIsNoMoreThanAName() {
        for (String host : List.of("db1?sslmode=disable", "db1/x", "a b", "db1#")) {
            assertThatThrownBy(() -> address("host='" + host + "'")).hasMessageContaining("a host is neither");
        }
    }

    @Test
    void hostsAddressesAndPortsGoTogether() throws Exception {
        assertThat(address("host=a,b port=1,2").places())
                .containsExactly(new Endpoint("a", null, 1), new Endpoint("b", null, 2));
        assertThat(address("host=a,b port=7").places())
                .containsExactly(new Endpoint("a", null, 7), new Endpoint("b", null, 7));
        assertThat(address("host=a hostaddr=10.0.0.1").places()).containsExactly(new Endpoint("a", "10.0.0.1", 5432));
        assertThatThrownBy(() -> address("host=a,b hostaddr=10.0.0.1")).isInstanceOf(AddressException.class);
        environment.put("PGHOST", "c");
        environment.put("PGHOSTADDR", "10.0.0.2");
        assertThat(address("a").places()).containsExactly(new Endpoint("a", null, 5432));
        assertThat(address("").places()).containsExactly(new Endpoint("c", "10.0.0.2", 5432));
    }
}
