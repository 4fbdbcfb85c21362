package org.pgseccomp.policy;

import java.util.List;

/**
 * The types of the server's processes that can have settings of their own, named as {@code pg_stat_activity.backend_type} names
 * them, with underscores. The order is part of the boundary to C.
 *
 * <p>Not among them: client backends, which have the settings of sessions and roles; and parallel workers, which carry what their
 * leader carries.
 */
public enum ProcessType {
    /** Decides when autovacuum workers start. */
    AUTOVACUUM_LAUNCHER("autovacuum_launcher", false, 14, 14),
    /** Vacuums and analyzes tables, and so runs the functions in users' indexes. */
    AUTOVACUUM_WORKER("autovacuum_worker", true, 14, 14),
    /** A worker of an extension, with a connection to a database or without. */
    BACKGROUND_WORKER("background_worker", true, 14, 14),
    /** Starts the workers of logical replication. */
    LOGICAL_REPLICATION_LAUNCHER("logical_replication_launcher", false, 14, 14),
    /** Applies changes, and so runs users' triggers: apply, parallel apply and tablesync workers. */
    LOGICAL_REPLICATION_WORKER("logical_replication_worker", true, 14, 14),
    /** Sends the write-ahead log to a standby, a subscriber or a base backup. */
    WALSENDER("walsender", true, 14, 14),
    /** Receives the write-ahead log on a standby. */
    WALRECEIVER("walreceiver", false, 14, 17),
    /** Synchronizes replication slots on a standby (PostgreSQL 17 and later). */
    SLOTSYNC_WORKER("slotsync_worker", true, 17, 17),
    /** Recovers, and runs the restore_command. */
    STARTUP("startup", false, 14, 17),
    /** Writes checkpoints. */
    CHECKPOINTER("checkpointer", false, 14, 17),
    /** Writes dirty buffers. */
    BACKGROUND_WRITER("background_writer", false, 14, 17),
    /** Writes the write-ahead log. */
    WALWRITER("walwriter", false, 14, 17),
    /** Runs the archive_command or the archive_library. */
    ARCHIVER("archiver", false, 14, 17),
    /** Summarizes the write-ahead log (PostgreSQL 17 and later). */
    WALSUMMARIZER("walsummarizer", false, 17, 17),
    /** Reads and writes for other processes (PostgreSQL 18 and later). */
    IO_WORKER("io_worker", false, 18, 18),
    /** Writes the server's log where logging_collector is on. */
    LOGGER("logger", false, 14, 18);

    /** Each call of values() makes a copy. */
    private static final ProcessType[] ALL = values();

    private final String settingName;
    private final boolean fallsBackToSession;
    private final int existsSince;
    private final int toldSince;

    ProcessType(String settingName, boolean fallsBackToSession, int existsSince, int toldSince) {
        this.settingName = settingName;
        this.fallsBackToSession = fallsBackToSession;
        this.existsSince = existsSince;
        this.toldSince = toldSince;
    }

    /** The name in settings. */
    public String settingName() {
        return settingName;
    }

    /**
     * Where a setting that is missing is taken from: the sessions' for processes that connect to a database and can come to run
     * users' code, else the global one.
     */
    public boolean fallsBackToSession() {
        return fallsBackToSession;
    }

    /** Whether such processes carry the settings of the database that they act in ({@code of_database} in workers.c). */
    public boolean hasDatabase() {
        return this == AUTOVACUUM_WORKER
                || this == BACKGROUND_WORKER
                || this == LOGICAL_REPLICATION_WORKER
                || this == WALSENDER;
    }

    /** Whether such processes may act for a role, whose policy they carry on top of their type's ({@code add_role} in workers.c). */
    public boolean actsForRole() {
        return this == BACKGROUND_WORKER || this == LOGICAL_REPLICATION_WORKER;
    }

    /** The signal at which a process that knows its type late loads its filter: a real-time one, for which neither PostgreSQL nor the C library has a use. */
    public static final int LATE_SIGNAL = 61;

    /** The first version of PostgreSQL that has such processes, of those that are supported. */
    public int existsSince() {
        return existsSince;
    }

    /**
     * The first version in which such a process knows its type where the postmaster's memory is released. In an earlier one it does when it unblocks signals
     * for the first time, and gets its filter then ({@code late_types.c}).
     */
    public int toldSince() {
        return toldSince;
    }

    /** Whether such processes of a version get their filter only when they unblock signals. */
    public boolean isToldLate(int version) {
        return version >= existsSince && version < toldSince;
    }

    /** Whether they have it before, in a version that has them. */
    public boolean isToldEarly(int version) {
        return version >= toldSince;
    }

    /**
     * Why these processes can have no settings of their own in a version of PostgreSQL: it has none.
     *
     * @param version 15 for one
     * @return a sentence; null if they can
     */
    public String whyUntold(int version) {
        return version >= existsSince
                ? null
                : "PostgreSQL " + version + " has no such processes; PostgreSQL " + existsSince
                        + " is the first that does.";
    }

    /**
     * Whether a process with these settings may end by itself with an error. PostgreSQL takes such an end of most other processes
     * than sessions and workers for a crash, and restarts all of them (process_pm_child_exit in {@code postmaster.c}).
     */
    public static boolean mayEnd(List<Setting> settings) {
        ProcessType type = ofSettings(settings);
        return type == null || type.fallsBackToSession || type == LOGICAL_REPLICATION_LAUNCHER;
    }

    /** The type of a name; upper and lower case are the same. Null if there is none. */
    public static ProcessType named(String name) {
        for (ProcessType type : ALL) {
            if (Ascii.same(name, type.settingName)) {
                return type;
            }
        }
        return null;
    }

    /** The type whose settings are among these, or null. */
    public static ProcessType ofSettings(List<Setting> settings) {
        for (Setting setting : settings) {
            ProcessType type = SettingNames.processType(setting.name());
            if (type != null) {
                return type;
            }
        }
        return null;
    }
}
