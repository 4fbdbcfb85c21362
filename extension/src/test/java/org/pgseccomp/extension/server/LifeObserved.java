package org.pgseccomp.extension.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pgseccomp.observe.ObservationReader;
import org.pgseccomp.observe.Observations;
import org.pgseccomp.observe.ObservedSubject;
import org.pgseccomp.syscall.Syscall;

/** Which calls processes of which types make, as servers that learn write it: their programs included, which have their filter. */
final class LifeObserved {
    private final Map<String, Set<String>> typesOfCalls = new TreeMap<>();

    /** Adds what a server has recorded that has been stopped. */
    void add(PostgresServer server) {
        Path file = server.data().resolve("pgseccomp_observed");
        if (!Files.exists(file)) {
            return;
        }
        try {
            byte[] text = Files.readAllBytes(file);
            Observations observations = ObservationReader.read(text, 0, text.length, Syscalls.ARCHITECTURE)
                    .seen();
            // All make these, and nobody counts them.
            for (int number : observations.uncounted()) {
                DeniedTypes.types().forEach(type -> add(number, type));
            }
            for (ObservedSubject subject : observations.subjects()) {
                subject.calls().forEach(call -> add(call.number(), subject.type()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(int number, String type) {
        Syscall call = Syscalls.ARCHITECTURE.syscalls().numbered(number);
        if (call != null) {
            typesOfCalls.computeIfAbsent(call.name(), name -> new TreeSet<>()).add(type);
        }
    }

    /** The types that make a call. */
    Set<String> typesOf(String call) {
        return typesOfCalls.getOrDefault(call, Set.of());
    }

    /** All calls that some type makes. */
    Set<String> calls() {
        return typesOfCalls.keySet();
    }
}
