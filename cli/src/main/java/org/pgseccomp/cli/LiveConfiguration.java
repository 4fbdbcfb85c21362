package org.pgseccomp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.connect.ServerSession;
import org.pgseccomp.plan.PlannedDatabase;
import org.pgseccomp.plan.PlannedRole;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.policy.ServerFacts;
import org.pgseccomp.policy.Setting;
import org.pgseccomp.policy.SettingNames;
import org.pgseccomp.syscall.Architecture;

/**
 * The configuration of a live server as its sessions see it: lines for a postgresql.conf. The settings of roles and process types are no
 * settings to PostgreSQL and stand in no view, so each is asked for by its name.
 */
final class LiveConfiguration {
    private static final String SETTINGS =
            "SELECT name, setting, source FROM pg_settings WHERE name LIKE 'pgseccomp.%' OR name IN"
                    + " ('listen_addresses', 'logging_collector', 'dynamic_shared_memory_type', 'io_method', 'log_destination',"
                    + " 'unix_socket_directories', 'primary_conninfo', 'restore_command')";
    private static final String VERSION =
            "SELECT current_setting('server_version_num')::int, version(), inet_server_addr() IS NULL";

    /** The version of glibc, which PostgreSQL takes for that of a collation (pg_locale.c); none where there are only those of the C locale. */
    private static final String LIBRARY = "SELECT max(pg_collation_actual_version(oid)) FROM pg_collation"
            + " WHERE collprovider = 'c' AND pg_collation_actual_version(oid) ~ '^2[.][0-9]{1,3}$'";

    private final ServerSession session;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int version;
    private String machine = "";
    private boolean isLocal;
    private String library = "";

    private final List<Setting> ofMachine;

    private LiveConfiguration(ServerSession session, List<Setting> ofMachine) {
        this.session = session;
        this.ofMachine = ofMachine;
    }

    /**
     * Asks.
     *
     * @param ofMachine what the command line says of its machine
     * @throws SQLException if the server does not answer
     * @throws IOException if its configuration is none
     */
    static ServerPolicy read(ServerSession session, List<Setting> ofMachine) throws SQLException, IOException {
        return new LiveConfiguration(session, ofMachine).read();
    }

    private ServerPolicy read() throws SQLException, IOException {
        session.each(VERSION, row -> {
            version = row.getInt(1);
            machine = row.getString(2)
                    .replaceFirst("(?s).* on ([a-z0-9_]+)-.*", "$1")
                    .replace("powerpc64le", "ppc64le");
            isLocal = row.getBoolean(3);
        });
        session.each(LIBRARY, row -> library = row.getString(1) == null ? "" : "glibc " + row.getString(1));
        Architecture architecture = Architectures.named(machine);
        if (architecture == null) {
            throw new IOException("the architecture of the server has no table here");
        }
        session.each(SETTINGS, row -> {
            if (row.getString(1).startsWith("pgseccomp.")) {
                settings.put("shared_preload_libraries", "pgseccomp");
            }
            // A list that nobody has written is not the same as one that is written: a profile stands for it.
            if (!row.getString(3).equals("default")) {
                settings.put(row.getString(1), row.getString(2));
            }
        });
        ServerPolicy withoutRoles = policy(architecture);
        List<PlannedRole> roles = new ArrayList<>(withoutRoles.plan().roles());
        roles.addAll(withoutRoles.plan().groups());
        for (PlannedRole role : roles) {
            askAll(SettingNames.rolePrefixes(), role.suffix());
        }
        for (PlannedDatabase database : withoutRoles.plan().databases()) {
            askAll(SettingNames.databasePrefixes(), database.suffix());
        }
        for (ProcessType type : ProcessType.values()) {
            if (withoutRoles.plan().types().get(type.ordinal()).listed()) {
                for (String prefix : SettingNames.processPrefixes()) {
                    ask(prefix + type.settingName());
                }
            }
        }
        return policy(architecture);
    }

    /** Settings of a role or of a database. */
    private void askAll(List<String> prefixes, String suffix) throws SQLException {
        String text = new String(suffix.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        for (String prefix : prefixes) {
            ask(prefix + text);
        }
    }

    private void ask(String name) throws SQLException {
        session.each("SELECT current_setting('" + name.replace("'", "''") + "', true)", row -> {
            if (row.getString(1) != null) { // an empty list is one
                settings.put(name, row.getString(1));
            }
        });
    }

    private ServerPolicy policy(Architecture architecture) throws IOException {
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''").replace("\n", " "))
                .append("'\n"));
        Path folder = Files.createTempDirectory("pgseccomp-report");
        Path file = folder.resolve("server");
        try {
            Files.writeString(file, lines);
            List<Setting> facts = new ArrayList<>(ofMachine);
            if (!library.isEmpty()) {
                facts.add(new Setting(ServerFacts.PREFIX + "c_library", library));
            }
            if (isLocal) {
                facts.addAll(ThisMachine.facts(architecture));
            }
            return ServerPolicy.read(file.toString(), architecture, version, facts);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}
