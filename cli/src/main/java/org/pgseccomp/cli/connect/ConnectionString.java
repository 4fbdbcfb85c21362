package org.pgseccomp.cli.connect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what a user writes for a server.
 *
 * <pre>
 *   postgresql://[USER[:PASSWORD]@][HOST[:PORT][,…]][/DBNAME][?KEYWORD=VALUE[&amp;…]]
 *   KEYWORD = VALUE …          values in single quotes where they have blanks, \ before ' and \
 *   HOST, HOST:PORT, [IPv6]:PORT, /FOLDER/OF/THE/SOCKET, /FOLDER/OF/THE/SOCKET:PORT
 * </pre>
 *
 * The first two are libpq's. psql takes a word alone for a database; here servers are listed, and it is a host.
 */
final class ConnectionString {
    private static final String[] SCHEMES = {"postgresql://", "postgres://"};

    /** As the tool itself shows such a server. */
    private static final Pattern PORT_OF_SOCKET = Pattern.compile("/.*:[0-9]{1,5}");

    private final String text;
    private int at;
    private final Map<Parameter, String> values = new EnumMap<>(Parameter.class);

    private ConnectionString(String text) {
        this.text = text;
    }

    /** Reads; a parameter that comes twice has its last value. */
    static Map<Parameter, String> read(String text) throws AddressException {
        ConnectionString reader = new ConnectionString(text);
        for (String scheme : SCHEMES) {
            if (text.startsWith(scheme)) {
                reader.at = scheme.length();
                reader.readUri();
                return reader.values;
            }
        }
        if (text.indexOf('=') >= 0) {
            reader.readPairs();
        } else {
            reader.readHosts(text.strip(), false);
        }
        return reader.values;
    }

    private void readPairs() throws AddressException {
        skipBlanks();
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && text.charAt(at) != '=' && !isBlank()) {
                at++;
            }
            String keyword = text.substring(start, at);
            skipBlanks();
            if (at == text.length() || text.charAt(at) != '=') {
                throw new AddressException("a \"=\" is missing after \"" + keyword + "\"");
            }
            at++;
            skipBlanks();
            put(keyword, value());
            skipBlanks();
        }
    }

    private String value() throws AddressException {
        StringBuilder value = new StringBuilder();
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        at += quoted ? 1 : 0;
        while (at < text.length() && (quoted ? text.charAt(at) != '\'' : !isBlank())) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
            at++;
        }
        if (quoted && at == text.length()) {
            throw new AddressException("a closing quote is missing");
        }
        at += quoted ? 1 : 0;
        return value.toString();
    }

    private boolean isBlank() {
        return Character.isWhitespace(text.charAt(at));
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank()) {
            at++;
        }
    }

    private void readUri() throws AddressException {
        String rest = text.substring(at);
        int query = rest.indexOf('?');
        String parameters = query < 0 ? "" : rest.substring(query + 1);
        rest = query < 0 ? rest : rest.substring(0, query);
        int slash = rest.indexOf('/');
        String database = slash < 0 ? "" : rest.substring(slash + 1);
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int user = authority.lastIndexOf('@');
        if (user >= 0) {
            String name = authority.substring(0, user);
            int colon = name.indexOf(':');
            put(Parameter.USER, decoded(colon < 0 ? name : name.substring(0, colon)));
            if (colon >= 0) {
                put(Parameter.PASSWORD, decoded(name.substring(colon + 1)));
            }
        }
        readHosts(authority.substring(user + 1), true);
        put(Parameter.DBNAME, decoded(database));
        for (String pair : parameters.isEmpty() ? new String[0] : parameters.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new AddressException("a \"=\" is missing after \"" + decoded(pair) + "\"");
            }
            String keyword = decoded(pair.substring(0, equals));
            String value = decoded(pair.substring(equals + 1));
            if (keyword.equals("ssl") && value.equals("true")) { // as libpq takes it, for addresses of JDBC
                put(Parameter.SSLMODE, "require");
            } else {
                put(keyword, value);
            }
        }
    }

    private void readHosts(String hosts, boolean encoded) throws AddressException {
        StringBuilder names = new StringBuilder();
        StringBuilder ports = new StringBuilder();
        boolean hasPort = false;
        String separator = "";
        for (String each : hosts.split(",", -1)) {
            String host = each;
            String port = "";
            int colon = each.lastIndexOf(':');
            int bracket = each.lastIndexOf(']');
            boolean mayHavePort = each.startsWith("/")
                    ? PORT_OF_SOCKET.matcher(each).matches()
                    : colon > bracket && (bracket >= 0 || each.indexOf(':') == colon);
            if (mayHavePort) {
                host = each.substring(0, colon);
                port = each.substring(colon + 1);
            }
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            names.append(separator).append(encoded ? decoded(host) : host);
            ports.append(separator).append(port);
            hasPort |= !port.isEmpty();
            separator = ",";
        }
        put(Parameter.HOST, names.toString());
        if (hasPort) {
            put(Parameter.PORT, ports.toString());
        }
    }

    private void put(String keyword, String value) throws AddressException {
        put(Parameter.of(keyword), value);
    }

    private void put(Parameter parameter, String value) {
        if (value.isEmpty()) {
            values.remove(parameter);
        } else {
            values.put(parameter, value);
        }
    }

    private static String decoded(String text) throws AddressException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0 || high + low == 0) {
                throw new AddressException("a \"%\" is not followed by two hexadecimal digits");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
