package org.pgseccomp.extension.server;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** What was seen in the life of a server: for each outcome the first text that tells of it. */
final class Findings {
    private final ConcurrentSkipListMap<Outcome, String> first = new ConcurrentSkipListMap<>();

    /** Adds what was seen. */
    void add(Outcome outcome, String text) {
        first.putIfAbsent(outcome, text.replaceAll("\\s+", " ").strip());
    }

    /** Whether an outcome was seen. */
    boolean has(Outcome outcome) {
        return first.containsKey(outcome);
    }

    /** The worst that was seen. */
    Outcome worst() {
        return first.isEmpty() ? Outcome.NOTHING : first.firstKey();
    }

    /** All outcomes that were seen, the worst first. */
    Set<Outcome> outcomes() {
        return first.keySet();
    }

    /** The text of an outcome; empty where it was not seen. */
    String text(Outcome outcome) {
        return first.getOrDefault(outcome, "");
    }

    /** In one line, the worst first. */
    @Override
    public String toString() {
        if (first.isEmpty()) {
            return Outcome.NOTHING.shown();
        }
        List<Outcome> sorted =
                first.keySet().stream().sorted(Comparator.naturalOrder()).toList();
        StringBuilder line = new StringBuilder();
        for (Outcome outcome : sorted) {
            String text = first.get(outcome);
            line.append(line.isEmpty() ? "" : "; ").append(outcome.shown());
            line.append(": ").append(text.length() > 160 ? text.substring(0, 160) + "…" : text);
        }
        return line.toString();
    }
}
