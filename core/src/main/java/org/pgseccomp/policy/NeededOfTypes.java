package org.pgseccomp.policy;

import static org.pgseccomp.policy.NeededCall.always;
import static org.pgseccomp.policy.NeededCall.when;
import static org.pgseccomp.policy.NeededCall.with;

import java.util.ArrayList;
import java.util.List;
import org.pgseccomp.policy.NeededCall.Table;
import org.pgseccomp.policy.ServerFacts.Circumstance;

/**
 * What a policy must leave to processes of a type beside what all of their kind need ({@link NeededTables}). Without these the server does
 * not start, does not recover, restarts again and again, or cannot be stopped.
 *
 * <p>Measured on x86_64 with Debian's PostgreSQL 17, and in part 18, fsync being on ({@code script/denied-calls --types}): each call that a type
 * makes was denied to it alone, with an error, in a server of thousands of tables, whose recovery makes, fills, truncates and removes files,
 * folders and links. That an I/O worker unblocks signals follows from the others. For 15 the same is taken to hold. A call that recovery makes fails again at each start, since the record of it stays in the write-ahead log.
 */
final class NeededOfTypes {
    private NeededOfTypes() {}

    private static final String FOLDERS = "read folders";
    private static final String FILES = "look at files";
    private static final String SHARED = "prot: without PROT_EXEC; flags: with MAP_SHARED";
    private static final String STATISTICS = "share statistics";

    /**
     * Who ends hands statistics over, and attaches the memory that others have made for them; in 18 the processes that write the log begin so, too. One that
     * cannot ends with an error, which is a crash to the postmaster: a fast shutdown ends without a checkpoint, and a walwriter that begins so leaves a
     * server that neither recovers nor stops (pgstat_shutdown_hook in pgstat.c, pgstat_create_backend in pgstat_backend.c). Seen of
     * autovacuum's launcher in 17 and 18, of the others in 18; a policy is to be accepted by both.
     */
    private static final List<NeededCall> ATTACHES = List.of(
            when(Circumstance.FSTAT_IS_CALLED, "fstat", STATISTICS),
            with(Circumstance.SHARES_STATISTICS_IN_FILES, "mmap", SHARED, STATISTICS),
            with(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmat", NeededTables.ATTACHED, STATISTICS),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmctl", STATISTICS),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmget", STATISTICS));

    /** Where it makes a row of statistics, the memory has to grow. Otherwise the next process that looks at the index dies of SIGSEGV, which ends all sessions. */
    private static final NeededCall GROWS =
            with(Circumstance.SHARES_STATISTICS_IN_POSIX_MEMORY, "fallocate", "mode: 0", STATISTICS);

    private static Table attaching(NeededCall... others) {
        List<NeededCall> needed = new ArrayList<>(ATTACHES);
        for (NeededCall other : others) {
            needed.add(other);
        }
        return new Table(needed);
    }

    /**
     * It begins with signals blocked. One that cannot unblock them is never woken; DROP DATABASE and DROP TABLESPACE wait for it without end
     * (WaitForProcSignalBarrier in procsignal.c).
     */
    private static final NeededCall UNBLOCKS = always("rt_sigprocmask", null, "be woken");

    /**
     * What fails in recovery fails at every start. The statistics of the last stop are read into memory that grows; the timer is that of {@code
     * log_startup_progress_interval}, whose failure is FATAL (schedule_alarm in timeout.c).
     */
    private static final Table STARTUP = new Table(List.of(
            always("access", "faccessat", "look for prepared transactions"),
            always("chmod", "fchmodat", "make a tablespace once more"),
            with(Circumstance.SHARES_STATISTICS_IN_POSIX_MEMORY, "fallocate", "mode: 0", STATISTICS),
            with(Circumstance.SINCE_16, "fallocate", "mode: 0", "extend tables"),
            when(Circumstance.FSTAT_IS_CALLED, "fstat", FILES),
            always("getdents64", null, FOLDERS),
            always("mkdir", "mkdirat", "make databases and tablespaces once more"),
            with(Circumstance.SHARES_STATISTICS_IN_FILES, "mmap", SHARED, STATISTICS),
            always("pread64", null, "read tables and the write-ahead log"),
            UNBLOCKS,
            with(Circumstance.ALWAYS, "setitimer", "which: ITIMER_REAL", "report how far it is"),
            with(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmat", NeededTables.ATTACHED, STATISTICS),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmctl", STATISTICS),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmget", STATISTICS),
            always("symlink", "symlinkat", "make tablespaces once more")));

    /** A checkpoint that never succeeds: the server does not end its recovery, keeps all of its write-ahead log, and does not stop. */
    private static final Table CHECKPOINTER = new Table(List.of(
            when(Circumstance.FSTAT_IS_CALLED, "fstat", FILES),
            always("getdents64", null, FOLDERS),
            with(Circumstance.SHARES_STATISTICS_IN_FILES, "mmap", SHARED, "write statistics"),
            always("pread64", null, "read tables"),
            UNBLOCKS,
            with(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmat", NeededTables.ATTACHED, "write statistics"),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmctl", "write statistics"),
            when(Circumstance.SHARES_STATISTICS_IN_SYSTEM_V_MEMORY, "shmget", "write statistics")));

    /** After an error it waits, and answers no other process in that time: DROP DATABASE waits for it without end (walsummarizer.c). */
    private static final Table WALSUMMARIZER = attaching(
            GROWS, always("getdents64", null, FOLDERS), always("pread64", null, "read the write-ahead log"), UNBLOCKS);

    /** It reads for all others: no session could begin. */
    private static final Table IO_WORKER =
            attaching(always("pread64", null, "read tables"), always("preadv", null, "read tables"), UNBLOCKS);

    private static final Table ONE_THAT_IS_WOKEN = attaching(UNBLOCKS);

    /** Makes rows of statistics: launchers read the lists of databases and of subscriptions, others have a row of their own from PostgreSQL 18 on. */
    private static final Table ONE_WITH_STATISTICS = attaching(GROWS, UNBLOCKS);

    /** It ends, is started again, and ends: hundreds of times in a second, until its pipe is full and the postmaster waits for it. */
    private static final Table LOGGER = new Table(List.of(always("epoll_create1", null, "wait for lines")));

    private static final Table NOTHING_MORE = new Table(List.of());

    /** What processes of a type need beside what all of their kind need; empty where that is nothing. */
    static Table of(ProcessType type) {
        return switch (type) {
            case STARTUP -> STARTUP;
            case CHECKPOINTER -> CHECKPOINTER;
            case WALSUMMARIZER -> WALSUMMARIZER;
            case IO_WORKER -> IO_WORKER;
            case AUTOVACUUM_LAUNCHER, LOGICAL_REPLICATION_LAUNCHER, WALRECEIVER, WALWRITER -> ONE_WITH_STATISTICS;
            case BACKGROUND_WRITER, ARCHIVER -> ONE_THAT_IS_WOKEN;
            case LOGGER -> LOGGER;
            default -> NOTHING_MORE;
        };
    }
}
