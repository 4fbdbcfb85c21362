package org.pgseccomp.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the release tarball's Makefile says where it is given no pg_config that it can build with. */
class PgConfigTest {
    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void prepare() {
        config = folder.resolve("pg_config");
    }

    private record Answer(int exitCode, String output) {}

    private static Answer make(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("make", "USE_PGXS=1"));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pg_config of a PostgreSQL whose version is given, with or without what is needed to build for its server. */
    private void write(String version, boolean hasPgxs, boolean hasHeaders) throws IOException {
        Files.writeString(
                config,
                "#!/bin/sh\ncase $1 in --version) echo '" + version + "' ;; --pgxs) echo " + folder
                        + "/pgxs.mk ;; --includedir-server) echo " + folder + " ;; esac\n");
        assertThat(config.toFile().setExecutable(true)).isTrue();
        if (hasPgxs) {
            Files.writeString(folder.resolve("pgxs.mk"), "all: made\nmade:\n\t@echo everything is made\n");
        }
        if (hasHeaders) {
            Files.writeString(folder.resolve("postgres.h"), "");
        }
    }

    private void assertRefused(String... messages) {
        for (String target : new String[] {"all", "install", "check-pg-config"}) {
            Answer answer = make("PG_CONFIG=" + config, target);
            assertThat(answer.exitCode()).as(target).isNotZero();
            assertThat(answer.output()).as(target).contains(messages);
        }
        assertThat(make("PG_CONFIG=" + config).exitCode()).as("no target").isNotZero();
    }

    @Test
    void aProgramThatIsNotThere() {
        assertRefused("there is no program PG_CONFIG=" + config, "for example PG_CONFIG=/usr/lib/postgresql/");
    }

    @Test
    void aFileThatIsNoProgram() throws IOException {
        Files.writeString(config, "#!/bin/sh\n");
        assertRefused("PG_CONFIG=" + config + " is not a program that can be executed");
    }

    @Test
    void aFolder() throws IOException {
        Files.createDirectory(config);
        assertRefused("PG_CONFIG=" + config + " is not a program that can be executed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostgreSQL 13.22 (Debian 13.22-1)", "PostgreSQL 9.6.24"})
    void aPostgreSqlThatIsTooOld(String version) throws IOException {
        write(version, true, true);
        assertRefused("pgseccomp needs PostgreSQL 14 or newer", "belongs to " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true (GNU coreutils) 9.1", "PostgreSQL devel"})
    void aProgramThatDoesNotSayWhichPostgreSqlItBelongsTo(String version) throws IOException {
        write(version, true, true);
        assertRefused("does not say which PostgreSQL it belongs to", "answers \"" + version + "\"");
    }

    @Test
    void withoutPgxsOrHeadersThePackageIsNamed() throws IOException {
        write("PostgreSQL 17.2", false, true);
        assertRefused("are not installed", "postgresql-server-dev-17");
        Files.delete(folder.resolve("postgres.h"));
        write("PostgreSQL 17.2", true, false);
        assertRefused("are not installed", "postgresql-server-dev-17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostgreSQL 14.23", "PostgreSQL 18.1 (Debian 18.1-2)", "PostgreSQL 19beta1"})
    void whatCanBeBuiltWithIsTaken(String version) throws IOException {
        write(version, true, true);
        Answer answer = make("PG_CONFIG=" + config, "check-pg-config");
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(make("-n", "PG_CONFIG=" + config).output()).contains("everything is made");
    }

    /** As PGXN's client calls it. */
    @Test
    void pgxsNeedNotBeAskedFor() throws Exception {
        write("PostgreSQL 17.2", true, true);
        Process process = new ProcessBuilder("make", "-n", "PG_CONFIG=" + config)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("everything is made");
    }
}
