package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many databases, roles and types of processes, grants between roles, and reloads: who gets what, against a few lines that follow the
 * written rules.
 */
@Tag("server")
class WhoGetsWhatTest {
    private static final boolean IS_WHOLE = System.getenv("PGSECCOMP_TEST_ALL") != null;
    private static final int DATABASES = IS_WHOLE ? 200 : 12;
    private static final int ROLES = IS_WHOLE ? 200 : 60;
    private static final int ROUNDS = IS_WHOLE ? 3 : 4;
    private static final int LOGINS = 120;

    private static final List<String> TYPES = List.of("background_worker", "walsender");

    private static final List<String> CALLS =
            List.of("chroot", "mount", "swapon", "swapoff", "pivot_root", "acct", "bpf");

    private static final String DENIED = "(SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM calls"
            + " WHERE name <> 'seccomp' AND probe_syscall(number) = " + Syscalls.DENIED + ")";

    /** What a parallel worker is denied, and its process. */
    private static final String IN_WORKER = "SELECT max(denied_here(i)) FROM one";

    private static final Pattern TOLD = Pattern.compile("connected errno=.*? denied=(.*?)\\.");

    @TestServer(tcp = true, started = PostgresServer.ENABLED)
    private PostgresServer server;

    private final Random random = new Random(25);

    /** What is written: the model of the rules. */
    private final List<String> listed = new ArrayList<>();

    private final Map<String, Set<String>> deniedBySuffix = new HashMap<>();
    private final Map<String, Set<String>> deniedInDatabase = new HashMap<>();
    private final Map<String, Set<String>> deniedToType = new HashMap<>();
    private Set<String> deniedToAll = Set.of();
    private final Map<String, Set<String>> memberOf = new HashMap<>();

    private static String role(int i) {
        return i % 7 == 0 ? "R\u00f6le \"" + i : "r" + i;
    }

    private static String database(int i) {
        return i % 5 == 0 ? "D\u00e4ta \"" + i : "d" + i;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private Set<String> someCalls() {
        Set<String> some = new TreeSet<>();
        for (String call : CALLS) {
            if (random.nextInt(3) == 0) {
                some.add(call);
            }
        }
        return some;
    }

    private boolean isMember(String role, String of) {
        Set<String> reached = new HashSet<>(Set.of(role));
        List<String> next = new ArrayList<>(reached);
        while (!next.isEmpty()) {
            for (String each : memberOf.getOrDefault(next.remove(0), Set.of())) {
                if (reached.add(each)) {
                    next.add(each);
                }
            }
        }
        return reached.contains(of);
    }

    /** The list of a role's own: that of its name, or of the first entry of which it is a member. Null if there is none. */
    private Set<String> ofRole(String role) {
        if (listed.contains(role)) {
            return deniedBySuffix.get(role);
        }
        for (String entry : listed) {
            if (entry.startsWith("+") && isMember(role, entry.substring(1))) {
                return deniedBySuffix.get(entry);
            }
        }
        return null;
    }

    private String withDatabase(Set<String> denied, String database) {
        Set<String> all = new TreeSet<>(denied);
        all.addAll(deniedInDatabase.getOrDefault(database, Set.of()));
        return String.join(" ", all);
    }

    /** Of sessions and their parallel workers: the role's list in place of the sessions'. */
    private String expected(String role, String database) {
        Set<String> own = ofRole(role);
        return withDatabase(own == null ? deniedToAll : own, database);
    }

    /** Of a walsender: the role's, else its type's, else the sessions'. */
    private String expectedOfWalsender(String role, String database) {
        Set<String> own = ofRole(role);
        return withDatabase(own == null ? deniedToType.getOrDefault("walsender", deniedToAll) : own, database);
    }

    /** Of a background worker: its type's, else the sessions', and the role's on top. */
    private String expectedOfWorker(String role, String database) {
        Set<String> all = new TreeSet<>(deniedToType.getOrDefault("background_worker", deniedToAll));
        Set<String> own = ofRole(role);
        all.addAll(own == null ? Set.of() : own);
        return withDatabase(all, database);
    }

    private String written() {
        StringBuilder lines = new StringBuilder(PostgresServer.ENABLED);
        listed.clear();
        deniedBySuffix.clear();
        deniedInDatabase.clear();
        deniedToType.clear();
        deniedToAll = someCalls();
        lines.append("pgseccomp.session_syscall_error = '")
                .append(String.join(", ", deniedToAll))
                .append("'\n");
        List<String> names = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        for (int i = 0; i < ROLES / 3; i++) {
            String role = role(random.nextInt(ROLES));
            String entry = (random.nextBoolean() ? "+" : "") + role;
            if (!listed.contains(entry)) {
                String alias = (entry.startsWith("+") ? "m" : "s") + names.size();
                listed.add(entry);
                names.add(quoted(entry));
                aliases.add(quoted(alias + "=" + entry));
                deniedBySuffix.put(entry, someCalls());
                lines.append("session_syscall_error.")
                        .append(alias)
                        .append(" = '")
                        .append(String.join(", ", deniedBySuffix.get(entry)))
                        .append("'\n");
            }
        }
        setting(lines, "session_roles", names);
        setting(lines, "session_role_aliases", aliases);
        names.clear();
        aliases.clear();
        for (int i = 0; i < DATABASES; i++) {
            if (random.nextBoolean()) {
                names.add(quoted(database(i)));
                aliases.add(quoted("a" + i + "=" + database(i)));
                deniedInDatabase.put(database(i), someCalls());
                lines.append("database_syscall_error.a" + i + " = '")
                        .append(String.join(", ", deniedInDatabase.get(database(i))))
                        .append("'\n");
            }
        }
        setting(lines, "session_databases", names);
        setting(lines, "session_database_aliases", aliases);
        names.clear();
        for (String type : TYPES) {
            if (random.nextBoolean()) {
                names.add(type);
                deniedToType.put(type, someCalls());
                lines.append("process_syscall_error." + type + " = '")
                        .append(String.join(", ", deniedToType.get(type)))
                        .append("'\n");
            }
        }
        setting(lines, "process_types", names);
        return lines.toString();
    }

    private static void setting(StringBuilder lines, String name, List<String> elements) {
        lines.append("pgseccomp.")
                .append(name)
                .append(" = '")
                .append(String.join(", ", elements))
                .append("'\n");
    }

    private void changeGrants(ClientSession superuser) {
        for (int i = 0; i < ROLES; i++) {
            String role = role(random.nextInt(ROLES));
            String to = role(random.nextInt(ROLES));
            if (memberOf.computeIfAbsent(to, key -> new HashSet<>()).remove(role)) {
                superuser.execute("REVOKE " + quoted(role) + " FROM " + quoted(to));
            } else if (!isMember(role, to)) {
                memberOf.get(to).add(role);
                superuser.execute("GRANT " + quoted(role) + " TO " + quoted(to));
            } else {
                // PostgreSQL knows no circles.
                assertThat(superuser.error("GRANT " + quoted(role) + " TO " + quoted(to)))
                        .contains("is a member of role");
            }
        }
    }

    /** A parallel worker tells its process too, so that it is seen to be one. */
    private static String inWorker(ClientSession session) {
        session.execute(PostgresServer.ALWAYS_PARALLEL);
        String told = session.query(IN_WORKER);
        assertThat(told.substring(0, told.indexOf(':')))
                .as("the leader")
                .isNotEqualTo(session.query("SELECT pg_backend_pid()"));
        return told.substring(told.indexOf(':') + 1);
    }

    private String inBackgroundWorker(String database, String role) {
        int before = server.log().length();
        String pid = server.query("SELECT worker_start('" + database + "', '" + role + "')");
        server.waitForLogAfter(before, "pgseccomp_worker: connected");
        server.query("SELECT pg_terminate_backend(" + pid + ", 10000)");
        Matcher told = TOLD.matcher(server.log().substring(before));
        assertThat(told.find()).isTrue();
        return told.group(1);
    }

    private void create() {
        Syscalls.createFunctions(server);
        server.query(
                "ALTER FUNCTION probe_syscall(int4) PARALLEL SAFE",
                "CREATE TABLE one AS SELECT 1 AS i",
                "GRANT SELECT ON one TO PUBLIC",
                "CREATE FUNCTION denied_here(int4) RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE AS $f$ SELECT probe_syscall("
                        + Syscalls.number("getpid") + ") || ':' || " + DENIED + " $f$",
                "CREATE FUNCTION worker_start(text, text) RETURNS int4 LANGUAGE c AS 'pgseccomp_worker'");
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < ROLES; i++) {
            statements.add("CREATE ROLE " + quoted(role(i)) + " LOGIN REPLICATION" + (i % 10 == 0 ? " SUPERUSER" : ""));
        }
        for (int i = 0; i < DATABASES; i++) {
            statements.add("CREATE DATABASE " + quoted(database(i)) + " TEMPLATE postgres");
        }
        server.query(statements.toArray(new String[0]));
    }

    @Test
    void asTheRulesSay() {
        create();
        for (int round = 0; round < ROUNDS; round++) {
            try (ClientSession superuser = ClientSession.open(server, "postgres")) {
                changeGrants(superuser);
            }
            server.reload(written());
            for (int i = 0; i < LOGINS; i++) {
                String role = role(random.nextInt(ROLES));
                String database = database(random.nextInt(DATABASES));
                String who = "role " + role + " in database " + database + ", round " + round + ", roles " + listed;
                try (ClientSession session = ClientSession.openIn(server, database, role)) {
                    assertThat(session.query("SELECT " + DENIED)).as(who).isEqualTo(expected(role, database));
                    if (i % 4 == 0) {
                        assertThat(inWorker(session))
                                .as("parallel worker, " + who)
                                .isEqualTo(expected(role, database));
                    }
                }
                if (i % 4 == 1) {
                    assertThat(inBackgroundWorker(database, role))
                            .as("background worker, " + who)
                            .isEqualTo(expectedOfWorker(role, database));
                }
                if (i % 4 == 2) {
                    try (ClientSession session = ClientSession.openWalsenderIn(server, database, role)) {
                        assertThat(session.query("SELECT " + DENIED))
                                .as("walsender, " + who)
                                .isEqualTo(expectedOfWalsender(role, database));
                    }
                }
            }
        }
        assertThat(server.query("SELECT count(*) FROM seccomp_processes() WHERE NOT agrees"))
                .isEqualTo("0");
    }
}
