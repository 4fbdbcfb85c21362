package org.pgseccomp.extension.server;

import java.util.List;

/** The settings of a life: little memory, everything on that makes processes, and durability. */
final class LifeConfiguration {
    private LifeConfiguration() {}

    /** A configuration that loads a library, if one is named, with its policy. */
    static String of(PostgresServer server, String library, String policy) {
        return "shared_preload_libraries = '" + library + "'\n" + policy
                + """
                shared_buffers = 1MB
                max_connections = 30
                max_files_per_process = 64
                wal_level = logical
                archive_mode = on
                log_filename = 'server.log'
                log_truncate_on_rotation = off
                autovacuum_naptime = 1
                autovacuum_vacuum_threshold = 5
                autovacuum_analyze_threshold = 5
                autovacuum_vacuum_cost_delay = 1
                checkpoint_timeout = 30
                bgwriter_delay = 10
                wal_writer_delay = 10
                max_prepared_transactions = 4
                max_wal_size = 10MB
                min_wal_size = 2MB
                track_commit_timestamp = on
                track_io_timing = on
                deadlock_timeout = 100
                temp_file_limit = 100MB
                """
                + "logging_collector = on\n"
                + (PostgresServer.VERSION >= 17 ? "summarize_wal = on\n" : "")
                + "archive_command = 'cp %p " + server.folder() + "/archive/%f'\n";
    }

    /** Settings under which a server makes these calls, which it does not make otherwise. */
    static String ofCalls(List<String> calls) {
        boolean isOfUring = calls.stream().allMatch(call -> call.startsWith("io_uring_")) && !calls.isEmpty();
        // That of types; what the whole server is denied of these is documented for the usual memory.
        boolean isOfSystemV = calls.stream().allMatch(call -> call.matches("shm.*@.*")) && !calls.isEmpty();
        return isOfSystemV
                ? "dynamic_shared_memory_type = sysv\n"
                : isOfUring && PostgresServer.VERSION >= 18 ? "io_method = io_uring\n" : "";
    }
}
