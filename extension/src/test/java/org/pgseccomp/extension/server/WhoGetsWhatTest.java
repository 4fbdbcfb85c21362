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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many databases and roles, grants between these, and reloads: who gets what, against a few lines that follow the written rules. */
@Tag("server")
class WhoGetsWhatTest {
    private static final int DATABASES = 12;
    private static final int ROLES = 60;
    private static final int ROUNDS = 4;
    private static final int LOGINS = 120;

    private static final List<String> CALLS =
            List.of("chroot", "mount", "swapon", "swapoff", "pivot_root", "acct", "bpf");

    private static final String DENIED =
            "SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM calls WHERE name <> 'seccomp' AND denied(name)";

    @TestServer(tcp = true, started = PostgresServer.ENABLED)
    private PostgresServer server;

    private final Random random = new Random(25);

    /** What is written: the model of the rules. */
    private final List<String> listed = new ArrayList<>();

    private final Map<String, Set<String>> deniedBySuffix = new HashMap<>();
    private final Map<String, Set<String>> deniedInDatabase = new HashMap<>();
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

    /** The rules. */
    private String expected(String role, String database) {
        Set<String> denied = null;
        if (listed.contains(role)) {
            denied = deniedBySuffix.get(role);
        }
        for (int i = 0; denied == null && i < listed.size(); i++) {
            String entry = listed.get(i);
            if (entry.startsWith("+") && isMember(role, entry.substring(1))) {
                denied = deniedBySuffix.get(entry);
            }
        }
        Set<String> all = new TreeSet<>(denied == null ? deniedToAll : denied);
        all.addAll(deniedInDatabase.getOrDefault(database, Set.of()));
        return String.join(" ", all);
    }

    private String written() {
        StringBuilder lines = new StringBuilder(PostgresServer.ENABLED);
        listed.clear();
        deniedBySuffix.clear();
        deniedInDatabase.clear();
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
        return lines.toString();
    }

    private static void setting(StringBuilder lines, String name, List<String> elements) {
        lines.append("pgseccomp.")
                .append(name)
                .append(" = '")
                .append(String.join(", ", elements))
                .append("'\n");
    }

    private void changeGrants() {
        for (int i = 0; i < ROLES; i++) {
            String role = role(random.nextInt(ROLES));
            String to = role(random.nextInt(ROLES));
            if (memberOf.computeIfAbsent(to, key -> new HashSet<>()).remove(role)) {
                server.query("REVOKE " + quoted(role) + " FROM " + quoted(to));
            } else if (!isMember(role, to)) {
                memberOf.get(to).add(role);
                server.query("GRANT " + quoted(role) + " TO " + quoted(to));
            } else {
                // PostgreSQL knows no circles.
                assertThat(server.psql("GRANT " + quoted(role) + " TO " + quoted(to))
                                .output())
                        .contains("is a member of role");
            }
        }
    }

    @Test
    void asTheRulesSay() {
        Syscalls.createFunctions(server);
        for (int i = 0; i < ROLES; i++) {
            server.query("CREATE ROLE " + quoted(role(i)) + " LOGIN" + (i % 10 == 0 ? " SUPERUSER" : ""));
        }
        for (int i = 0; i < DATABASES; i++) {
            server.query("CREATE DATABASE " + quoted(database(i)) + " TEMPLATE postgres");
        }
        for (int round = 0; round < ROUNDS; round++) {
            changeGrants();
            server.reload(written());
            for (int i = 0; i < LOGINS; i++) {
                String role = role(random.nextInt(ROLES));
                String database = database(random.nextInt(DATABASES));
                try (ClientSession session = ClientSession.openIn(server, database, role)) {
                    assertThat(session.query(DENIED))
                            .as("role %s in database %s, round %s, roles %s", role, database, round, listed)
                            .isEqualTo(expected(role, database));
                }
            }
        }
        assertThat(server.query("SELECT count(*) FROM seccomp_processes() WHERE NOT agrees"))
                .isEqualTo("0");
    }
}
