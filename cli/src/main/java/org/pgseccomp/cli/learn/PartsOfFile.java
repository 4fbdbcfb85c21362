package org.pgseccomp.cli.learn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A file whose parts threads read on their own: as many as there are processors, and one where the file is short. */
final class PartsOfFile {
    private static final long PART = 4 << 20;
    private static final int AFTER_PART = 1 << 12;
    private static final int MAX_THREADS = 16;

    private final FileChannel channel;
    private final LongConsumer progress;
    private final AtomicLong next = new AtomicLong();
    private String damage;

    PartsOfFile(FileChannel channel, LongConsumer progress) {
        this.channel = channel;
        this.progress = progress;
    }

    /** Reads at a position; fewer bytes only at the end of the file, where it answers -1. */
    static int read(FileChannel channel, byte[] b, int from, int length, long position) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(b, from, length);
        while (into.hasRemaining()) {
            if (channel.read(into, position + (into.position() - from)) < 0) {
                break;
            }
        }
        int got = into.position() - from;
        return got == 0 ? -1 : got;
    }

    /** The file from a position on. After the end of the part that is wanted, it comes in small blocks. */
    BlockInput from(long start, long end) {
        return new BlockInput() {
            private long position = start;

            @Override
            public int read(byte[] b, int from, int length) throws IOException {
                int wanted = (int) Math.min(length, Math.max(Math.min(end - position, length), 0) + AFTER_PART);
                int got = PartsOfFile.read(channel, b, from, wanted, position);
                if (got > 0) {
                    position += got;
                    progress.accept(got);
                }
                return got;
            }
        };
    }

    /**
     * Takes all lines that the file has now.
     *
     * @param consumers makes what takes the lines of one thread and adds to that thread's observations
     * @param into gets the observations of all threads
     * @return the position of the first damaged line, -1 if there is none
     */
    long split(Function<Observations, LineConsumer> consumers, Observations into) throws IOException {
        long size = channel.size();
        int threads = (int) Math.min(
                Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS),
                Math.max(1, (size + PART - 1) / PART));
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(consumers, size));
        }
        for (Worker worker : workers.subList(1, threads)) {
            worker.thread.start();
        }
        workers.get(0).run();
        long firstDamaged = -1;
        for (Worker worker : workers) {
            worker.await();
            into.addAll(worker.observations);
            if (worker.firstDamaged >= 0 && (firstDamaged < 0 || worker.firstDamaged < firstDamaged)) {
                firstDamaged = worker.firstDamaged;
                damage = worker.damageOfFirst;
            }
        }
        return firstDamaged;
    }

    /** What is wrong with the first damaged line; null if there was none. */
    String damage() {
        return damage;
    }

    private final class Worker implements Runnable {
        private final Observations observations = new Observations();
        private final Thread thread = new Thread(this, "learn");
        private final LineConsumer consumer;
        private final long size;
        private long firstDamaged = -1;
        private String damageOfFirst;
        private Throwable failure;

        Worker(Function<Observations, LineConsumer> consumers, long size) {
            this.consumer = consumers.apply(observations);
            this.size = size;
        }

        @Override
        public void run() {
            try {
                LineSplitter splitter = new LineSplitter(consumer, observations);
                for (long start = next.getAndAdd(PART); start < size; start = next.getAndAdd(PART)) {
                    long end = Math.min(start + PART, size);
                    splitter.split(from(start == 0 ? 0 : start - 1, end), start, end);
                }
                firstDamaged = splitter.firstDamaged();
                damageOfFirst = splitter.damage();
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                next.set(size);
            }
        }

        /** Waits for the end, and throws what went wrong. */
        void await() throws IOException {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (failure instanceof IOException) {
                throw (IOException) failure;
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
