package org.pgseccomp.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.cli.learn.Learner;
import org.pgseccomp.cli.learn.ServersFile;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.syscall.Architecture;

/** What a policy is tried on: files of servers, which say who made which call, and logs, which do not. */
final class SimulatedLogs {
    private static final String STANDARD_INPUT = "-";

    private final Learner learner;
    private final Architecture architecture;
    /** Whether it is said whose calls these are, whatever the files of servers say. */
    private final boolean isNamed;

    private final List<Observations> ofServers = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private boolean hasOthers;

    SimulatedLogs(Learner learner, Architecture architecture, boolean isNamed) {
        this.learner = learner;
        this.architecture = architecture;
        this.isNamed = isNamed;
    }

    /** What servers have learnt. */
    List<Observations> ofServers() {
        return ofServers;
    }

    /** Whether the learner has read something. */
    boolean hasOthers() {
        return hasOthers;
    }

    /** Of the files of servers that the learner had to read: each with the reason. */
    List<String> damaged() {
        return damaged;
    }

    /** Reads one. */
    void add(String log) throws IOException {
        if (log.equals(STANDARD_INPUT)) {
            BufferedInputStream in = new BufferedInputStream(System.in);
            String name = "standard input";
            if (!isOfServer(name, isNamed ? null : ServersFile.textOf(in))) {
                hasOthers = true;
                learner.readStream(name, in);
            }
            return;
        }
        Path file = Path.of(log);
        // What cannot be read, the learner says.
        if (!isOfServer(log, isNamed || !Files.isReadable(file) ? null : ServersFile.textOf(file))) {
            hasOthers = true;
            learner.read(file);
        }
    }

    /** Takes what a server has learnt; false for what is something else. */
    private boolean isOfServer(String name, byte[] text) throws IOException {
        if (text == null) {
            return false;
        }
        ObservationReader.Result read = ServersFile.read(text, architecture);
        if (read.problem() == null) {
            ofServers.add(read.seen());
        } else {
            damaged.add(name + " says who made which call, and cannot be used as a whole (" + read.problem() + ")");
            hasOthers = true;
            learner.readStream(name, new ByteArrayInputStream(text));
        }
        return true;
    }
}
