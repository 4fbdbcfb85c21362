package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of databases, in all commands that look into a policy. */
class DatabaseOptionTest {
    private static final String WRITTEN = """
            shared_preload_libraries = 'pgseccomp'
            pgseccomp.enabled = on
            pgseccomp.session_syscall_error = 'acct'
            pgseccomp.session_roles = 'joe'
            session_syscall_error.joe = ''
            pgseccomp.session_databases = '"web-app", bare'
            pgseccomp.session_database_aliases = '"web=web-app"'
            database_syscall_error.web = 'bpf, mount = ENOSYS'
            """;

    @TempDir
    private Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private CommandRun run(String command, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {command, "--arch", "x86_64", "--server-version", "17"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void aCallIsExplainedByTheFilterOfTheDatabase() throws IOException {
        String file = write("postgresql.conf", WRITTEN);
        CommandRun run = run("explain", "--role", "joe", "--database", "web-app", file, "bpf");
        assertThat(run.out())
                .startsWith("In sessions of role \"joe\" in database \"web-app\" (x86_64):")
                .contains("bpf, system call 321: it fails with EACCES.")
                .contains("The filter of database \"web-app\": error")
                .contains("database_syscall_error.web has bpf (" + file + ":8)")
                .contains("Of several filters the strictest answer counts.");
        assertThat(run("explain", "--database", "bare", file, "bpf").out())
                .contains("in database \"bare\" (x86_64)")
                .contains("it is made");
        assertThat(run("explain", "--database", "other", file, "bpf").out())
                .contains("in database \"other\", which has no settings of its own");
        assertThat(run("explain", "--database", "web-app", "--type", "archiver", file, "bpf")
                        .err())
                .contains("processes of type 'archiver' have no settings of a database");
    }

    @Test
    void whatTheFilterOfADatabaseStops() throws IOException {
        String file = write("postgresql.conf", WRITTEN);
        String stopped = "bpf +stopped .*\n +database filter, database_syscall_error.web: bpf";
        assertThat(run("exposure", "--database", "web-app", file).out()).containsPattern("(?m)^ *" + stopped);
        assertThat(run("exposure", "--role", "joe", "--database", "web-app", file)
                        .out())
                .containsPattern("(?m)^ *" + stopped);
        assertThat(run("exposure", "--database", "bare", file).out()).containsPattern("(?m)^ *bpf +open");
    }

    @Test
    void thePrintedPolicyIsTheSamePolicy() throws IOException {
        String file = write("postgresql.conf", WRITTEN);
        String lines =
                run("policy", "--role", "joe", "--database", "web-app", file).out();
        assertThat(lines)
                .contains("pgseccomp.session_databases = '\"web-app\"'")
                .contains("database_syscall_error.web = 'bpf, mount = ENOSYS'");
        String alone = write("alone.conf", "shared_preload_libraries = 'pgseccomp'\n" + lines);
        String explained = run("explain", "--role", "joe", "--database", "web-app", alone, "bpf", "mount", "acct")
                .out();
        assertThat(explained)
                .contains("bpf, system call 321: it fails with EACCES.")
                .contains("mount, system call 165: it fails with ENOSYS.")
                .contains("acct, system call 163: it is made.");
    }

    @Test
    void whatIsWrongIsFoundWhereItStands() throws IOException {
        String file = write("postgresql.conf", WRITTEN.replace("'bpf,", "'bpf, read,"));
        CommandRun run = run("check", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out() + run.err())
                .contains(file + ":8: error: the database filter of pgseccomp does not allow read");
        String nowhere = write("nowhere.conf", WRITTEN + "database_syscall_error.nowhere = 'bpf'\n");
        assertThat(run("check", nowhere).out())
                .contains("No database in pgseccomp.session_databases has settings that end so.");
    }

    @Test
    void aChangeOfADatabaseIsItsOwn() throws IOException {
        String old = write("old.conf", WRITTEN);
        CommandRun run = run("diff", old, write("new.conf", WRITTEN.replace("'bpf, mount", "'mount")));
        assertThat(run.out()).contains("database \"web-app\"").contains("looser   error -> allow: bpf");
        assertThat(run.code()).isEqualTo(11);
        assertThat(run("diff", old, write("less.conf", WRITTEN.replace("\"web-app\", bare", "\"web-app\"")))
                        .code())
                .isZero();
    }
}
