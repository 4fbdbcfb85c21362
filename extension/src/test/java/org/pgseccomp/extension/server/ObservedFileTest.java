package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody puts in the place of the file pgseccomp_observed: nobody waits for it, and nobody writes through it. */
@Tag("server")
class ObservedFileTest {
    private static final String LEARNING = PostgresServer.ENABLED + "pgseccomp.learn = on\n";

    @TestServer(tcp = true)
    private PostgresServer server;

    /** What a name in a folder can be. */
    enum Kind {
        FIFO("It is not a regular file."),
        FOLDER("It is not a regular file."),
        SOCKET("It is not a regular file."),
        LINK_TO_A_FILE("It is a symbolic link."),
        LINK_TO_A_DEVICE("It is a symbolic link."),
        LINK_TO_NOTHING("It is a symbolic link."),
        HUGE_FILE("It is larger than 64 MB."),
        UNREADABLE_FILE("Permission denied"),
        EMPTY_FILE("It is of another version."),
        ZEROS("It is of another version.");

        private final String problem;

        Kind(String problem) {
            this.problem = problem;
        }

        void make(PostgresServer server, Path file) throws IOException {
            switch (this) {
                case FIFO -> Command.runSuccessfully(List.of("mkfifo", file.toString()));
                case FOLDER -> Command.runSuccessfully(List.of("mkdir", file.toString()));
                case SOCKET -> {
                    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                        socket.bind(UnixDomainSocketAddress.of(file));
                    }
                    Command.giveToServerUser(file);
                }
                case LINK_TO_A_FILE -> {
                    Path other = server.folder().resolve("other");
                    Files.writeString(other, "of somebody else");
                    Command.giveToServerUser(other);
                    Files.createSymbolicLink(file, other);
                }
                case LINK_TO_A_DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
                case LINK_TO_NOTHING ->
                    Files.createSymbolicLink(file, server.folder().resolve("nothing"));
                case HUGE_FILE -> {
                    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                        huge.setLength(1L << 36);
                    }
                    Command.giveToServerUser(file);
                }
                case UNREADABLE_FILE -> {
                    Files.writeString(file, "");
                    Command.giveToServerUser(file);
                    Command.runSuccessfully(List.of("chmod", "0", file.toString()));
                }
                case EMPTY_FILE -> {
                    Files.writeString(file, "");
                    Command.giveToServerUser(file);
                }
                case ZEROS -> {
                    Files.write(file, new byte[100_000]);
                    Command.giveToServerUser(file);
                }
            }
        }
    }

    private Path observed() {
        return server.data().resolve("pgseccomp_observed");
    }

    @ParameterizedTest
    @EnumSource
    void whereItIsRead(Kind kind) throws IOException {
        kind.make(server, observed());
        server.start(PostgresServer.ENABLED);
        server.query("CREATE EXTENSION pgseccomp");
        try (ClientSession session = ClientSession.open(server, "postgres")) {
            for (String function : List.of("seccomp_observed", "seccomp_recommend", "seccomp_unexercised")) {
                assertThat(session.error("SELECT count(*) FROM " + function + "()"))
                        .contains("pgseccomp cannot read the file \"pgseccomp_observed\"", kind.problem);
            }
        }
        assertThat(server.stopFast()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whereAServerBeginsToLearn(Kind kind) throws IOException {
        kind.make(server, observed());
        server.start(LEARNING);
        assertThat(server.log()).contains("cannot use the file \"pgseccomp_observed\" and begins anew", kind.problem);
        assertThat(server.data().resolve("pgseccomp_observed.bad").toFile().getName())
                .satisfies(name -> assertThat(Files.exists(server.data().resolve(name), LinkOption.NOFOLLOW_LINKS))
                        .isTrue());
        assertThat(server.query("CREATE EXTENSION pgseccomp", "SELECT count(*) > 10 FROM seccomp_observed"))
                .isEqualTo("t");
        assertThat(server.stopFast()).isZero();
        server.waitUntilGone();
        assertThat(Files.isRegularFile(observed(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        if (kind == Kind.LINK_TO_A_FILE) {
            assertThat(server.folder().resolve("other")).hasContent("of somebody else");
        }
        assertThat(server.folder().resolve("nothing")).doesNotExist();
    }

    /** The new file has another name until it is whole. */
    @ParameterizedTest
    @EnumSource
    void whereTheNewFileIsWritten(Kind kind) throws IOException {
        kind.make(server, server.data().resolve("pgseccomp_observed.new"));
        server.start(LEARNING);
        server.query("CREATE EXTENSION pgseccomp");
        assertThat(server.stopFast()).isZero();
        server.waitUntilGone();
        assertThat(Files.isRegularFile(observed(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        if (kind == Kind.LINK_TO_A_FILE) {
            assertThat(server.folder().resolve("other")).hasContent("of somebody else");
        }
        assertThat(server.folder().resolve("nothing")).doesNotExist();
    }

    /** As on a full disk: a stop said that the recorder was gone, and that what was seen was kept. */
    @Test
    void whereItCannotBeWrittenAtTheEnd() throws IOException {
        server.start(LEARNING);
        Files.writeString(server.data().resolve("pgseccomp_observed.bad"), "");
        Files.deleteIfExists(server.data().resolve("pgseccomp_observed.new"));
        Kind.FOLDER.make(server, server.data().resolve("pgseccomp_observed.new"));
        assertThat(server.stopFast()).isZero();
        assertThat(server.log())
                .contains("what was seen could not be written to \"pgseccomp_observed\": Not a directory")
                .doesNotContain("the processes that learn are gone", "what was seen is kept");
    }
}
