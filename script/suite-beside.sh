# What a server does beside the sessions of the regression suite: archiving, replication, a standby, a crash. Sourced after suite.sh, once
# suite_prepare has run; works on the cluster that suite_cluster started with the lines of beside().

sql() {
    (cd / && as_server_user "$folder$bindir/psql" -X -A -t -q -v ON_ERROR_STOP=1 -h "$folder" -p "${port:-5432}" -d "${database:-postgres}" -c "$1")
}

# within SECONDS COMMAND...: until the command prints "t".
within() {
    tries=$(($1 * 5))
    shift
    until [ "$("$@" 2> /dev/null)" = t ]; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || { tail -n 30 "$folder/server.log" "$folder/standby.log" "$folder/log/"* 2> /dev/null || :; fail "not in time: $*"; }
        sleep 0.2
    done
}

agreed() {
    (database=postgres && sql 'SELECT bool_and(agrees) FROM seccomp_processes()')
}

# Every process says what it carries, and the kernel says the same.
all_filtered() {
    within 10 agreed
}

types_of_release() {
    types='autovacuum_launcher, autovacuum_worker, background_worker, logical_replication_launcher, logical_replication_worker, walsender'
    [ "$release" -lt 17 ] ||
        types="$types, walreceiver, startup, checkpointer, background_writer, walwriter, archiver, walsummarizer, slotsync_worker"
    [ "$release" -lt 18 ] || types="$types, io_worker, logger"
    echo "$types"
}

# What a server does beside its sessions.
beside() {
    mkdir "$folder/archive"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/archive"
    cat << END
shared_preload_libraries = 'pgseccomp, pg_prewarm'
pgseccomp.process_types = '$(types_of_release)'
archive_mode = on
archive_command = 'cp %p $folder/archive/%f'
autovacuum_naptime = 1
max_wal_size = 128MB
min_wal_size = 32MB
wal_level = logical
logging_collector = on
log_directory = '$folder/log'
log_filename = 'server'
END
    [ "$release" -lt 17 ] || echo 'summarize_wal = on'
}

replicate() {
    sql 'CREATE DATABASE source_db' && sql 'CREATE DATABASE target_db'
    for database in source_db target_db; do sql 'CREATE TABLE moved (i int PRIMARY KEY)'; done
    database=source_db
    sql 'INSERT INTO moved SELECT generate_series(1, 1000); CREATE PUBLICATION everything FOR ALL TABLES'
    sql "SELECT pg_create_logical_replication_slot('everything', 'pgoutput')" > /dev/null
    database=target_db
    sql "CREATE SUBSCRIPTION everything CONNECTION 'host=$folder dbname=source_db' PUBLICATION everything WITH (create_slot = false)"
    within 60 sql 'SELECT count(*) = 1000 FROM moved'
    database=source_db
    sql 'INSERT INTO moved VALUES (0); DELETE FROM moved WHERE i > 500'
    database=target_db
    within 60 sql 'SELECT count(*) = 501 FROM moved'
    all_filtered
    sql 'DROP SUBSCRIPTION everything'
    database=postgres
}

standby_port=5433

# Further lines of the standby's configuration.
standby_has() {
    :
}

standby() {
    sql "SELECT pg_create_physical_replication_slot('standby')" > /dev/null
    (cd / && as_server_user "$folder$bindir/pg_basebackup" -h "$folder" -D "$folder/standby" -R -S standby -c fast \
        --tablespace-mapping="$folder/none=$folder/none")
    cat >> "$folder/standby/postgresql.conf" << END
port = $standby_port
log_filename = 'standby'
archive_mode = off
hot_standby_feedback = on
$(standby_has)
END
    [ "$release" -lt 17 ] || echo "sync_replication_slots = on" >> "$folder/standby/postgresql.conf"
    sed -i "s/^primary_conninfo = '/&dbname=postgres /" "$folder/standby/postgresql.auto.conf"
    suite_pg_ctl standby standby.log start
    sql 'CREATE TABLE streamed AS SELECT generate_series(1, 100000) i'
    port=$standby_port
    within 60 sql "SELECT to_regclass('streamed') IS NOT NULL"
    all_filtered
    suite_pg_ctl standby standby.log promote
    sql 'INSERT INTO streamed VALUES (0); CHECKPOINT'
    all_filtered
    suite_pg_ctl standby standby.log -m fast stop
    port=5432
    sql "SELECT pg_drop_replication_slot('standby')" > /dev/null
}

crash_and_recovery() {
    sql 'CREATE TABLE before_the_crash AS SELECT generate_series(1, 100000) i'
    sql 'SELECT pg_backend_pid(), pg_sleep(60)' > /dev/null 2>&1 &
    within 10 sql "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()"
    kill -9 "$(sql "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()")"
    wait $! || :
    within 60 sql 'SELECT count(*) = 100000 FROM before_the_crash'
    all_filtered
}
