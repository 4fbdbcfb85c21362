package org.pgseccomp.extension.server;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** What the server has acknowledged, and what it therefore must still have after a crash. */
final class LifeLedger {
    /** How many rows the table "keep" has, and the digest of what was written. */
    private static final String KEEP = "3000 8960c36b33ce261c15b8fe09171b8977";

    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    /** One was added to a counter; or it is not known whether it was. */
    void counted(boolean isSure) {
        (isSure ? counted : unknown).incrementAndGet();
    }

    /** Runs a statement and has the server remember that it did. */
    void record(ServerLife life, String what, String sql) {
        String entry = what + acknowledged.size();
        if (life.run(sql).isPresent()
                && life.run("INSERT INTO ledger VALUES ('" + entry + "')").isPresent()) {
            acknowledged.add(entry);
        }
    }

    /** Compares what a server has with what it has acknowledged. */
    void check(ServerLife life, String when) {
        if (life.isOver()) {
            return;
        }
        compare(life, when, "tables", "SELECT count(*) || ' ' || md5(string_agg(t, '' ORDER BY i)) FROM keep", KEEP);
        life.run("SELECT sum(n) FROM counters").ifPresent(sum -> {
            long has = Long.parseLong(sum);
            if (has < counted.get() || has > counted.get() + unknown.get()) {
                life.findings().add(Outcome.LOSES_DATA, when + " the counters have " + has + " of " + counted.get());
            }
        });
        life.run("SELECT string_agg(what, ' ') FROM ledger").ifPresent(list -> {
            Set<String> there = Set.of(list.split(" ", -1));
            for (String entry : acknowledged) {
                if (!there.contains(entry)) {
                    life.findings().add(Outcome.LOSES_DATA, when + " the ledger lacks " + entry);
                }
            }
        });
    }

    private static void compare(ServerLife life, String when, String what, String sql, String expected) {
        life.run(sql).ifPresent(text -> {
            if (!text.equals(expected)) {
                life.findings().add(Outcome.LOSES_DATA, when + " " + what + " have: " + text);
            }
        });
    }
}
