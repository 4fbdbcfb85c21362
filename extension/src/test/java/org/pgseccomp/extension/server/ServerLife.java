package org.pgseccomp.extension.server;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pgseccomp.extension.server.LifeSession.Answer;

/**
 * The life of a server under a denial, from its start through work, contention, signals, a backup and its standby, a crash and a
 * recovery to its end, and what was seen in it. Nothing that goes wrong in it is an error of the test.
 */
final class ServerLife {
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(12);

    private final Denial denial;
    private final boolean isEnforced;
    private final Findings findings = new Findings();
    private final LifeLedger ledger = new LifeLedger();
    private final LifeObserved observed = new LifeObserved();
    private PostgresServer server;
    private LifeSession session;
    private int crashes;
    private boolean hasServed;
    /** Whether the server that runs has the policy: after its life it is started once without. */
    private boolean isDenied;

    private boolean isOver;

    private ServerLife(Denial denial, boolean isEnforced) {
        this.denial = denial;
        this.isEnforced = isEnforced;
    }

    /** Under a filter that is not pgseccomp's. */
    static Findings raw(Denial denial) {
        return new ServerLife(denial, false).live();
    }

    /** Under a policy of pgseccomp. */
    static Findings enforced(Denial denial) {
        return new ServerLife(denial, true).live();
    }

    /** Denies nothing, and answers which calls the processes of each type make. */
    static LifeObserved learning() {
        ServerLife life = new ServerLife(Denial.LEARN, true);
        Findings findings = life.live();
        if (findings.worst().isUnacceptable()) {
            throw new AssertionError("a server that learns: " + findings);
        }
        return life.observed;
    }

    private Findings live() {
        try (PostgresServer made =
                PostgresServer.createFrom(LifeTemplate.data(denial)).withTcp().withFsync()) {
            server = made;
            if (!isEnforced) {
                denial.applyRaw(server);
            }
            LifeTemplate.folder(server, "archive");
            begin();
            if (!isOver) {
                LifeCourse.live(this, denial);
            }
            end();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (java.io.UncheckedIOException e) {
            // The server's folder is removed while an orphan still writes there.
            findings.add(Outcome.ORPHAN, e.toString());
        }
        return findings;
    }

    private void begin() {
        if (!start(true, Outcome.STARTS_NOT)) {
            return;
        }
        if (isEnforced && !denial.isOfServer()) {
            try (LifeSession first = open("denied")) {
                judge("SELECT 1", first.run("SELECT 1"));
            } catch (SQLException e) {
                if (String.valueOf(e.getMessage()).matches("(?s).*(settings are not valid|client filter would).*")) {
                    findings.add(Outcome.REFUSED, String.valueOf(e.getMessage()));
                    isOver = true;
                    return;
                }
            }
        }
        try (LifeSession tcp = LifeSession.openTcp(server, "denied")) {
            judge("SELECT 1 through TCP", tcp.run("SELECT 1"));
        } catch (SQLException e) {
            findings.add(Outcome.FEATURE, "connections through TCP: " + e.getMessage());
        }
    }

    private void end() throws IOException {
        closeSession();
        LifeRemains remains = new LifeRemains(server, findings);
        if (server.isRunning()) {
            noteLog();
            remains.beforeTheStop();
            try {
                int code = server.stopFast();
                if (code != 0) {
                    findings.add(Outcome.STOPS_NOT, "exit code " + code + ": " + lastFatal());
                }
            } catch (AssertionError e) {
                findings.add(Outcome.STOPS_NOT, "after 15 s it still runs");
                noteLog();
                server.stop();
            }
        }
        noteLog();
        server.stop(); // What is left of one that died by itself.
        remains.afterTheStop();
        server.withoutEnvironment();
        if (findings.has(Outcome.STARTS_NOT) || findings.has(Outcome.REFUSED)) {
            return;
        }
        observed.add(server);
        isOver = false;
        if (start(false, Outcome.LOSES_DATA)) {
            ledger.check(this, "after a start without the denial");
            remains.orphanedFiles(this);
            closeSession();
            try {
                server.stopFast();
            } catch (AssertionError e) {
                server.stop();
            }
            remains.checksums();
        }
    }

    String configuration(boolean denied) {
        if (!denied) {
            return LifeConfiguration.of(server, "", "");
        }
        return LifeConfiguration.ofCalls(denial.calls())
                + (isEnforced
                        ? LifeConfiguration.of(server, "pgseccomp", "pgseccomp.enabled = on\n" + denial.settings())
                        : LifeConfiguration.of(server, "pgseccomp_deny", ""));
    }

    private boolean start(boolean denied, Outcome otherwise) {
        isDenied = denied;
        try {
            server.start(configuration(denied));
            return true;
        } catch (AssertionError e) {
            String why = lastFatal();
            findings.add(isRefusal(why) ? Outcome.REFUSED : otherwise, why);
            noteLog();
            server.stop();
            isOver = true;
            return false;
        }
    }

    /** Whether a message is that of a policy that is refused. */
    private boolean isRefusal(String message) {
        return isEnforced && (message.contains("system call") || message.contains("pgseccomp"));
    }

    /** Whether set_client_filter() refuses, and not what comes of it. */
    private boolean isRefusalOfClient(String message) {
        return denial.place() == Denial.Place.CLIENT
                && (message.startsWith("ERROR: the client filter of pgseccomp ")
                        || message.contains(" cannot end a session"));
    }

    /** Ends the server without a checkpoint, and starts it again; answers whether it recovers. */
    boolean restartAtOnce() {
        stopAtOnce();
        return !isOver && start(true, Outcome.RECOVERS_NOT);
    }

    /** What is still there when a loaded machine has had time to end it. */
    private List<ServerProcess> leftAfterAWhile() {
        List<ServerProcess> left = server.leftovers();
        for (int i = 0; i < 100 && !left.isEmpty(); i++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            left = server.leftovers();
        }
        return left;
    }

    private void stopAtOnce() {
        closeSession();
        if (server.isRunning()) {
            noteLog();
            server.stop();
            List<ServerProcess> left = leftAfterAWhile();
            if (!left.isEmpty()) {
                findings.add(Outcome.ORPHAN, "after an immediate stop: " + left);
            }
        }
    }

    /** Runs a statement in the session of this life, which is begun again where it was lost; answers what it gave. */
    Optional<String> run(String sql) {
        if (isOver || !connect()) {
            return Optional.empty();
        }
        Answer answer = session.run(sql);
        judge(sql, answer);
        if (answer.hung()) {
            PostgresServer.signal(new ServerProcess(session.pid()), "TERM");
        }
        if (answer.lost()) {
            closeSession();
            awaitRecovery();
        }
        endIfUnacceptable();
        hasServed |= !answer.failed();
        return answer.failed() ? Optional.empty() : Optional.of(answer.text());
    }

    /** Adds what became of a statement to the findings. */
    void judge(String sql, Answer answer) {
        if (answer.hung()) {
            findings.add(Outcome.HANGS, sql);
        } else if (answer.failed()) {
            findings.add(
                    Outcome.STATEMENT, answer.text() + " [" + (sql.length() > 60 ? sql.substring(0, 60) : sql) + "]");
        }
    }

    /** There is no need to see more of a policy that has to be refused. */
    private void endIfUnacceptable() {
        boolean isExpected = denial.place() != Denial.Place.GLOBAL
                && denial.action() == Denial.Action.KILL
                && findings.worst() == Outcome.CRASH_RESTART;
        if (findings.worst().isUnacceptable() && (!isExpected || crashes > 2)) {
            isOver = true;
        }
    }

    private boolean connect() {
        if (session != null) {
            return true;
        }
        try {
            session = open("denied");
            return true;
        } catch (SQLException e) {
            if (isRefusalOfClient(e.getMessage())) {
                findings.add(Outcome.REFUSED, e.getMessage());
                isOver = true;
                return false;
            }
            findings.add(Outcome.STATEMENT, "no session: " + e.getMessage());
            awaitRecovery();
            crashes++;
            if (crashes > 2) {
                findings.add(
                        denial.isOfServer() && !hasServed ? Outcome.SERVES_NOT : Outcome.FEATURE,
                        "no session: " + e.getMessage());
                isOver = true;
            }
            return false;
        }
    }

    /** A session of its own, which has what is denied to the role. */
    LifeSession open(String role) throws SQLException {
        LifeSession opened = LifeSession.open(server, role, "postgres", "");
        if (isEnforced && isDenied && !denial.statement().isEmpty()) {
            Answer answer = opened.run(denial.statement());
            if (answer.failed()) {
                opened.close();
                throw new SQLException(answer.text());
            }
        }
        return opened;
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** Ends the session of this life; the next statement begins another. */
    void newSession() {
        closeSession();
    }

    /** After a session was lost: waits until the server takes connections again. */
    void awaitRecovery() {
        Instant limit = Instant.now().plus(RECOVERY_LIMIT);
        int before = crashes;
        while (server.isRunning() && Instant.now().isBefore(limit) && !LifeLog.isFlood(server)) {
            String log = server.log();
            int ended = log.lastIndexOf("terminating any other active server processes");
            boolean isBack = ended < 0 || log.indexOf("ready to accept connections", ended) > 0;
            if (isBack) {
                noteLog();
                endIfUnacceptable();
                return;
            }
            if (crashes == before) {
                crashes++;
            }
            pause(20);
        }
        noteLog();
        isOver = true;
        if (server.isRunning()) {
            findings.add(Outcome.RECOVERS_NOT, "not within 12 s after a crash: " + lastFatal());
        } else if (!findings.has(Outcome.STARTS_NOT)) {
            findings.add(findings.has(Outcome.RECOVERS_NOT) ? Outcome.RECOVERS_NOT : Outcome.DIES, lastFatal());
        }
    }

    private void noteLog() {
        if (LifeLog.isFlood(server)) {
            findings.add(Outcome.LOOPS, "the log is flooded: " + LifeLog.end(server));
            isOver = true;
        } else {
            LifeLog.note(server.log(), findings);
        }
    }

    private String lastFatal() {
        return LifeLog.reason(server.log());
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    boolean isOver() {
        return isOver || !server.isRunning();
    }

    PostgresServer server() {
        return server;
    }

    boolean isEnforced() {
        return isEnforced;
    }

    LifeObserved observed() {
        return observed;
    }

    LifeLedger ledger() {
        return ledger;
    }

    Findings findings() {
        return findings;
    }
}
