package org.pgseccomp.cli.connect;

/** The parameters of libpq's connection strings, with what becomes of each. */
enum Parameter {
    // Which server, and who.
    SERVICE("service", "PGSERVICE"),
    HOST("host", "PGHOST"),
    HOSTADDR("hostaddr", "PGHOSTADDR"),
    PORT("port", "PGPORT"),
    DBNAME("dbname", "PGDATABASE"),
    USER("user", "PGUSER"),
    PASSWORD("password", "PGPASSWORD"),
    PASSFILE("passfile", "PGPASSFILE"),
    REQUIREPEER("requirepeer", "PGREQUIREPEER"),
    TARGET_SESSION_ATTRS("target_session_attrs", "PGTARGETSESSIONATTRS"),
    CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT"),
    SSLMODE("sslmode", "PGSSLMODE"),
    SSLROOTCERT("sslrootcert", "PGSSLROOTCERT"),
    SSLKEY("sslkey", "PGSSLKEY"),
    SSL_MIN_PROTOCOL_VERSION("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    KEEPALIVES("keepalives", null),

    // Those that the driver has by another name.
    OPTIONS("options", "PGOPTIONS", "options"),
    APPLICATION_NAME("application_name", "PGAPPNAME", "ApplicationName"),
    SSLCERT("sslcert", "PGSSLCERT", "sslcert"),
    SSLPASSWORD("sslpassword", null, "sslpassword"),
    SSLNEGOTIATION("sslnegotiation", "PGSSLNEGOTIATION", "sslNegotiation"),
    CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING", "channelBinding"),
    REQUIRE_AUTH("require_auth", "PGREQUIREAUTH", "requireAuth"),
    GSSENCMODE("gssencmode", "PGGSSENCMODE", "gssEncMode"),
    KRBSRVNAME("krbsrvname", "PGKRBSRVNAME", "kerberosServerName"),
    GSSLIB("gsslib", "PGGSSLIB", "gsslib"),

    // Those that protect nothing: the driver has its own ways.
    CLIENT_ENCODING("client_encoding", null),
    FALLBACK_APPLICATION_NAME("fallback_application_name", null),
    KEEPALIVES_IDLE("keepalives_idle", null),
    KEEPALIVES_INTERVAL("keepalives_interval", null),
    KEEPALIVES_COUNT("keepalives_count", null),
    TCP_USER_TIMEOUT("tcp_user_timeout", null),
    SSLCOMPRESSION("sslcompression", null),
    SSLSNI("sslsni", null),
    LOAD_BALANCE_HOSTS("load_balance_hosts", null);

    private final String keyword;
    private final String variable;
    private final String property;

    Parameter(String keyword, String variable) {
        this(keyword, variable, null);
    }

    Parameter(String keyword, String variable, String property) {
        this.keyword = keyword;
        this.variable = variable;
        this.property = property;
    }

    String keyword() {
        return keyword;
    }

    /** The variable of the environment, or null. */
    String variable() {
        return variable;
    }

    /** The name that the driver has for the same, or null. */
    String property() {
        return property;
    }

    /**
     * The parameter of a keyword.
     *
     * @throws AddressException if there is none, or one of libpq that is not served
     */
    static Parameter of(String keyword) throws AddressException {
        for (Parameter each : values()) {
            if (each.keyword.equals(keyword)) {
                return each;
            }
        }
        throw new AddressException("the connection parameter \"" + keyword + "\" is not one that pgseccomp has");
    }
}
