package org.pgseccomp.extension.server;

import org.pgseccomp.extension.server.LifeSession.Answer;

/** A session whose statement takes its time. */
final class Sleeper {
    private final LifeSession session;
    private final Thread thread;
    private volatile Answer answer;

    Sleeper(LifeSession session, String sql) {
        this.session = session;
        this.thread = new Thread(() -> answer = session.run(sql), "sleeper");
        thread.start();
        ServerLife.pause(50);
    }

    long pid() {
        return session.pid();
    }

    /** Waits for the end of the statement, which is to fail, or to succeed. */
    void expectEnd(String cause, ServerLife life, boolean isToFail) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        session.close();
        if (answer.hung()) {
            life.findings().add(Outcome.HANGS, "a statement, after " + cause.replace("(%d", "(pid"));
        } else if (answer.failed() != isToFail) {
            life.findings().add(Outcome.STATEMENT, answer.text() + " [after " + cause.replace("(%d", "(pid") + "]");
        }
    }
}
