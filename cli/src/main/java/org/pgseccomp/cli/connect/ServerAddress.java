package org.pgseccomp.cli.connect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a server is and how to get in, as libpq finds it: from the string, else from the service that it names, else from variables of the
 * environment, else from what is usual. The password comes from {@code .pgpass} where nothing else says it.
 */
public final class ServerAddress {
    private static final int DEFAULT_PORT = 5432;

    /** Where servers make their sockets: Debian's and most distributions', and PostgreSQL's own. */
    private static final List<String> SOCKET_FOLDERS = List.of("/run/postgresql", "/var/run/postgresql", "/tmp");

    private final String label;
    private final Map<Parameter, String> values;
    private final Surroundings around;
    private final List<Endpoint> endpoints;

    private ServerAddress(String written, Map<Parameter, String> values, Surroundings around) throws AddressException {
        this.values = values;
        this.around = around;
        this.endpoints = endpoints();
        this.label = label(written);
    }

    /**
     * Reads what was written for a server ({@link ConnectionString}); an empty string is the server that the environment names.
     *
     * @throws AddressException if it cannot be used
     */
    public static ServerAddress of(String written, Surroundings around) throws AddressException {
        Map<Parameter, String> values = new EnumMap<>(Parameter.class);
        values.putAll(ConnectionString.read(written));
        String service = values.getOrDefault(Parameter.SERVICE, around.variable("PGSERVICE"));
        if (service != null) {
            values.put(Parameter.SERVICE, service);
            ServiceFile.find(service, around).forEach(values::putIfAbsent);
        }
        boolean hasHost = values.containsKey(Parameter.HOST);
        for (Parameter each : Parameter.values()) {
            String value = each.variable() == null ? null : around.variable(each.variable());
            // An address of the environment belongs to the host of the environment.
            boolean isOfOtherHost = each == Parameter.HOSTADDR && hasHost;
            if (value != null && !isOfOtherHost) {
                values.putIfAbsent(each, value);
            }
        }
        return new ServerAddress(written, values, around);
    }

    /** The names of the services that the user's and the system's files have. */
    public static List<String> services(Surroundings around) throws AddressException {
        return ServiceFile.names(around);
    }

    private List<Endpoint> endpoints() throws AddressException {
        String[] hosts = split(Parameter.HOST);
        String[] addresses = split(Parameter.HOSTADDR);
        String[] ports = split(Parameter.PORT);
        int count = Math.max(hosts.length, addresses.length);
        if ((hosts.length > 0 && addresses.length > 0 && hosts.length != addresses.length)
                || (ports.length > 1 && ports.length != Math.max(1, count))) {
            throw new AddressException("there are not as many hosts as addresses or ports");
        }
        List<Endpoint> found = new ArrayList<>();
        for (int i = 0; i < Math.max(1, count); i++) {
            int port = port(ports.length == 0 ? "" : ports[Math.min(i, ports.length - 1)]);
            String address = i < addresses.length && !addresses[i].isEmpty() ? addresses[i] : null;
            String host = i < hosts.length && !hosts[i].isEmpty() ? hosts[i] : address;
            if (host != null && !host.startsWith("/") && !isName(host)) {
                throw new AddressException("a host is neither a name, nor an address, nor the folder of a socket");
            }
            found.add(new Endpoint(host == null ? usualFolder(port) : host, address, port));
        }
        return List.copyOf(found);
    }

    /** Of a host: it goes into the driver's address, where other characters have a meaning. */
    private static boolean isName(String host) {
        return host.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || ".-_:%".indexOf(c) >= 0);
    }

    private String[] split(Parameter parameter) {
        String value = values.get(parameter);
        return value == null ? new String[0] : value.split(",", -1);
    }

    /** The message has no value: a password with a slash in a URI may have got there. */
    private static int port(String text) throws AddressException {
        try {
            int port = text.strip().isEmpty() ? DEFAULT_PORT : Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new AddressException("the port is no number from 1 to 65535");
    }

    private static String usualFolder(int port) {
        for (String folder : SOCKET_FOLDERS) {
            if (Files.exists(Path.of(folder, ".s.PGSQL." + port))) {
                return folder;
            }
        }
        return SOCKET_FOLDERS.get(0);
    }

    private String label(String written) {
        if (!written.isBlank() && written.indexOf('=') < 0 && !written.contains("://")) {
            return written.strip();
        }
        if (values.containsKey(Parameter.SERVICE)) {
            return values.get(Parameter.SERVICE);
        }
        StringBuilder text = new StringBuilder();
        for (Endpoint each : endpoints) {
            text.append(text.length() == 0 ? "" : ",").append(each.host());
            text.append(each.port() == DEFAULT_PORT ? "" : ":" + each.port());
        }
        return text.toString();
    }

    /** What to call the server: what was written, if that is a name, or its service or hosts. It has no password. */
    public String label() {
        return label;
    }

    List<Endpoint> places() {
        return endpoints;
    }

    /** The value of a parameter, or null. */
    String value(Parameter parameter) {
        return values.get(parameter);
    }

    Surroundings around() {
        return around;
    }

    /** The role that asks. */
    public String user() {
        return values.getOrDefault(Parameter.USER, around.user());
    }

    /** The database that is asked. */
    public String database() {
        return values.getOrDefault(Parameter.DBNAME, user());
    }

    /**
     * The password for a place; null where there is none.
     *
     * @throws AddressException if the file of passwords may not be used
     */
    String password(Endpoint place) throws AddressException {
        String given = values.get(Parameter.PASSWORD);
        if (given != null) {
            return given;
        }
        String file = values.get(Parameter.PASSFILE);
        Path path = file == null ? around.home().resolve(".pgpass") : Path.of(file);
        String host = SOCKET_FOLDERS.contains(place.host()) ? "localhost" : place.host();
        return PasswordFile.find(path, host, Integer.toString(place.port()), database(), user());
    }
}
