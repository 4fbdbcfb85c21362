package org.pgseccomp.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.pgseccomp.cli.learn.ServersFile;
import org.pgseccomp.observe.LineSink;
import org.pgseccomp.observe.MergedObservations;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.Recommendation;
import org.pgseccomp.policy.ProcessType;
import org.pgseccomp.profile.Profile;
import org.pgseccomp.recommend.RelativeRecommendation;
import org.pgseccomp.syscall.Architecture;

/** A whole policy from the files of learning servers, as {@code seccomp_recommend()} makes one of what its own server has seen. */
final class RecommendedPolicy {
    private final Architecture architecture;
    private final List<Observations> seen = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    RecommendedPolicy(Architecture architecture) {
        this.architecture = architecture;
    }

    /**
     * Adds the file of a server.
     *
     * @throws IOException if it is none, or of another version of PostgreSQL than those before it
     */
    void add(String file) throws IOException {
        boolean isInput = file.equals("-");
        if (!isInput && !Files.exists(Path.of(file))) {
            throw new IOException(file + " does not exist");
        }
        byte[] text =
                isInput ? ServersFile.textOf(new BufferedInputStream(System.in)) : ServersFile.textOf(Path.of(file));
        Observations read = ServersFile.usable(file, text, architecture);
        if (!seen.isEmpty() && seen.get(0).server() != read.server()) {
            throw new IOException(file + " is of PostgreSQL " + read.server() + ", and " + files.get(0) + " of "
                    + seen.get(0).server() + ": make a policy for each");
        }
        seen.add(read);
        files.add(file);
    }

    /** Lines for postgresql.conf. */
    String lines(RecommendOptions.Wanted wanted) {
        Observations all = MergedObservations.of(seen);
        StringBuilder text = new StringBuilder("# pgseccomp learn --format policy, from what "
                + (files.size() == 1 ? "a server" : files.size() + " servers") + " learnt:\n");
        for (String file : files) {
            text.append("#   ")
                    .append(Names.asRead(Names.shown(Names.asRead(file))))
                    .append('\n');
        }
        String head = new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return lines(head, all, wanted, line -> true);
    }

    /**
     * A recommendation behind a head.
     *
     * @param kept which of its lines are wanted
     */
    static String lines(String head, Observations all, RecommendOptions.Wanted wanted, Predicate<String> kept) {
        List<ProcessType> told = new ArrayList<>();
        for (ProcessType type : ProcessType.values()) {
            if (type.isToldEarly(all.server())) {
                told.add(type);
            }
        }
        StringBuilder text = new StringBuilder();
        LineSink sink = line -> {
            if (kept.test(line.toString())) {
                text.append(line).append('\n');
            }
        };
        if (wanted.profile() == Profile.NONE) {
            Recommendation.write(all, told, sink);
        } else {
            RelativeRecommendation.write(all, wanted.profile(), wanted.facts(), wanted.byRole(), sink);
        }
        return head + new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Whether a server had no room for some calls, so that the lists may lack something. */
    boolean isIncomplete() {
        return seen.stream().anyMatch(each -> each.notKept() != 0);
    }
}
