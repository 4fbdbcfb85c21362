package org.pgseccomp.extension.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.pgseccomp.extension.server.Command.Result;
import org.pgseccomp.extension.server.Denial.Action;
import org.pgseccomp.extension.server.Denial.Place;

/**
 * A part of the tables in docs/denied-calls.md, which script/denied-calls measures as a whole: which policies of sessions are refused,
 * and what a server lives through under some that are not.
 */
@Tag("server")
@EnabledOnOs(architectures = "amd64")
class DocumentedOutcomesTest {
    private static final List<String> LIVES =
            List.of("getrandom:session:error", "readlink:session:terminate", "symlink:global:error");

    private Map<String, DeniedOutcome> documented;

    @BeforeEach
    void readTheTables() {
        assumeThat(PostgresServer.VERSION).as("a version that is measured").isIn(15, 17, 18);
        documented = DeniedCallsTable.documented();
        assertThat(documented)
                .as("docs/denied-calls.md has tables of script/denied-calls --write")
                .isNotEmpty();
    }

    @Test
    void policiesOfSessionsAreRefusedAsDocumented(@TestServer PostgresServer server) {
        // Some policies are refused only by a server that makes these calls: one start for each configuration.
        Map<String, List<Denial>> denials = DeniedCalls.made().stream()
                .flatMap(call ->
                        Stream.of(Action.values()).map(action -> new Denial(List.of(call), Place.SESSION, action)))
                .collect(Collectors.groupingBy(
                        denial -> LifeConfiguration.ofCalls(denial.calls()), TreeMap::new, Collectors.toList()));
        List<String> refused = new ArrayList<>();
        denials.forEach((configuration, some) -> refused.addAll(refused(server, configuration, some)));
        assertThat(refused)
                .containsExactlyInAnyOrderElementsOf(denials.values().stream()
                        .flatMap(List::stream)
                        .map(Denial::word)
                        .filter(word -> documented.get(word).worst() == Outcome.REFUSED)
                        .toList());
    }

    /** Which of these a server refuses that has one role for each of them. */
    private static List<String> refused(PostgresServer server, String configuration, List<Denial> denials) {
        StringBuilder settings = new StringBuilder(PostgresServer.ENABLED).append(configuration);
        List<String> roles = new ArrayList<>();
        for (Denial denial : denials) {
            String role = role(denial);
            roles.add(role);
            settings.append(denial.settings().lines().skip(1).toList().get(0).replace(".denied", "." + role))
                    .append('\n');
        }
        server.start(settings + "pgseccomp.session_roles = '" + String.join(",", roles) + "'\n");
        server.query("DO $$ BEGIN EXECUTE (SELECT string_agg('CREATE ROLE ' || r || ' LOGIN', ';') FROM unnest('{"
                + String.join(",", roles) + "}'::text[]) r); END $$");
        List<String> refused = new ArrayList<>();
        denials.parallelStream().forEach(denial -> {
            Result result = server.psqlAs(role(denial), "SELECT 1");
            if (result.output().contains("since its pgseccomp settings are not valid")) {
                synchronized (refused) {
                    refused.add(denial.word());
                }
            }
        });
        server.stop();
        return refused;
    }

    private static String role(Denial denial) {
        return denial.action().name().charAt(0) == 'E'
                ? "e_" + denial.calls().get(0)
                : (denial.action() == Action.KILL ? "k_" : "t_")
                        + denial.calls().get(0);
    }

    @Test
    void aServerLivesThroughDenialsAsDocumented() {
        for (String word : LIVES) {
            Denial denial = Denial.of(word);
            Findings seen = ServerLife.enforced(denial);
            DeniedOutcome outcome = new DeniedOutcome(denial, seen.worst(), seen.text(seen.worst()));
            assertThat(outcome.cell())
                    .as("%s, where it saw: %s", word, seen)
                    .isEqualTo(documented.get(word).text());
        }
    }

    /** What is documented to have no effect has none together either: no pair of these calls, nor any other combination. */
    @Test
    void whatHasNoEffectHasNoneTogether() {
        List<String> quiet = DeniedCalls.made().stream()
                .filter(call -> documented.get(call + ":session:error").worst() == Outcome.NOTHING)
                .toList();
        assertThat(quiet).hasSizeGreaterThan(10);
        assertThat(ServerLife.enforced(new Denial(quiet, Place.SESSION, Action.ERROR))
                        .toString())
                .isEqualTo(Outcome.NOTHING.shown());
    }
}
