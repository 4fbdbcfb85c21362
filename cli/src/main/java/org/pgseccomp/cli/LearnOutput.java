package org.pgseccomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pgseccomp.cli.learn.BoundedCounts;
import org.pgseccomp.cli.learn.Observations;
import org.pgseccomp.cli.learn.Observations.Count;
import org.pgseccomp.cli.learn.ResultFile;
import org.pgseccomp.observe.AlwaysAllowed;
import org.pgseccomp.syscall.Architecture;

/** The forms in which {@code learn} prints what it found. Each ends with a line feed. */
final class LearnOutput {
    private static final String ALLOW = "_syscall_allow";
    private static final String GLOBAL = "pgseccomp.global_";

    private final Observations observations;
    private final boolean cutOff;

    LearnOutput(Observations observations, boolean cutOff) {
        this.observations = observations;
        this.cutOff = cutOff;
    }

    /** The names in their order, separated by commas, as the original's get_syscalls.sh printed them. */
    String list(Architecture architecture) {
        return names(architecture) + "\n";
    }

    /** A line for each system call: how often it was recorded, a tab, its name. The most frequent first. */
    String table(Architecture architecture) {
        StringBuilder text = new StringBuilder();
        for (Count count : byFrequency(architecture)) {
            text.append(count.calls()).append('\t').append(count.name()).append('\n');
        }
        return text.toString();
    }

    /**
     * A line for postgresql.conf, after comments that say where it comes from. An allow list has what a server needs in any case too: it
     * is to be enforced, and a log that is short has not seen a crash, a full disk or a contended lock. No list of nothing.
     */
    String conf(Architecture architecture, String setting, boolean withCounts) {
        List<Count> counts = counts(architecture);
        StringBuilder text = new StringBuilder();
        text.append("# ").append(counts.size()).append(" system calls");
        if (architecture != null) {
            text.append(" of ").append(architecture.displayName());
        }
        text.append(", learnt from ").append(sum(counts)).append(" records\n");
        if (observations.isIncomplete() || cutOff) {
            text.append("# Incomplete: something in the logs could not be used, and the list may lack system calls.\n");
        }
        if (withCounts) {
            for (Count count : byFrequency(architecture)) {
                text.append("# ")
                        .append(count.calls())
                        .append('\t')
                        .append(count.name())
                        .append('\n');
            }
        }
        if (counts.isEmpty()) {
            return text.append("# No system call was found: there is no list.\n")
                    .toString();
        }
        text.append(list(architecture, counts, setting));
        return text.toString();
    }

    private static String list(Architecture architecture, List<Count> counts, String setting) {
        Set<String> names = new TreeSet<>();
        for (Count count : counts) {
            names.add(count.name());
        }
        if (setting.contains(ALLOW)) {
            names.addAll(always(architecture, setting));
        }
        int added = names.size() - counts.size();
        return (added == 0 ? "" : "# and " + added + " that every server needs, recorded or not\n") + setting + " = '"
                + String.join(",", names) + "'\n";
    }

    /** What a list has in any case. The logs do not tell the version of the server. */
    private static List<String> always(Architecture architecture, String setting) {
        List<String> known = new ArrayList<>();
        for (String name : setting.startsWith(GLOBAL)
                ? AlwaysAllowed.inTheServer(architecture, 0)
                : AlwaysAllowed.inBackends(architecture, 0)) {
            if (architecture.syscalls().named(name) != null) {
                known.add(name);
            }
        }
        return known;
    }

    String json() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ResultFile.write(bytes, observations, cutOff);
        return bytes.toString(UTF_8);
    }

    private List<Count> counts(Architecture architecture) {
        return architecture == null ? List.of() : observations.counts(architecture);
    }

    private List<Count> byFrequency(Architecture architecture) {
        List<Count> sorted = new ArrayList<>(counts(architecture));
        sorted.sort(Comparator.comparingLong(Count::calls).reversed());
        return sorted;
    }

    private String names(Architecture architecture) {
        StringBuilder text = new StringBuilder();
        for (Count count : counts(architecture)) {
            text.append(text.length() == 0 ? "" : ",").append(count.name());
        }
        return text.toString();
    }

    private static long sum(List<Count> counts) {
        long sum = 0;
        for (Count count : counts) {
            sum = BoundedCounts.sum(sum, count.calls());
        }
        return sum;
    }
}
