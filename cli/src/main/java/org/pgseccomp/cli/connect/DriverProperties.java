package org.pgseccomp.cli.connect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** What the JDBC driver is told of an address. */
final class DriverProperties {
    private static final String VERIFY_FULL = "verify-full";

    private DriverProperties() {}

    /** @throws AddressException if the driver cannot do what the address says */
    static Properties of(ServerAddress address, Endpoint place) throws AddressException {
        Properties properties = new Properties();
        for (Parameter each : Parameter.values()) {
            if (each.property() != null && address.value(each) != null) {
                properties.setProperty(each.property(), address.value(each));
            }
        }
        properties.putIfAbsent("ApplicationName", "pgseccomp");
        properties.setProperty("user", address.user());
        String password = address.password(place);
        if (password != null) {
            properties.setProperty("password", password);
        }
        if ("0".equals(address.value(Parameter.KEEPALIVES))) {
            properties.setProperty("tcpKeepAlive", "false");
        }
        if (place.isSocket()) { // as libpq, which knows no encryption there
            properties.setProperty("sslmode", "disable");
            properties.setProperty("gssEncMode", "disable");
        } else {
            encrypt(properties, address);
        }
        return properties;
    }

    private static void encrypt(Properties properties, ServerAddress address) throws AddressException {
        String oldest = address.value(Parameter.SSL_MIN_PROTOCOL_VERSION);
        if (oldest != null && !oldest.toLowerCase(Locale.ROOT).matches("tlsv1(\\.[12])?")) {
            throw new AddressException("ssl_min_protocol_version above TLSv1.2 is not one that pgseccomp has");
        }
        Path folder = address.around().home().resolve(".postgresql");
        String mode = address.value(Parameter.SSLMODE) == null ? "prefer" : address.value(Parameter.SSLMODE);
        String root = address.value(Parameter.SSLROOTCERT);
        if ("system".equals(root)) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            mode = VERIFY_FULL;
        } else {
            Path file = root == null ? folder.resolve("root.crt") : Path.of(root);
            // libpq verifies against a root certificate that is there, though it is not asked to.
            mode = mode.equals("require") && Files.exists(file) ? "verify-ca" : mode;
            properties.setProperty("sslrootcert", file.toString());
        }
        properties.setProperty("sslmode", mode);
        String key = address.value(Parameter.SSLKEY);
        Path usual = folder.resolve("postgresql.key");
        if (key != null || Files.exists(usual)) {
            properties.setProperty("sslkey", key == null ? usual.toString() : key);
        }
    }
}
