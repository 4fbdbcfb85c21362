package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The data directory that every life begins with: it has checksums, small segments, the role "denied", and tables to compare. That of a
 * life in which a type of processes is denied something has many more tables: their statistics do not fit into the memory that is there
 * from the start, and the processes that read and write them all get more of it.
 */
final class LifeTemplate {
    private static final int MANY = 3000;

    private static Path made;
    private static Path madeWithManyTables;

    private LifeTemplate() {}

    /** The folder for a life, made once. */
    static synchronized Path data(Denial denial) {
        if (denial.place() != Denial.Place.TYPE) {
            return data();
        }
        if (madeWithManyTables == null) {
            try (PostgresServer server = PostgresServer.createFrom(data())) {
                server.start("wal_level = logical\nshared_buffers = 128MB\n");
                server.query("DO $$ BEGIN FOR i IN 1.." + MANY + " LOOP EXECUTE 'CREATE TABLE many' || i || ' (i int)';"
                        + " EXECUTE 'INSERT INTO many' || i || ' VALUES (1)'; COMMIT; END LOOP; END $$");
                madeWithManyTables = keep(server, "template of many");
            }
        }
        return madeWithManyTables;
    }

    private static synchronized Path data() {
        String kept = System.getProperty("pgseccomp.life.template");
        if (made == null && kept != null && Files.isDirectory(Path.of(kept))) {
            made = Path.of(kept);
        }
        if (made == null) {
            try (PostgresServer maker = PostgresServer.create()) {
                Path initialized = maker.folder().resolve("initialized");
                Installation.usual().initialize(initialized, "--data-checksums", "--wal-segsize=1");
                made = filled(initialized);
            }
        }
        return made;
    }

    private static Path filled(Path initialized) {
        try (PostgresServer server = PostgresServer.createFrom(initialized)) {
            boolean isInstalled = Files.exists(server.extensionFolder().resolve("pgseccomp.control"));
            server.start((isInstalled ? "shared_preload_libraries = 'pgseccomp'\n" : "")
                    + "wal_level = logical\nmax_replication_slots = 8\n");
            server.query(
                    "CREATE ROLE denied SUPERUSER LOGIN",
                    "CREATE EXTENSION pageinspect",
                    "CREATE FUNCTION hold_spinlock(int4) RETURNS void AS 'pgseccomp_deny' LANGUAGE C",
                    "CREATE FUNCTION worker_start(text, text) RETURNS int4 AS 'pgseccomp_worker' LANGUAGE C",
                    "CREATE TABLE keep AS SELECT i, repeat(md5(i::text), 5) AS t FROM generate_series(1, 3000) i",
                    "CREATE INDEX ON keep (i)",
                    "CREATE TABLE counters AS SELECT i, 0 AS n FROM generate_series(1, 20) i",
                    "CREATE TABLE log (t text)",
                    "CREATE TABLE ledger (what text PRIMARY KEY)",
                    "CREATE TABLE source (i int PRIMARY KEY)",
                    "CREATE PUBLICATION p FOR TABLE source",
                    "CREATE DATABASE other");
            server.query("SELECT pg_create_logical_replication_slot('subscribed', 'pgoutput')");
            server.queryIn("other", "CREATE TABLE source (i int PRIMARY KEY)");
            if (isInstalled) {
                server.query("CREATE EXTENSION pgseccomp");
                server.queryIn("other", "CREATE EXTENSION pgseccomp");
            }
            return keep(server, "template");
        }
    }

    /** Stops a server, and copies what it has. */
    private static Path keep(PostgresServer server, String name) {
        if (server.stopFast() != 0) {
            throw new AssertionError(server.log());
        }
        try {
            String property = System.getProperty("pgseccomp.life.template");
            Path kept = property == null || !name.equals("template")
                    ? ServerFiles.newFolderOfAllTests().resolve(name)
                    : Path.of(property);
            Command.runSuccessfully(List.of("cp", "-a", server.data().toString(), kept.toString()));
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty folder that the server's user owns, beside the data directory. */
    static Path folder(PostgresServer server, String name) {
        try {
            Path folder = server.folder().resolve(name);
            Files.createDirectory(folder);
            Command.giveToServerUser(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
