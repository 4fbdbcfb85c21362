package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables of docs/functions.md are what the catalog of a server says of the extension's functions, views and columns. */
@Tag("server")
class FunctionsDocumentTest {
    private static final String MEMBERS = " FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid"
            + " AND e.extname = 'pgseccomp' AND d.deptype = 'e'";

    private static final String FUNCTIONS =
            "SELECT '| `' || p.oid::regproc || '(' || coalesce((SELECT string_agg(p.proargnames[i], ', ' ORDER BY i)"
                    + " FROM generate_series(1, p.pronargs) i), '') || ')` | ' || obj_description(p.oid) || ' | '"
                    + who("has_function_privilege('pg_monitor', p.oid, 'EXECUTE')") + MEMBERS
                    + " JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass ORDER BY p.proname COLLATE \"C\", p.pronargs";

    private static final String VIEWS = "SELECT '| `' || c.relname || '` | ' || obj_description(c.oid) || ' | '"
            + who("has_table_privilege('pg_monitor', c.oid, 'SELECT')") + MEMBERS
            + " JOIN pg_class c ON c.oid = d.objid AND d.classid = 'pg_class'::regclass ORDER BY c.relname COLLATE \"C\"";

    @TestServer(started = PostgresServer.ENABLED)
    private PostgresServer server;

    private static String who(String mayMonitor) {
        return " || CASE WHEN " + mayMonitor + " THEN '`pg_monitor`' ELSE 'superusers' END || ' |'";
    }

    @Test
    void theTablesAreThoseOfTheCatalog() throws IOException {
        server.query("CREATE EXTENSION pgseccomp");
        String page = Files.readString(Path.of("../docs/functions.md"));
        for (String rows : new String[] {FUNCTIONS, VIEWS}) {
            String table = server.query(rows);
            assertThat(table.lines()).hasSizeGreaterThan(3);
            assertThat(page).as("docs/functions.md has these rows").contains(table + "\n\n");
        }
    }
}
