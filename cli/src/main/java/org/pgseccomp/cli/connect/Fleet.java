package org.pgseccomp.cli.connect;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks many servers the same, side by side. One that does not answer keeps no other waiting. */
public final class Fleet {
    private final int sideBySide;
    private final long seconds;
    private final Runnable answered;

    /** What a server is asked. */
    public interface Question<T> {
        /** Asks.
         *
         * @throws SQLException if the server does not answer this
         */
        T ask(ServerSession session) throws SQLException;
    }

    /**
     * What a server answered.
     *
     * @param value null where there is none
     * @param failure why there is none, else null
     */
    public record Answer<T>(ServerAddress server, T value, String failure) {}

    /**
     * Asks.
     *
     * @param sideBySide how many at a time
     * @param seconds how long each may take
     * @param answered is run after each
     */
    public Fleet(int sideBySide, long seconds, Runnable answered) {
        this.sideBySide = sideBySide;
        this.seconds = seconds;
        this.answered = answered;
    }

    /** The answers, in the order of the servers. */
    public <T> List<Answer<T>> ask(List<ServerAddress> servers, Question<T> question) {
        ExecutorService workers = Executors.newFixedThreadPool(
                Math.max(1, Math.min(sideBySide, servers.size())), task -> daemon(task, "fleet"));
        List<Future<Answer<T>>> asked = new ArrayList<>();
        for (ServerAddress each : servers) {
            asked.add(workers.submit(() -> {
                Answer<T> answer = answer(each, question);
                answered.run();
                return answer;
            }));
        }
        List<Answer<T>> answers = new ArrayList<>();
        for (Future<Answer<T>> each : asked) {
            try {
                answers.add(each.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        workers.shutdown();
        return answers;
    }

    /** In a thread of its own, as a lookup of a host cannot be ended. */
    private <T> Answer<T> answer(ServerAddress server, Question<T> question) {
        Deadline deadline = new Deadline(seconds);
        FutureTask<T> task = new FutureTask<>(() -> {
            try (ServerSession session = ServerSession.open(server, deadline)) {
                return question.ask(session);
            }
        });
        daemon(task, server.label()).start();
        try {
            return new Answer<>(server, task.get(seconds, TimeUnit.SECONDS), null);
        } catch (TimeoutException e) {
            deadline.reached();
            return new Answer<>(server, null, "no answer within " + seconds + " s");
        } catch (ExecutionException e) {
            return new Answer<>(server, null, reason(e.getCause()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof SQLException fromServer) {
            return ServerSession.message(fromServer);
        }
        if (failure instanceof IOException || failure instanceof AddressException) {
            return failure.getMessage();
        }
        // What speaks the protocol and is no PostgreSQL may answer whatever it wants.
        return "its answers cannot be used: " + failure;
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
