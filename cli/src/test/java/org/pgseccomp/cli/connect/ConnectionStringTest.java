package org.pgseccomp.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionStringTest {
    private static Map<String, String> read(String text) throws AddressException {
        Map<String, String> values = new TreeMap<>();
        ConnectionString.read(text).forEach((parameter, value) -> values.put(parameter.keyword(), value));
        return values;
    }

    private static boolean hasLibpq() {
        try {
            return Libpq.IT != null;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=db1",
                "host = db1 port= 5433  user =joe",
                "host='a b' password='it\\'s \\\\ here' dbname=''",
                "password=a\\ b user=joe",
                "host=a,b port=1,2",
                "hostaddr=10.0.0.1 sslmode=verify-full sslrootcert=/r.crt",
                "service=prod connect_timeout=3",
                "host=/run/postgresql options='-c geqo=off' application_name=x",
                "postgresql://",
                "postgresql://localhost",
                "postgresql://localhost:5433",
                "postgresql://localhost/mydb",
                "postgresql://user@localhost",
                "postgresql://user:secret@localhost",
                "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp",
                "postgresql://host1:123,host2:456/somedb?target_session_attrs=any&application_name=myapp",
                "postgresql://host1,host2:456",
                "postgresql://user@localhost:5433/mydb?options=-c%20synchronous_commit%3Doff",
                "postgresql:///mydb?host=localhost&port=5433",
                "postgresql://[2001:db8::1234]/database",
                "postgresql://[::1]:6000",
                "postgresql:///dbname?host=/var/lib/postgresql",
                "postgresql://%2Fvar%2Flib%2Fpostgresql/dbname",
                "postgres://%C3%A4nn:p%40ss@h/d%20b",
                "postgresql://h/d?ssl=true",
                "postgresql://h?service=x",
            })
    void isReadAsLibpqReadsIt(String text) throws AddressException {
        assumeTrue(hasLibpq(), "libpq.so is not here");
        assertThat(read(text)).isEqualTo(Libpq.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=a port",
                "host='a",
                "hots=a",
                "postgresql://h?connect",
                "postgresql://h?nothing=1",
                "postgresql://h/%zz",
                "postgresql://h/%00",
                "postgresql://h/a%4"
            })
    void whatLibpqRefusesIsRefused(String text) {
        assumeTrue(hasLibpq(), "libpq.so is not here");
        assertThat(Libpq.parse(text)).isNull();
        assertThatThrownBy(() -> read(text)).isInstanceOf(AddressException.class);
    }

    @Test
    void aWordAloneIsAHost() throws AddressException {
        assertThat(read("db1")).isEqualTo(Map.of("host", "db1"));
        assertThat(read(" db1.example.com:5433 ")).isEqualTo(Map.of("host", "db1.example.com", "port", "5433"));
        assertThat(read("[::1]:5433")).isEqualTo(Map.of("host", "::1", "port", "5433"));
        assertThat(read("fe80::1")).isEqualTo(Map.of("host", "fe80::1"));
        assertThat(read("/run/postgresql")).isEqualTo(Map.of("host", "/run/postgresql"));
        assertThat(read("")).isEmpty();
    }

    /** What protects a connection, and the driver cannot do, is never left out in silence. */
    @Test
    void whatCannotBeDoneIsRefused() {
        for (String each : new String[] {"sslcrl=/a", "ssl_max_protocol_version=TLSv1.2", "sslcertmode=require"}) {
            assertThatThrownBy(() -> read("host=a " + each)).hasMessageContaining("is not one that pgseccomp has");
        }
    }
}
