package org.pgseccomp.extension.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.pgseccomp.extension.Boundary;
import org.pgseccomp.extension.EntryPoint;
import org.pgseccomp.extension.Replies;
import org.pgseccomp.extension.corpus.CaseGenerator.Case;

/**
 * Asks the core on this JVM and native programs the same, and compares the replies byte for byte.
 *
 * <p>The JVM makes the requests and its own replies; each program has a thread that writes requests to it, some batches ahead,
 * and one that reads its replies and compares. The first difference ends it all.
 */
final class Comparison {
    /** LONGEST_REPLY of boundary.h. */
    private static final int LONGEST_REPLY = 512 * 1024;

    private static final int BATCH = 128;

    private final CaseGenerator generator;
    private final int patience;
    private final Tally tally = new Tally();
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private final List<Lane> lanes = new ArrayList<>();
    private volatile long first;

    /**
     * A difference.
     *
     * @param program that differs
     * @param number of the case
     * @param what happened
     */
    record Failure(String program, long number, String what) {}

    private record Batch(List<Case> cases, List<byte[]> expected) {}

    /**
     * @param commands the native programs
     * @param patience how long a program may give no reply, in seconds
     */
    Comparison(CaseGenerator generator, List<List<String>> commands, int patience) throws IOException {
        this.generator = generator;
        this.patience = patience;
        for (List<String> command : commands) {
            lanes.add(new Lane(command));
        }
    }

    Tally tally() {
        return tally;
    }

    /** The size of the smallest Java heap among the programs, in bytes. */
    int heapSize() {
        return lanes.stream().mapToInt(lane -> lane.program.heapSize()).min().orElseThrow();
    }

    /** Runs cases and answers the first difference, or null. */
    Failure run(long from, long count) throws InterruptedException {
        first = from;
        for (Lane lane : lanes) {
            lane.start();
        }
        try {
            for (long number = from; number < from + count && failure.get() == null; number += BATCH) {
                Batch batch = batch(number, Math.min(BATCH, from + count - number));
                for (Lane lane : lanes) {
                    lane.put(batch);
                }
            }
            for (Lane lane : lanes) {
                lane.put(new Batch(List.of(), List.of()));
            }
            for (Lane lane : lanes) {
                lane.await();
            }
        } finally {
            for (Lane lane : lanes) {
                lane.stop();
            }
        }
        if (failure.get() == null) {
            for (Lane lane : lanes) {
                lane.addAllocations();
            }
        }
        return failure.get();
    }

    /** What the core answers on this JVM; null where the entry point refuses to read or to write that much. */
    static byte[] answerHere(byte[] request) {
        if (request.length > EntryPoint.LONGEST_REQUEST) {
            return null;
        }
        byte[] reply = Boundary.answer(request);
        return reply.length > LONGEST_REPLY ? null : reply;
    }

    private Batch batch(long from, long count) {
        List<Case> cases = new ArrayList<>(BATCH);
        List<byte[]> expected = new ArrayList<>(BATCH);
        for (long number = from; number < from + count; number++) {
            Case one = generator.at(number);
            byte[] reply = answerHere(one.request());
            if (reply != null && isException(reply)) {
                fail(new Failure("JVM", number, "the core has thrown an exception: " + textOf(reply)));
            }
            tally.add(one, reply);
            cases.add(one);
            expected.add(reply);
        }
        return new Batch(cases, expected);
    }

    /** Boundary says "unexpected exception" for what its code did not foresee. */
    private static boolean isException(byte[] reply) {
        return reply[0] == Replies.FAILED && textOf(reply).contains("unexpected");
    }

    private static String textOf(byte[] failed) {
        return new String(failed, StandardCharsets.ISO_8859_1);
    }

    private void fail(Failure found) {
        failure.compareAndSet(null, found);
    }

    /** One native program. */
    private final class Lane {
        private final String name;
        private final NativeProgram program;
        private final BlockingQueue<Batch> toWrite = new ArrayBlockingQueue<>(4);
        private final BlockingQueue<Batch> toRead = new ArrayBlockingQueue<>(8);
        private final Thread writer = new Thread(this::write);
        private final Thread reader = new Thread(this::read);
        /** The largest allocation of each kind of case, and the case. */
        private final List<Case> largest = new ArrayList<>();

        private final List<Integer> largestAllocations = new ArrayList<>();
        private final AtomicLong compared = new AtomicLong();

        Lane(List<String> command) throws IOException {
            name = command.get(0);
            program = new NativeProgram(command);
        }

        void start() {
            writer.start();
            reader.start();
        }

        void stop() throws InterruptedException {
            program.kill();
            writer.interrupt();
            reader.interrupt();
            writer.join();
            reader.join();
        }

        void put(Batch batch) throws InterruptedException {
            long before = compared.get();
            int waited = 0;
            while (failure.get() == null && !toWrite.offer(batch, 1, TimeUnit.SECONDS)) {
                waited = compared.get() == before ? waited + 1 : 0;
                before = compared.get();
                giveUpAfter(waited);
            }
        }

        void await() throws InterruptedException {
            int waited = 0;
            while (failure.get() == null && reader.isAlive()) {
                long before = compared.get();
                reader.join(1000);
                waited = compared.get() == before ? waited + 1 : 0;
                giveUpAfter(waited);
            }
        }

        private void giveUpAfter(int seconds) {
            if (seconds > patience) {
                fail(new Failure(name, first + compared.get(), "no reply for " + patience + " seconds"));
            }
        }

        private void write() {
            try {
                while (true) {
                    Batch batch = toWrite.take();
                    toRead.put(batch);
                    if (batch.cases().isEmpty()) {
                        program.finish();
                        return;
                    }
                    for (Case one : batch.cases()) {
                        program.ask(one.request());
                    }
                    program.flush();
                }
            } catch (IOException | InterruptedException e) {
                // The program has ended: the reader finds out how.
                return;
            }
        }

        private void read() {
            Case asked = null;
            try {
                while (failure.get() == null) {
                    Batch batch = toRead.take();
                    if (batch.cases().isEmpty()) {
                        expectEnd();
                        return;
                    }
                    for (int i = 0; i < batch.cases().size(); i++) {
                        asked = batch.cases().get(i);
                        compare(asked, batch.expected().get(i), program.reply());
                        compared.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                fail(new Failure(name, asked == null ? 0 : asked.number(), "no reply: " + end()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void compare(Case asked, byte[] expected, NativeProgram.Reply reply) {
            if (!Arrays.equals(expected, reply.bytes())) {
                fail(new Failure(name, asked.number(), difference(expected, reply.bytes())));
            }
            note(asked, reply.allocated());
        }

        private void note(Case asked, int allocated) {
            for (int i = 0; i < largest.size(); i++) {
                if (largest.get(i).kind().equals(asked.kind())) {
                    if (largestAllocations.get(i) < allocated) {
                        largest.set(i, asked);
                        largestAllocations.set(i, allocated);
                    }
                    return;
                }
            }
            largest.add(asked);
            largestAllocations.add(allocated);
        }

        void addAllocations() {
            for (int i = 0; i < largest.size(); i++) {
                tally.addAllocation(largest.get(i), largestAllocations.get(i));
            }
        }

        private void expectEnd() throws IOException {
            try {
                program.reply();
                fail(new Failure(name, first + compared.get(), "more replies than requests"));
            } catch (EOFException e) {
                String end = end();
                if (!end.equals("exit status 0")) {
                    fail(new Failure(name, first + compared.get(), "after the last reply: " + end));
                }
            }
        }

        private String end() {
            try {
                int status = program.exitStatus();
                return status > 128 ? "ended by signal " + (status - 128) : "exit status " + status;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }
    }

    static String difference(byte[] expected, byte[] got) {
        if (got == null) {
            return "the call was stopped";
        }
        if (expected == null) {
            return "a reply to a request that is too long";
        }
        int at = Arrays.mismatch(expected, got);
        return "another reply: byte " + at + " of " + expected.length + " (" + got.length + " came)";
    }
}
