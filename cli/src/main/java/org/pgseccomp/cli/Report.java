package org.pgseccomp.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pgseccomp.cli.learn.BoundedCounts;
import org.pgseccomp.cli.learn.LineKind;
import org.pgseccomp.cli.learn.Observations;
import org.pgseccomp.cli.learn.Selection;
import org.pgseccomp.syscall.Architecture;

/** What {@code learn} says about its input on standard error: what became of every line, and what the list may lack. */
final class Report {
    private static final int SHOWN = 10;

    private final Observations observations;
    private final Selection selection;
    private final boolean cutOff;
    private final boolean unreadable;
    private final List<String> notes = new ArrayList<>();

    /**
     * A report.
     *
     * @param cutOff whether an input ended early
     * @param unreadable whether an input is of no format that is read
     */
    Report(Observations observations, Selection selection, boolean cutOff, boolean unreadable) {
        this.unreadable = unreadable;
        this.observations = observations;
        this.selection = selection;
        this.cutOff = cutOff;
    }

    /** Whether the list may lack something. */
    boolean isIncomplete() {
        return cutOff || unreadable || hasOnlyRules() || observations.isIncomplete();
    }

    /** Whether there are records of another architecture than one, whose list lacks them. */
    boolean hasOthersThan(Architecture shown) {
        return shown != null && observations.architectures().stream().anyMatch(architecture -> architecture != shown);
    }

    /** Whether there is nothing but what rules of audit asked for. */
    private boolean hasOnlyRules() {
        long all = observations.linesRead() - observations.lines(LineKind.OTHER);
        return all > 0 && all == observations.lines(LineKind.AUDIT_RULE);
    }

    void note(String text) {
        notes.add(text);
    }

    /**
     * Prints the report.
     *
     * @param shown the architecture whose list is printed, null if none or all
     * @param remarks on single inputs
     */
    void print(PrintWriter err, String command, boolean quiet, Architecture shown, List<String> remarks) {
        if (!quiet) {
            for (String line : summary(shown)) {
                err.println(command + ": " + line);
            }
        }
        for (String warning : warnings(shown)) {
            err.println(command + ": warning: " + warning);
        }
        for (String remark : remarks) {
            err.println(command + ": " + remark);
        }
        if (isIncomplete()) {
            err.println(command + ": warning: the list may lack system calls");
        }
        err.flush();
    }

    private List<String> summary(Architecture shown) {
        List<String> lines = new ArrayList<>();
        int found = 0;
        for (Architecture architecture : shown == null ? observations.architectures() : List.of(shown)) {
            found += observations.counts(architecture).size();
        }
        lines.add(observations.linesRead() + " lines read, " + found + " system calls found");
        for (Map.Entry<LineKind, Long> entry : observations.lines().entrySet()) {
            if (entry.getValue() > 0) {
                lines.add("  " + entry.getValue() + " " + entry.getKey().description());
            }
        }
        if (observations.lines(LineKind.TAKEN) == 0 && observations.lines(LineKind.OTHER_EXECUTABLE) > 0) {
            lines.add("no record is of " + String.join(" or ", selection.executables())
                    + "; --exe chooses another executable: " + executables());
        }
        lines.addAll(notes);
        return lines;
    }

    /** Executables that the input has records of. */
    private String executables() {
        List<String> seen = observations.otherExecutables();
        List<String> shown = new ArrayList<>();
        for (String each : seen.subList(0, Math.min(SHOWN, seen.size()))) {
            shown.add(printable(each));
        }
        return String.join(", ", shown) + (seen.size() > SHOWN ? ", and others" : "");
    }

    private List<String> warnings(Architecture shown) {
        List<String> warnings = new ArrayList<>();
        for (Architecture architecture : observations.architectures()) {
            if (!observations.unknown(architecture).isEmpty()) {
                warnings.add("system calls of " + architecture.displayName() + " that this version does not know: "
                        + several(observations.unknown(architecture)));
            }
            if (shown != null && architecture != shown) {
                warnings.add(
                        "records of " + architecture.displayName() + " are not in the list of " + shown.displayName());
            }
        }
        if (!observations.unknownNames().isEmpty()) {
            warnings.add(
                    "system calls in traces that this version does not know: " + several(observations.unknownNames()));
        }
        if (!observations.foreign().isEmpty()) {
            warnings.add("records of other architectures and ABIs: " + several(observations.foreign()));
        }
        if (observations.lines(LineKind.LOSS_REPORT) > 0) {
            warnings.add("the kernel, a daemon or a learning server dropped records"
                    + (observations.dropped() > 0 ? ", at least " + observations.dropped() : "")
                    + ": run auditd with a longer queue, or lift the kernel's limits, and learn again");
        }
        if (observations.lines(LineKind.NOT_FROM_THE_KERNEL) > 0) {
            warnings.add(observations.lines(LineKind.NOT_FROM_THE_KERNEL)
                    + " records were not written by the kernel's audit, and were not used: anybody can write such lines; where"
                    + " all lines are another program's copies of the kernel's, print the records alone: jq -r .message FILE"
                    + " | pgseccomp learn -");
        }
        if (hasOnlyRules()) {
            warnings.add(
                    "all records are of audit rules (type=SYSCALL), which ask for some calls only, and none is of a filter"
                            + " (type=SECCOMP): learn with pgseccomp.learn = on, or with log as the default action");
        }
        if (observations.ofUnknownExecutables() > 0) {
            warnings.add(
                    observations.ofUnknownExecutables()
                            + " calls in traces are of processes whose executable the trace does not show; they are in the list");
        }
        String refused = refused(shown);
        if (!refused.isEmpty()) {
            warnings.add("a filter refused some of these calls, and the list allows them: " + refused);
        }
        return warnings;
    }

    private String refused(Architecture shown) {
        BoundedCounts<String> refused = new BoundedCounts<>();
        for (Architecture architecture : shown == null ? observations.architectures() : List.of(shown)) {
            for (Observations.Count count : observations.counts(architecture)) {
                if (count.refused() > 0) {
                    refused.add(count.name(), count.refused());
                }
            }
        }
        return refused.isEmpty() ? "" : several(refused);
    }

    /** The first few keys, each with its count. */
    private static <K extends Comparable<K>> String several(BoundedCounts<K> counts) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Map.Entry<K, Long> entry : counts.byKey().entrySet()) {
            if (shown == SHOWN) {
                break;
            }
            text.append(shown == 0 ? "" : ", ").append(printable(entry.getKey().toString()));
            text.append(" (").append(entry.getValue()).append(" times)");
            shown++;
        }
        boolean more = counts.byKey().size() > shown || counts.others() > 0;
        return text + (more ? ", and others" : "");
    }

    /** Text of a log, without what a terminal would obey. */
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return safe.toString();
    }
}
