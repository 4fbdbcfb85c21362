package org.pgseccomp.extension;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about what was observed, by hand from docs/learning.md, and their replies, read as the comment of ObservedTables describes them. */
class ObservedTablesTest {
    /** Of x86_64, where 41 is socket, 59 execve and 999 none. */
    private static final String TEXT = """
            pgseccomp-observed 1
            architecture 3221225534
            server 15
            learnt 1767225600 3700 4294967299 2
            uncounted 0 1
            subject client_backend postgres Web%2dApp - 1767225600 1767225700
            call 41 3 1767225600 1767225700 4294967297 +
            call 1024 18446744073709551615 0 0
            subject postmaster cp - a 5 6
            call 999 5 5 6
            end 10
            """;

    private static byte[] request(int operation, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        byte[] fact = "server version_num".getBytes(ISO_8859_1);
        byte[] version = "150020".getBytes(ISO_8859_1);
        ByteBuffer request = ByteBuffer.allocate(28 + fact.length + version.length + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(operation).putInt(0xC000003E).putInt(0).putInt(1);
        request.putInt(fact.length).put(fact).putInt(version.length).put(version);
        return request.putInt(bytes.length).put(bytes).array();
    }

    private static ReplyTables ask(int operation, String text) {
        ReplyTables reply = new ReplyTables(Boundary.answer(request(operation, text)));
        reply.requireWellFormed("operation " + operation);
        return reply;
    }

    @Test
    void whatAServerBeginsWith() {
        ReplyTables reply = ask(Boundary.OBSERVATIONS, TEXT);
        assertThat(reply.status()).isZero();
        assertThat(reply.tables()).isEqualTo(5);
        assertThat(reply.table(1)).isDeepEqualTo(new int[][] {{1767225600, 0, 3700, 0, 3, 1, 2, 0}});
        assertThat(reply.table(2)).hasNumberOfRows(2);
        int[] first = reply.table(2)[0];
        // 16 types can have settings of their own; then come postmaster, starting, client_backend.
        assertThat(first[0]).isEqualTo(18);
        assertThat(List.of(reply.text(first[1]), reply.text(first[2]), reply.text(first[3])))
                .containsExactly("postgres", "Web-App", "");
        assertThat(reply.table(2)[1][0]).isEqualTo(16);
        assertThat(reply.text(reply.table(2)[1][3])).isEqualTo("a");
        assertThat(reply.table(3)).isDeepEqualTo(new int[][] {
            {0, 41, 3, 0, 1767225600, 0, 1767225700, 0, 1, 1},
            {0, 1024, -1, -1, 0, 0, 0, 0, 0, 0},
            {1, 999, 5, 0, 5, 0, 6, 0, 0, 0}
        });
        assertThat(reply.table(4)).isDeepEqualTo(new int[][] {{1, 1}});
    }

    @Test
    void whatIsShown() {
        ReplyTables reply = ask(Boundary.OBSERVED, TEXT);
        assertThat(reply.status()).isZero();
        assertThat(reply.problems())
                .extracting(ReplyTables.Told::message)
                .containsExactly("there was no room to record 4294967299 system calls");
        List<String> rows = new ArrayList<>();
        for (int[] row : reply.table(1)) {
            List<String> texts = new ArrayList<>();
            for (int column : new int[] {0, 1, 2, 3, 4, 12}) {
                texts.add(reply.text(row[column]));
            }
            rows.add(String.join("|", texts) + "|" + Arrays.toString(Arrays.copyOfRange(row, 5, 12)));
        }
        assertThat(rows)
                .containsExactly(
                        "client_backend|Web-App||postgres|socket|AF_UNIX SOCK_STREAM, ...|[41, 3, 0, 1767225600, 0, 1767225700, 0]",
                        "client_backend|Web-App||postgres|(another ABI)||[-1, -1, 2147483647, 0, 0, 0, 0]",
                        "postmaster||a|cp|(unknown)||[999, 5, 0, 5, 0, 6, 0]");
    }

    @Test
    void aRecommendationIsForTheServerThatAsks() {
        String text = TEXT.replace("postmaster cp", "archiver cp").replace("end 10", "call 59 1 5 6\nend 11");
        ReplyTables reply = ask(Boundary.RECOMMEND, text);
        assertThat(reply.status()).isZero();
        List<String> lines = new ArrayList<>();
        for (int[] row : reply.table(1)) {
            lines.add(reply.text(row[0]));
        }
        assertThat(lines)
                .contains("# PostgreSQL 15 does not tell these in time; they are under the global list: archiver");
        assertThat(ask(Boundary.UNEXERCISED, text).table(1)[0]).hasSize(4);
    }

    /** A hand can write many roles, and that every list has all calls but one that sessions make. */
    @Test
    void aRecommendationIsNoLongerThanWhatThereIsRoomFor() {
        StringBuilder text =
                new StringBuilder(TEXT.replace("call 41 ", "call 450 ").replace("end 10\n", ""));
        int lines = 10;
        for (int number = 0; number < 450; number++, lines++) {
            text.append("uncounted ").append(number).append('\n');
        }
        for (int role = 0; role < 8000; role++, lines++) {
            text.append("subject walsender a r").append(role).append(" - 0 0\n");
        }
        assertThat(ask(Boundary.OBSERVED, text + "end " + lines + "\n").status())
                .isZero();
        ReplyTables reply = ask(Boundary.RECOMMEND, text + "end " + lines + "\n");
        assertThat(reply.status()).isEqualTo(1);
        assertThat(reply.problems())
                .extracting(ReplyTables.Told::message)
                .containsExactly("The lists of its roles would be too long.");
    }

    @ParameterizedTest
    @ValueSource(ints = {Boundary.RECOMMEND, Boundary.UNEXERCISED, Boundary.OBSERVATIONS, Boundary.OBSERVED})
    void aTextThatCannotBeReadIsRejectedAndWhatIsNoneIsMalformed(int operation) {
        ReplyTables reply = ask(operation, TEXT.replace("call 999", "call 1999"));
        assertThat(reply.status()).isEqualTo(1);
        assertThat(reply.problems())
                .extracting(ReplyTables.Told::message)
                .containsExactly("Line 10 cannot be read: there is no such system call.");
        byte[] request = request(operation, TEXT);
        for (int length = 0; length < request.length; length++) {
            ReplyTables cut = new ReplyTables(Boundary.answer(Arrays.copyOf(request, length)));
            assertThat(cut.status()).as("%d bytes", length).isEqualTo(2);
        }
    }
}
