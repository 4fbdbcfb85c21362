package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.extension.server.Command.Result;

/**
 * The programs of a PostgreSQL that has the extension installed.
 *
 * @param programs the folder with initdb, postgres and psql
 */
record Installation(Path programs) {
    private static final String BINDIR = "PGSECCOMP_TEST_BINDIR";
    private static final String FAULTS_BINDIR = "PGSECCOMP_TEST_FAULTS_BINDIR";

    private static Path template;

    static Installation usual() {
        return of(BINDIR);
    }

    /** The extension is built with -DPGSECCOMP_FAULTS. */
    static Installation withFaults() {
        return of(FAULTS_BINDIR);
    }

    private static Installation of(String variable) {
        String value = System.getenv(variable);
        assertThat(value)
                .as(
                        "the environment variable %s: the folder with initdb, postgres and psql of a PostgreSQL that has"
                                + " pgseccomp and pgseccomp_probe installed; script/test sets it",
                        variable)
                .isNotNull();
        assertThat(Path.of(value, "postgres")).isExecutable();
        return new Installation(Path.of(value));
    }

    /** A copy of the usual one in a folder of its own, for a test that takes files away; the folder goes when the tests have ended. */
    static Installation copyOfUsual() throws IOException {
        Path programs = Path.of(answer(original(), "--bindir"));
        Path root = usual().root();
        Path copy = ServerFiles.newFolderOfAllTests();
        Command.runSuccessfully(List.of("cp", "-a", root + "/.", copy.toString()));
        return new Installation(copy.resolve(Path.of("/").relativize(programs)));
    }

    /** The pg_config that belongs to the server's headers; the programs here are copies of the others that it names. */
    static String original() {
        String value = System.getenv("PGSECCOMP_TEST_PG_CONFIG");
        assertThat(value)
                .as("the environment variable PGSECCOMP_TEST_PG_CONFIG; script/test-on sets it")
                .isNotNull();
        return value;
    }

    private static String answer(String config, String option) {
        Result result = Command.run(List.of(config, option));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }

    /** The folder that stands for / in the paths of the original. */
    Path root() {
        String bindir = answer(original(), "--bindir");
        assertThat(programs.toString()).endsWith(bindir);
        String root = programs.toString();
        return Path.of(root.substring(0, root.length() - bindir.length()));
    }

    /** The path of a program. */
    String program(String name) {
        return programs.resolve(name).toString();
    }

    /** The major version of PostgreSQL: 15. */
    int version() {
        String answer = Command.run(List.of(program("postgres"), "--version")).output();
        return Integer.parseInt(answer.replaceFirst("(?s)\\D*(\\d+).*", "$1"));
    }

    /** Where the server looks for the scripts of extensions. */
    Path extensionFolder() {
        return Path.of(answer(program("pg_config"), "--sharedir"), "extension");
    }

    /** Makes a data directory. */
    void initialize(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                program("initdb"),
                "--auth=trust",
                "--username=postgres",
                "--no-sync",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "-D",
                data.toString()));
        command.addAll(List.of(options));
        Command.runSuccessfully(command);
    }

    /** A new data directory, made once: to copy it takes a tenth of the time. */
    Path template() throws IOException {
        return template(this);
    }

    private static synchronized Path template(Installation installation) throws IOException {
        if (template == null) {
            Path made = ServerFiles.newFolderOfAllTests().resolve("data");
            installation.initialize(made);
            template = made;
        }
        return template;
    }
}
