package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The data directory that every life begins with: it has checksums, small segments, the role "denied", and tables to compare. */
final class LifeTemplate {
    private static Path made;

    private LifeTemplate() {}

    /** The folder, made once. */
    static synchronized Path data() {
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
            if (server.stopFast() != 0) {
                throw new AssertionError(server.log());
            }
            Path kept = System.getProperty("pgseccomp.life.template") == null
                    ? ServerFiles.newFolderOfAllTests().resolve("template")
                    : Path.of(System.getProperty("pgseccomp.life.template"));
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
