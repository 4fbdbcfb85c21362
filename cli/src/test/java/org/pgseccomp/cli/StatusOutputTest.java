package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pgseccomp.cli.connect.AddressException;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.connect.ServerAddress;
import org.pgseccomp.cli.connect.Surroundings;
import org.pgseccomp.cli.status.CountedDenial;
import org.pgseccomp.cli.status.ServerProcess;
import org.pgseccomp.cli.status.ServerStatus;

class StatusOutputTest {
    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00Z");
    private static final ServerProcess GOOD = process("session", 2, true, false);
    private static final ServerProcess OUTDATED = process("session", 2, true, true);
    private static final ServerProcess DISAGREES = process("session", 1, false, true);
    private static final ServerProcess UNKNOWN = process("session", null, null, false);
    private static final ServerProcess WITHOUT = process(null, 1, false, null);

    private static ServerProcess process(String policy, Integer filters, Boolean agrees, Boolean outdated) {
        return new ServerProcess(7, "client backend", "joe", "shop", policy, filters, true, agrees, true, 1L, outdated);
    }

    private static Answer<ServerStatus> server(String name, ServerStatus status) throws AddressException {
        return new Answer<>(
                ServerAddress.of(name, Surroundings.ofThisProcess()), status, status == null ? "it is down" : null);
    }

    private static ServerStatus status(List<CountedDenial> denials, ServerProcess... processes) {
        return new ServerStatus(
                "15.1",
                "2.0",
                "",
                false,
                Map.of("pgseccomp.enabled", "on", "pgseccomp.profile", "strict"),
                List.of(processes),
                denials,
                0,
                TIME,
                List.of());
    }

    private static ServerStatus off() {
        return new ServerStatus("15.1", "2.0", "", false, Map.of(), null, null, 0, null, List.of());
    }

    private static CountedDenial denial(String name, String action) {
        return new CountedDenial("client backend", name, name, "mount", action, "session", 3, TIME, TIME);
    }

    private static int code(ServerStatus... all) throws AddressException {
        List<Answer<ServerStatus>> answers = new ArrayList<>();
        for (ServerStatus each : all) {
            answers.add(server("db1", each));
        }
        return StatusCommand.exitCode(answers, null);
    }

    @Test
    void theWorstThatIsKnownDecides() throws AddressException {
        ServerStatus good = status(List.of(), GOOD);
        assertThat(code(good)).isZero();
        assertThat(code(good, null)).isEqualTo(3);
        assertThat(code((ServerStatus) null)).isEqualTo(1);
        assertThat(code(good, off(), null)).isEqualTo(12);
        assertThat(code(status(List.of(), GOOD, DISAGREES))).isEqualTo(12);
        assertThat(code(status(List.of(), WITHOUT))).isEqualTo(12);
        assertThat(code(status(List.of(), UNKNOWN, OUTDATED))).isEqualTo(3);
        assertThat(code(good, status(List.of(), OUTDATED))).isEqualTo(13);
    }

    @Test
    void denialsCountFromTheTimeThatIsAskedAbout() throws AddressException {
        for (String action : List.of("error", "terminate", "warn")) {
            List<Answer<ServerStatus>> answers = List.of(server("db1", status(List.of(denial("joe", action)), GOOD)));
            assertThat(StatusCommand.exitCode(answers, null)).isZero();
            assertThat(StatusCommand.exitCode(answers, TIME)).isEqualTo(13);
            assertThat(StatusCommand.exitCode(answers, TIME.plusSeconds(1))).isZero();
        }
    }

    @Test
    void theJsonIsAsItsSchemaSays() throws Exception {
        List<Answer<ServerStatus>> answers = List.of(
                server("db1", status(List.of(denial(null, "error")), GOOD, OUTDATED, DISAGREES, UNKNOWN, WITHOUT)),
                server("db2", off()),
                server("db3", null));
        assertThat(JsonSchemas.valid(StatusJson.of(answers)).path("servers")).hasSize(3);
    }

    @Test
    void aProcessOfWhichNothingIsKnown() throws AddressException {
        ServerProcess none = new ServerProcess(7, null, null, null, null, null, null, null, null, null, null);
        assertThat(StatusText.of(List.of(server("db1", status(List.of(), none))), Colours.NONE))
                .contains("pid 7, starting: policy none, filters in the kernel unknown");
    }

    /** A role, or a server that somebody else runs, can have a name that a terminal would obey. */
    @Test
    void namesAreShownAndNotObeyed() throws Exception {
        String attack = "\u001b[2Jx\u202ey\n";
        ServerStatus status = new ServerStatus(
                attack,
                attack,
                attack,
                false,
                Map.of("pgseccomp.enabled", "on", "pgseccomp.profile", attack),
                List.of(new ServerProcess(1, attack, attack, attack, attack, 1, true, false, true, 1L, false)),
                List.of(denial(attack, "error")),
                0,
                TIME,
                List.of(attack));
        String text = StatusText.of(
                List.of(server("db1", status), new Answer<>(server("db2", null).server(), null, attack)), Colours.NONE);
        assertThat(text).contains("?[2Jx?y?").doesNotContain("\u001b", "\u202e");
    }
}
