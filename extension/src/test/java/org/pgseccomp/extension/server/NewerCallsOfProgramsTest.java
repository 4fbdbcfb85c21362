package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pgseccomp.extension.server.Command.Result;

/**
 * Programs that a session starts, under a default of error and with none of the newer calls on a list: with the server's C library (that of Debian 12,
 * 13 or what comes after, as the server is 15, 17 or 18), with musl, and with Go, which calls the kernel itself.
 */
@Tag("server")
class NewerCallsOfProgramsTest {
    /** Of the newer calls, those that are in the two groups. */
    private static final String NONE_OF_THE_NEWER =
            "-clone3, -copy_file_range, -faccessat2, -fchmodat2, -getrandom, -renameat2";

    /** The calls of musl that {@code @programs} does not have: stdio writes with it. */
    private static final String MUSL = "writev";

    /** The calls of Go that {@code @programs} does not have: its start, the threads' signals, and the wait for a child. */
    private static final String GO = "sched_getaffinity, sigaltstack, uname, waitid";

    /** Without it no program starts at all where clone3 fails with EACCES: popen(3) is "Cannot allocate memory". */
    private static final String START = ", clone3";

    private static final String TAKEN_BACK = "pgseccomp.enosys_for_newer = off\n";

    @TestServer
    private PostgresServer server;

    private void start(String calls, String further) {
        server.start(PostgresServer.ENABLED
                + "pgseccomp.session_syscall_default = error\n"
                + "pgseccomp.session_syscall_allow = '@postgresql-session, @programs, " + NONE_OF_THE_NEWER
                + ", clone, " + calls + "'\n"
                + further);
    }

    /** What a program wrote, or that it has failed. */
    private String outputOf(String program) {
        Result result = server.psql(
                "CREATE TEMP TABLE line (text text)",
                "COPY line FROM PROGRAM '" + program + "'",
                "SELECT string_agg(text, E'\\n') FROM line");
        return result.output();
    }

    /** Compiles a program where the server's user may execute it, and answers the command: its argument is a folder that this user may write. */
    private String compiled(String source, List<String> compiler) {
        Path program = server.folder().resolve("program");
        Path from = Path.of(System.getProperty("basedir", "."), "src/test/programs/" + source)
                .toAbsolutePath();
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("-o", program.toString(), from.toString()));
        Command.runSuccessfully(command);
        return program + " " + server.folder();
    }

    private String musl() {
        return compiled("musl_program.c", List.of("musl-gcc", "-static", "-O1"));
    }

    private String go() {
        return compiled(
                "go_program.go",
                List.of(
                        "env",
                        "CGO_ENABLED=0",
                        "GO111MODULE=off",
                        "GOCACHE=" + server.folder() + "/go",
                        "go",
                        "build"));
    }

    @Test
    void aStaticProgramWithMuslDoesAllThatItDoes() {
        String program = musl();
        start(MUSL + ", getrandom", "");
        assertAllWorks(outputOf(program), 10);
    }

    /** Of the newer calls the only one that musl does not do without. */
    @Test
    void muslHasNoEntropyWithoutGetrandom() {
        String program = musl();
        start(MUSL, "");
        assertThat(outputOf(program)).contains("child process exited with exit code 1");
        String output = outputOf(program + "; true");
        assertThat(output).contains("getentropy Function not implemented");
        assertAllWorks(output.replace("getentropy Function not implemented", "getentropy works"), 10);
    }

    @Test
    void withPermissionDeniedMuslDoesNotKnowWhatItMayRead() {
        String program = musl();
        start(MUSL + START + ", getrandom", TAKEN_BACK);
        assertThat(outputOf(program)).contains("child process exited with exit code 1");
        assertThat(outputOf(program + "; true"))
                .contains("faccessat, of a file that can be read, Permission denied", "pthread_create works");
    }

    @Test
    void aStaticProgramInGoDoesAllThatItDoes() {
        String program = go();
        start(GO, "");
        assertAllWorks(outputOf(program), 8);
    }

    @Test
    void withPermissionDeniedGoCopiesNothing() {
        String program = go();
        start(GO + START, TAKEN_BACK);
        assertThat(outputOf(program)).contains("child process exited with exit code 1");
        assertThat(outputOf(program + "; true"))
                .contains("a copy ", "copy_file_range: permission denied", "a child works");
    }

    @Test
    void withPermissionDeniedNoProgramStarts() {
        start(MUSL, TAKEN_BACK);
        assertThat(outputOf("true")).contains("could not execute command").contains("clone3");
    }

    private static void assertAllWorks(String output, int lines) {
        List<String> said = new ArrayList<>(List.of(output.trim().split("\n")));
        said.removeIf(line -> line.matches("CREATE TABLE|COPY [0-9]+"));
        assertThat(said).hasSize(lines).allMatch(line -> line.endsWith(" works"));
    }

    /** Runs a program of the system with the library of the server. Its shell asks faccessat; test(1) asks access. */
    private String withTheServersLibrary(String program) {
        String loader = server.query("SELECT substring(pg_read_file('/proc/self/maps') FROM '/\\S*/ld-linux\\S*')");
        String library = server.query("SELECT substring(pg_read_file('/proc/self/maps') FROM '(/\\S*)/libc\\.so\\.6')");
        return loader + " --library-path " + library + " " + program;
    }

    @Test
    void theServersLibraryKnowsWhatAProgramMayRead() {
        start("writev", "");
        assertThat(outputOf(withTheServersLibrary("/bin/sh -c \"test -r /etc/passwd\" && echo readable")))
                .contains("readable");
        assertThat(outputOf(withTheServersLibrary("/bin/sh -c \"test -r /no/file\" || echo unreadable")))
                .contains("unreadable");
    }

    @Test
    void withPermissionDeniedTheServersLibraryDoesNot() {
        start("clone3", TAKEN_BACK);
        assertThat(outputOf(withTheServersLibrary("/bin/sh -c \"test -r /etc/passwd\" || echo unreadable")))
                .contains("unreadable");
    }
}
