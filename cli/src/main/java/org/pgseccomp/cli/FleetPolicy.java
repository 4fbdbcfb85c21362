package org.pgseccomp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.connect.Fleet.Answer;
import org.pgseccomp.cli.observe.OnlyOnOne;
import org.pgseccomp.cli.observe.ServerObservations;
import org.pgseccomp.observe.MergedObservations;
import org.pgseccomp.observe.Observations;

/** One policy for all servers that have answered. */
final class FleetPolicy {
    /** A line of the recommendation about one server; each has its own here. */
    private static final String LEARNT = "# It learnt ";

    private final List<Answer<ServerObservations>> answers = new ArrayList<>();
    private final RecommendOptions.Wanted wanted;
    private final Observations merged;
    private final List<Map<String, List<String>>> only;

    /**
     * Merges.
     *
     * @throws IOException if the servers are of several versions or architectures
     */
    FleetPolicy(List<Answer<ServerObservations>> all, RecommendOptions.Wanted wanted) throws IOException {
        this.wanted = wanted;
        List<Observations> seen = new ArrayList<>();
        for (Answer<ServerObservations> each : all) {
            if (each.value() != null) {
                answers.add(each);
                seen.add(each.value().seen());
            }
        }
        for (Answer<ServerObservations> each : answers) {
            if (!kind(each).equals(kind(answers.get(0)))) {
                throw new IOException(name(each) + " is " + kind(each) + ", and " + name(answers.get(0)) + " "
                        + kind(answers.get(0)) + ": make a policy for each");
            }
        }
        merged = MergedObservations.of(seen);
        only = OnlyOnOne.of(seen);
    }

    private static String kind(Answer<ServerObservations> answer) {
        Observations seen = answer.value().seen();
        return "PostgreSQL " + seen.server() + " on " + seen.architecture().displayName();
    }

    private static String name(Answer<ServerObservations> answer) {
        return Terminal.printable(answer.server().label());
    }

    /** What all have seen. */
    Observations merged() {
        return merged;
    }

    /** The servers that have answered. */
    List<Answer<ServerObservations>> answers() {
        return answers;
    }

    /** For each of these: type of processes → calls that only it needs. */
    List<Map<String, List<String>>> only() {
        return only;
    }

    /** Lines for postgresql.conf. */
    String text() {
        StringBuilder head = new StringBuilder("# pgseccomp observe, from what "
                + (answers.size() == 1 ? "a server" : answers.size() + " servers") + " learnt:\n");
        for (Answer<ServerObservations> each : answers) {
            head.append("#   ")
                    .append(name(each))
                    .append(": ")
                    .append(Terminal.printable(each.value().learnt()))
                    .append('\n');
        }
        StringBuilder single = new StringBuilder();
        for (int i = 0; i < only.size(); i++) {
            for (Map.Entry<String, List<String>> each : only.get(i).entrySet()) {
                single.append("#   ")
                        .append(name(answers.get(i)))
                        .append(", ")
                        .append(each.getKey())
                        .append(": ");
                single.append(String.join(", ", each.getValue())).append('\n');
            }
        }
        if (single.length() > 0) {
            head.append("# Only one of the servers was seen to need these:\n").append(single);
        }
        return RecommendedPolicy.lines(head.toString(), merged, wanted, line -> !line.startsWith(LEARNT));
    }
}
