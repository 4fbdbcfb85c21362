package org.pgseccomp.extension.server;

import java.util.List;

/**
 * Code that is not PostgreSQL's, for every kind of process to execute: functions in Perl and C that try {@code chroot}, and
 * libraries and background workers that do so before they do anything else.
 */
final class ForeignCode {
    private static final int CHROOT = Syscalls.number("chroot");

    /** What a function does: the call, its errno, and the number of filters. */
    private static final String TRIED = "my $n = syscall(" + CHROOT + ", 0); my $errno = $!+0;"
            + " open(my $f, '<', '/proc/self/status');"
            + " my ($filters) = join('', <$f>) =~ /Seccomp_filters:\\s*(\\d+)/; close($f);";

    private static final String REFUSED = "my $pid = $$; " + TRIED
            + " elog(LOG, qq(refused: pid=$pid errno=$errno filters=$filters)) unless $_SHARED{$pid}++;"
            + " elog(ERROR, qq(escaped: errno=$errno)) if $errno != 13;";

    private ForeignCode() {}

    /**
     * Creates:
     *
     * <ul>
     *   <li>{@code tried(int4)}: parallel safe; the process, the errno of chroot(NULL) and the number of filters, "pid 13 2"
     *   <li>{@code refused(int4)}: immutable and parallel safe, for indexes; fails unless the call is refused, and logs the same
     *       once in each process
     *   <li>{@code worker_start(database, role)}: starts a background worker
     * </ul>
     */
    static void create(PostgresServer server) {
        server.query(
                "CREATE EXTENSION plperlu",
                "CREATE FUNCTION tried(int4) RETURNS text LANGUAGE plperlu VOLATILE PARALLEL SAFE AS $f$ " + TRIED
                        + " return qq($$ $errno $filters) $f$",
                "CREATE FUNCTION refused(int4) RETURNS int4 LANGUAGE plperlu IMMUTABLE PARALLEL SAFE AS $f$ " + REFUSED
                        + " return $_[0] $f$",
                "CREATE FUNCTION worker_start(text, text) RETURNS int4 LANGUAGE c AS 'pgseccomp_worker'");
    }

    /** Creates {@code refused()}, the same as a trigger. */
    static String refusedTrigger() {
        return "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plperlu AS $f$ " + REFUSED + " return $f$";
    }

    /** Settings of a session under which PostgreSQL makes parallel workers of anything, and leaves all work to them. */
    static final String PARALLEL = "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
            + " SET min_parallel_table_scan_size = 0; SET min_parallel_index_scan_size = 0;"
            + " SET parallel_leader_participation = off; SET max_parallel_workers_per_gather = 2";

    /** What the workers of a parallel query of this session tell: for each "errno filters". Not the leader. */
    static List<String> inWorkers(ClientSession session) {
        session.execute(PARALLEL);
        String leader = session.query("SELECT pg_backend_pid()");
        return session.query("SELECT DISTINCT tried(i) FROM numbers")
                .lines()
                .filter(line -> !line.startsWith(leader + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }
}
