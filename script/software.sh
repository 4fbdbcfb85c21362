# Functions of script/software: its packages, its servers, its cases. A case is a function case_NAME that prints what has to be the same on every server.

cases() {
    grep -v '^#' script/software.cases | awk -F '\t' -v tried="$tried" 'tried == "" || index(" " tried " ", " " $1 " ")'
}
column() { # CASE NUMBER
    cases | awk -F '\t' -v name="$1" -v number="$2" '$1 == name { print $number }'
}

# Debian's packages that are not installed here, unpacked once; another list makes another folder.
fetch() {
    packages=$(grep -v '^#' script/software.cases | cut -f 5 | grep -v '^-$' | sed "s/-15\b/-$release/")
    software=$cache/software-$release-$(echo "$packages" | cksum | cut -d ' ' -f 1)
    [ ! -e "$software" ] || return 0
    step "fetching packages"
    available=
    for package in $packages; do
        ! apt-cache show "$package" > /dev/null 2>&1 || available="$available $package"
    done
    mkdir -p "$folder/apt/partial"
    # shellcheck disable=SC2086
    apt-get -q -y -o Dir::Cache::Archives="$folder/apt" -o APT::Sandbox::User=root --download-only --no-install-recommends install $available \
        > target/software.log 2>&1 || { cat target/software.log; fail "the packages cannot be fetched"; }
    mkdir -p "$folder/unpacked"
    for package in "$folder/apt"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder/unpacked" --no-same-owner --keep-directory-symlink \
            --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./var
    done
    mv "$folder/unpacked" "$software"
    rm -rf "$folder/apt"
}

# Libraries come to those of the server, which sessions may read under strict.
add_packages() {
    for part in usr/lib/postgresql usr/share/postgresql; do
        [ ! -d "$software/$part" ] || cp -a "$software/$part/." "$folder/$part/"
    done
    libraries=$folder$("$config" --pkglibdir)
    triplet=$(gcc -print-multiarch)
    [ ! -d "$software/usr/lib/$triplet" ] || find "$software/usr/lib/$triplet" -name '*.so*' ! -type d -exec cp -a {} "$libraries/" \;
    find "$software/usr/lib" -maxdepth 1 -name 'lib*.so*' -exec cp -a {} "$libraries/" \;
    # Blas and lapack are links that the packages' scripts make.
    find "$software/usr/lib/$triplet" -mindepth 2 -name 'lib*.so*' -exec cp -a {} "$libraries/" \; 2> /dev/null || :
    # So are the control files of PostGIS, of which several versions can be there.
    for control in "$folder$("$config" --sharedir)"/extension/*-3.control; do
        [ ! -e "$control" ] || cp "$control" "${control%-3.control}.control"
    done
    mkdir -p "$folder/share"
    for data in proj gdal; do
        [ ! -d "$software/usr/share/$data" ] || cp -a "$software/usr/share/$data" "$folder/share/"
    done
    chmod -R a+rX "$folder/usr" "$folder/share"
    export LD_LIBRARY_PATH="$libraries" PROJ_LIB="$folder/share/proj" PROJ_DATA="$folder/share/proj" GDAL_DATA="$folder/share/gdal"
}

# Entries of a list of files, with places of this machine; "/usr/share/proj" is where the packages are installed.
files_of() {
    echo "$1" | sed "s|FOLDER|$folder|g; s|/usr/share/\(proj\|gdal\)|$folder/share/\1|g"
}

start_server() { # KIND
    rm -rf "$folder/data" "$folder/files"
    mkdir "$folder/files"
    new_cluster "$folder" "$folder$bindir"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/files"
    openssl req -new -x509 -days 30 -nodes -subj /CN=localhost -out "$folder/data/server.crt" -keyout "$folder/data/server.key" 2> /dev/null
    chmod 600 "$folder/data/server.key"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/data/server.crt" "$folder/data/server.key"
    preload=
    for library in pg_stat_statements pgaudit pg_cron pg_stat_kcache pg_qualstats pg_wait_sampling; do
        [ ! -e "$libraries/$library.so" ] || preload="$preload, $library"
    done
    {
        echo "port = $port"
        echo "listen_addresses = 'localhost'"
        echo "ssl = on"
        echo "wal_level = logical"
        echo "max_prepared_transactions = 10"
        echo "archive_mode = on"
        # Minor versions of 2026 ask which output plugins may be used.
        ! "$folder$bindir/postgres" --describe-config | grep -q '^output_plugin_libraries' || echo "output_plugin_libraries = 'pgoutput, test_decoding, wal2json'"
        echo "cron.database_name = 'postgres'"
        echo "cron.host = '$folder'"
        case $1 in
            without) echo "shared_preload_libraries = '${preload#, }'" ;;
            pack)
                echo "shared_preload_libraries = 'pgseccomp$preload'"
                echo "pgseccomp.profile = 'strict'"
                # A role's list does not switch it back on.
                echo "jit = off"
                pack_lines
                ;;
            *) echo "shared_preload_libraries = 'pgseccomp$preload'"; echo "pgseccomp.profile = '$1'" ;;
        esac
    } >> "$folder/data/postgresql.conf"
    echo "local replication all trust
host all all 127.0.0.1/32 trust" >> "$folder/data/pg_hba.conf"
    suite_pg_ctl data server.log start || { tail -n 20 "$folder/server.log"; fail "the server did not start"; }
    [ "$1" = without ] || sql "CREATE EXTENSION pgseccomp"
    for case in $(cases | cut -f 1); do
        sql "CREATE ROLE s_$case SUPERUSER LOGIN REPLICATION" "CREATE DATABASE s_$case OWNER s_$case"
    done
}

# Each case has a role s_CASE, as names that begin with pg_ are reserved, and its lines.
pack_lines() {
    echo "pgseccomp.session_roles = '$(cases | awk -F '\t' '$3 != "-" && $3 !~ /:@/ || $4 != "-" && $4 !~ /^[a-z_]*:/ { print "s_" $1 }' | tr '\n' ',' | sed 's/,$//')'"
    cases | while IFS='	' read -r case words calls paths packages; do
        case $calls in
            -) ;;
            [a-z]*:@*) echo "process_syscall_allow.${calls%%:*} = '@profile, ${calls#*:}'" ;;
            *) echo "session_syscall_allow.s_$case = '@profile, $calls'" ;;
        esac
        case $paths in
            -) ;;
            NONE) echo "session_paths.s_$case = ''" ;;
            [a-z]*:@*) echo "process_paths.${paths%%:*} = '@profile, ${paths#*:}'" ;;
            *) echo "session_paths.s_$case = '@profile, $(files_of "$paths")'" ;;
        esac
    done
}

stop_server() {
    suite_pg_ctl data server.log -m fast stop
    ! grep 'PANIC\|terminated by signal' "$folder/server.log" || fail "a process of the server crashed"
}

sql() { # STATEMENT..., as the server's user
    for statement in "$@"; do
        (cd / && as_server_user "$folder$bindir/psql" -X -A -t -q -v ON_ERROR_STOP=1 -h "$folder" -p "$port" -d postgres -c "$statement")
    done
}

# q STATEMENTS: as the role and in the database of the case; goes on after errors, which are part of the result.
q() {
    (cd / && as_server_user "$folder$bindir/psql" -X -A -t -q -h "$folder" -p "$port" -U "s_$case" -d "s_$case" -c "$1") 2>&1 || echo "failed"
}
tool() { # PROGRAM ARGUMENTS: one of the server's programs, for the case
    program=$1
    shift
    (cd / && as_server_user env PGHOST="$folder" PGPORT="$port" PGUSER="s_$case" "$folder$bindir/$program" "$@") 2>&1 || echo "failed"
}

run_cases() { # SERVER
    for case in $(cases | cut -f 1); do
        result=$folder/results/$case.$1
        [ "$1" = without ] || sql "SELECT seccomp_denials_reset()" > /dev/null
        if [ "$1" = pack ] && [ "$(column "$case" 3)$(column "$case" 4)" = -- ]; then continue; fi
        server=$1
        "case_$case" > "$result" 2>&1 || echo failed >> "$result"
        # What differs from run to run: HINTs and DETAILs of denials stay in the result, so that one that is explained is no success.
        sed -i -e "s/$port/PORT/g" "$result"
        if [ "$1" != without ]; then
            sql "SELECT DISTINCT syscall FROM seccomp_denials ORDER BY 1" 2> /dev/null | tr '\n' ' ' > "$result.denied" || echo '?' > "$result.denied"
            same=differs
            ! cmp -s "$folder/results/$case.without" "$result" || same=same
            echo "$case: $same; denied: $(cat "$result.denied")"
            [ "$same" = same ] || diff "$folder/results/$case.without" "$result" | head -n 8 | cut -c 1-200 | sed 's/^/    /' || :
        elif grep -qi 'error\|failed' "$result"; then
            echo "$case: fails without pgseccomp too"
            head -n 5 "$result" | sed 's/^/    /'
        fi
    done
}

works() { # CASE SERVER
    if grep -qi 'error\|failed' "$folder/results/$1.without"; then
        echo "not tried"
    elif [ ! -e "$folder/results/$1.$2" ]; then
        echo ""
    elif cmp -s "$folder/results/$1.without" "$folder/results/$1.$2"; then
        echo "works"
    else
        echo "does not work"
    fi
}

table() {
    echo "| software | version | \`baseline\` | \`strict\` | \`strict\` with | |"
    echo "|---|---|---|---|---|---|"
    cases | while IFS='	' read -r case words calls paths packages; do
        lines=
        case $calls in
            -) ;;
            [a-z]*:@*) lines="\`process_syscall_allow.${calls%%:*} = '@profile, ${calls#*:}'\`" ;;
            *) lines="\`session_syscall_allow.ROLE = '@profile, $calls'\`" ;;
        esac
        case $paths in
            -) ;;
            NONE) lines="${lines:+$lines, }\`session_paths.ROLE = ''\`" ;;
            [a-z]*:@*) lines="${lines:+$lines, }\`process_paths.${paths%%:*} = '@profile, ${paths#*:}'\`" ;;
            *) lines="${lines:+$lines, }\`session_paths.ROLE = '@profile, $(echo "$paths" | sed 's|FOLDER/files|/srv/files|g')'\`" ;;
        esac
        strict=$(works "$case" strict)
        [ "$strict" != works ] || lines=
        echo "| $words | $(cat "$folder/results/$case.version" 2> /dev/null) | $(works "$case" baseline) | $strict | $lines | ${lines:+$(works "$case" pack)} |"
    done
}

extension() { # NAME...: makes them, and keeps the version of the first for the table
    for name in "$@"; do q "SET client_min_messages = warning; CREATE EXTENSION $name CASCADE"; done
    q "SELECT extversion FROM pg_extension WHERE extname = '$1'" > "$folder/results/$case.version"
}

case_plperl() {
    extension hstore_plperl
    q "DO LANGUAGE plperl \$\$ my %h = (a => 1); elog(NOTICE, join ',', sort map { \$_ * 2 } 1 .. 9); srand 1; my \$r = rand; my @t = localtime; \$\$"
}
case_plperlu() {
    extension plperlu
    q "DO LANGUAGE plperlu \$\$ use POSIX; use File::Basename; elog(NOTICE, basename('/a/b') . POSIX::strftime('%Y', gmtime(0))); \$\$"
}
case_plpython3u() {
    extension plpython3u
    q "DO LANGUAGE plpython3u \$\$
import json, re, datetime, random, hashlib, decimal, collections, math, os, tempfile
plpy.notice(json.dumps({'h': hashlib.sha256(b'x').hexdigest()}))
\$\$"
}
case_plpython3u_threads() {
    extension plpython3u
    q "DO LANGUAGE plpython3u \$\$
import threading
t = threading.Thread(target=lambda: None); t.start(); t.join()
plpy.notice('joined')
\$\$"
}
case_dblink() {
    extension dblink
    q "SELECT * FROM dblink('host=$folder port=$port dbname=postgres', 'SELECT 1') AS t (i int)"
    q "SELECT * FROM dblink('host=localhost port=$port dbname=s_dblink sslmode=require', 'SELECT 2') AS t (i int)"
}
case_postgres_fdw() {
    extension postgres_fdw
    q "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', port '$port', dbname 'postgres');
       CREATE USER MAPPING FOR s_postgres_fdw SERVER s OPTIONS (user 's_postgres_fdw');
       IMPORT FOREIGN SCHEMA pg_catalog LIMIT TO (pg_am) FROM SERVER s INTO public; SELECT count(*) > 0 FROM public.pg_am"
}
case_file_fdw() {
    extension file_fdw
    printf '1,a\n2,b\n' > "$folder/files/table.csv"
    q "CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;
       CREATE FOREIGN TABLE t (i int, t text) SERVER s OPTIONS (filename '$folder/files/table.csv', format 'csv'); SELECT sum(i) FROM t"
}
case_jit() {
    q "SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0;
       SELECT count(*) > 0, sum(relpages * 2) > 0, max(length(relname)) > 0 FROM pg_class WHERE relname LIKE '%a%'"
}
case_copy_program() {
    q "COPY (SELECT 1) TO PROGRAM 'gzip > $folder/files/program.gz'"
    q "CREATE TABLE t (i int); COPY t FROM PROGRAM 'cat $folder/files/program.gz | gzip -d'; SELECT * FROM t"
}
case_copy_file() {
    q "CREATE TABLE t AS SELECT 1 AS i; COPY t TO '$folder/files/copied'; COPY t FROM '$folder/files/copied'; SELECT count(*) FROM t"
}
case_tablespace() {
    mkdir "$folder/files/space"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/files/space"
    q "CREATE TABLESPACE space LOCATION '$folder/files/space'"
    q "CREATE TABLE t TABLESPACE space AS SELECT generate_series(1, 9) i"
    q "SELECT sum(i) FROM t"
    q "DROP TABLE t"
    q "DROP TABLESPACE space"
}
case_large_object() {
    q "SELECT lo_from_bytea(4711, '\\x00')"
    q "SELECT lo_export(4711, '$folder/files/lo')"
    q "SELECT lo_import('$folder/files/lo', 4712)"
}
case_ssl() {
    (cd / && as_server_user "$folder$bindir/psql" -X -A -t "host=localhost port=$port user=s_ssl dbname=s_ssl sslmode=require" \
        -c 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
}
case_contrib() {
    extension pg_trgm hstore ltree citext btree_gin btree_gist pgcrypto tablefunc xml2 unaccent fuzzystrmatch intarray cube earthdistance
    q "SELECT similarity('word', 'two words'), 'a=>1'::hstore, 'Top.a'::ltree, 'a'::citext = 'A', encode(digest('x', 'sha256'), 'hex'),
       unaccent('é'), levenshtein('a', 'b'), length(gen_random_bytes(8)), crypt('a', '\$1\$abcdefgh')"
    q "SELECT count(*) FROM normal_rand(9, 5, 3)"
}
case_observe_contrib() {
    extension pg_stat_statements pg_buffercache pageinspect pg_visibility pgstattuple amcheck pg_freespacemap pgrowlocks pg_prewarm
    q "SELECT count(*) > 0 FROM pg_stat_statements; SELECT count(*) > 0 FROM pg_buffercache; SELECT count(*) > 0 FROM pg_visibility('pg_class');
       SELECT tuple_count > 0 FROM pgstattuple('pg_class'); SELECT bt_index_check('pg_class_oid_index'); SELECT pg_prewarm('pg_class') > 0"
}
case_postgis() {
    extension postgis
    q "CREATE TABLE p AS SELECT ST_SetSRID(ST_MakePoint(i, i), 4326) g FROM generate_series(1, 50) i; CREATE INDEX ON p USING gist (g);
       SELECT count(*), round(ST_X(ST_Transform(min(g), 3857))::numeric, 2), ST_AsText(ST_Buffer(min(g), 1, 1)) FROM p"
    q "SELECT ST_AsText(ST_Union(g)) = '' FROM p; SELECT ST_Area(ST_ConvexHull(ST_Collect(g))) FROM p; SELECT ST_AsGeoJSON(g) FROM p LIMIT 1"
}
case_postgis_raster() {
    extension postgis_raster
    q "SET postgis.gdal_enabled_drivers = 'ENABLE_ALL';
       SELECT length(ST_AsPNG(ST_AddBand(ST_MakeEmptyRaster(10, 10, 0, 0, 1, 1, 0, 0, 4326), '8BUI'::text, 200))) > 0;
       SELECT length(ST_AsTIFF(ST_Transform(ST_AddBand(ST_MakeEmptyRaster(10, 10, 0, 0, 1, 1, 0, 0, 4326), '8BUI'::text, 200), 3857))) > 0"
}
case_hypopg() {
    extension hypopg
    q "CREATE TABLE t (i int); SELECT count(*) FROM hypopg_create_index('CREATE INDEX ON t (i)'); EXPLAIN (COSTS off) SELECT * FROM t WHERE i = 1"
}
case_orafce() {
    extension orafce
    q "SELECT oracle.add_months('2026-01-31'::date, 1), oracle.nvl(NULL::int, 3), oracle.substr('abc', 2)"
    q "SELECT dbms_pipe.create_pipe('p'); SELECT dbms_random.initialize(1); SELECT length(dbms_random.string('a', 5))"
}
case_pg_partman() {
    q "CREATE SCHEMA partman"
    q "CREATE EXTENSION pg_partman SCHEMA partman"
    q "SELECT extversion FROM pg_extension WHERE extname = 'pg_partman'" > "$folder/results/$case.version"
    q "CREATE TABLE t (i int NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
       SELECT partman.create_parent('public.t', 'at', 'native', 'daily'); SELECT count(*) > 3 FROM pg_inherits"
    q "CALL partman.run_maintenance_proc()"
}
case_pgaudit() {
    extension pgaudit
    q "SET pgaudit.log = 'all'; CREATE TABLE t (i int); SELECT count(*) FROM t"
    grep -c 'AUDIT: SESSION.*CREATE TABLE t (i int)' "$folder/server.log" > /dev/null && echo audited
}
case_pg_stat_kcache() {
    extension pg_stat_kcache
    q "SELECT count(*) > 0 FROM pg_stat_kcache"
}
case_pg_qualstats() {
    extension pg_qualstats
    q "SELECT count(*) > 0 FROM pg_class WHERE relname = 'x'; SELECT count(*) >= 0 FROM pg_qualstats"
}
case_pg_wait_sampling() {
    extension pg_wait_sampling
    q "SELECT pg_sleep(0.5); SELECT count(*) > 0 FROM pg_wait_sampling_history; SELECT count(*) > 0 FROM pg_wait_sampling_profile"
}
case_wal2json() {
    q "SELECT slot_name FROM pg_create_logical_replication_slot('json', 'wal2json'); CREATE TABLE t (i int PRIMARY KEY)"
    q "INSERT INTO t VALUES (1)"
    q "SELECT count(*) > 0 FROM pg_logical_slot_get_changes('json', NULL, NULL) WHERE data LIKE '%columnnames%'; SELECT pg_drop_replication_slot('json')"
}
case_plsh() {
    extension plsh
    q "CREATE FUNCTION f(text) RETURNS text LANGUAGE plsh AS E'#!/bin/sh\\necho \"got \$1\"'; SELECT f('x')"
}
case_ogr_fdw() {
    extension ogr_fdw
    printf 'i,t\n1,a\n2,b\n' > "$folder/files/ogr.csv"
    q "CREATE SERVER s FOREIGN DATA WRAPPER ogr_fdw OPTIONS (datasource '$folder/files/ogr.csv', format 'CSV');
       IMPORT FOREIGN SCHEMA ogr_all FROM SERVER s INTO public; SELECT count(*) FROM ogr"
}
case_pg_cron() {
    sql "CREATE EXTENSION pg_cron"
    sql "SELECT extversion FROM pg_extension WHERE extname = 'pg_cron'" > "$folder/results/$case.version"
    sql "CREATE TABLE IF NOT EXISTS ticks (i int)" "SELECT 1 FROM cron.schedule('tick', '* * * * *', 'INSERT INTO ticks VALUES (1)')"
    tries=80
    until [ "$(sql "SELECT count(*) > 0 FROM ticks")" = t ] || [ $tries = 0 ]; do tries=$((tries - 1)); sleep 1; done
    sql "SELECT count(*) > 0 FROM ticks" "SELECT 1 FROM cron.unschedule('tick')"
}
case_pg_repack() {
    extension pg_repack
    q "CREATE TABLE t (i int PRIMARY KEY, t text); INSERT INTO t SELECT i, repeat('x', 99) FROM generate_series(1, 9999) i; DELETE FROM t WHERE i % 2 = 0"
    tool pg_repack -d s_pg_repack -t t -j 2 | grep -v '^NOTICE\|^LOG\|^INFO' || :
    q "SELECT count(*) FROM t"
}
case_pgbouncer() {
    cat > "$folder/pgbouncer.ini" << END
[databases]
pooled = host=$folder port=$port dbname=s_pgbouncer
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = $folder
auth_type = any
pidfile = $folder/pgbouncer.pid
logfile = $folder/pgbouncer.log
pool_mode = transaction
END
    sed -i 's/^pooled = .*/& user=s_pgbouncer/' "$folder/pgbouncer.ini"
    [ -x "$software/usr/sbin/pgbouncer" ] || { echo "failed: no pgbouncer"; return; }
    (cd / && as_server_user "$software/usr/sbin/pgbouncer" -d "$folder/pgbouncer.ini") > /dev/null 2>&1 || echo "failed to start"
    sleep 1
    for i in 1 2 3; do
        (cd / && as_server_user "$folder$bindir/psql" -X -A -t -h "$folder" -p 6432 -U s_pgbouncer -d pooled -c "SELECT $i") 2>&1
    done
    kill "$(cat "$folder/pgbouncer.pid")"
    sleep 1
}
# Who logs in is asked for by the LDAP server before the session has its filter.
case_ldap() {
    rm -rf "$folder/ldap"
    mkdir "$folder/ldap"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/ldap"
    cat > "$folder/slapd.conf" << END
include $software/etc/ldap/schema/core.schema
modulepath $software/usr/lib/ldap
moduleload back_mdb
pidfile $folder/slapd.pid
database mdb
suffix "dc=example"
rootdn "cn=s_ldap,dc=example"
rootpw secret
directory $folder/ldap
END
    [ -x "$software/usr/sbin/slapd" ] || { echo "failed: no slapd"; return; }
    (cd / && as_server_user env LD_LIBRARY_PATH="$software/usr/lib/$triplet:$libraries" "$software/usr/sbin/slapd" -f "$folder/slapd.conf" \
        -h "ldap://127.0.0.1:$((port + 4))") > /dev/null 2>&1 || echo "failed to start"
    cp "$folder/data/pg_hba.conf" "$folder/pg_hba.before"
    echo "host all s_ldap 127.0.0.1/32 ldap ldapserver=127.0.0.1 ldapport=$((port + 4)) ldapprefix=\"cn=\" ldapsuffix=\",dc=example\"" \
        | cat - "$folder/pg_hba.before" > "$folder/data/pg_hba.conf"
    sql "SELECT pg_reload_conf()"
    sleep 1
    for password in secret wrong; do
        (cd / && as_server_user env PGPASSWORD=$password "$folder$bindir/psql" -X -A -t -h 127.0.0.1 -p "$port" -U s_ldap -d s_ldap \
            -c "SELECT 'in'" > "$folder/ldap.out" 2>&1) && cat "$folder/ldap.out" || grep -c 'LDAP authentication' "$folder/ldap.out"
    done
    cat "$folder/pg_hba.before" > "$folder/data/pg_hba.conf"
    sql "SELECT pg_reload_conf()"
    kill "$(cat "$folder/slapd.pid")"
}
# Archives, backs up, and restores into another server, which fetches what was archived.
case_pgbackrest() {
    rm -rf "$folder/repo" "$folder/restored"
    mkdir "$folder/repo"
    cat > "$folder/pgbackrest.conf" << END
[global]
repo1-path=$folder/repo
lock-path=$folder/repo/lock
spool-path=$folder/repo/spool
log-level-console=error
log-level-file=off
start-fast=y
repo1-retention-full=2
[demo]
pg1-path=$folder/data
pg1-socket-path=$folder
pg1-port=$port
pg1-user=s_pgbackrest
END
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/repo"
    pgbackrest=$software/usr/bin/pgbackrest
    [ -x "$pgbackrest" ] || { echo "failed: no pgbackrest"; return; }
    "$pgbackrest" version | sed 's/[^0-9]*//' > "$folder/results/$case.version"
    backrest() {
        (cd / && as_server_user "$pgbackrest" --config="$folder/pgbackrest.conf" --stanza=demo "$@") 2>&1 || echo "failed: $1"
    }
    cp "$folder/data/postgresql.conf" "$folder/postgresql.before"
    echo "archive_command = '$pgbackrest --config=$folder/pgbackrest.conf --stanza=demo archive-push %p'" >> "$folder/data/postgresql.conf"
    backrest stanza-create
    sql "SELECT pg_reload_conf()"
    backrest check
    q "CREATE TABLE t AS SELECT 1 i"
    backrest backup --type=full
    q "INSERT INTO t VALUES (2)"
    q "SELECT pg_switch_wal() IS NOT NULL"
    tries=60
    until [ "$(q "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver")" = t ] || [ $tries = 0 ]; do tries=$((tries - 1)); sleep 0.5; done
    backrest restore --pg1-path="$folder/restored"
    echo "archive_mode = off" >> "$folder/restored/postgresql.conf"
    other_server restored
    soon "SELECT NOT pg_is_in_recovery()"
    other "SELECT count(*) FROM t"
    suite_pg_ctl restored restored.log -m fast stop || echo "failed to stop"
    cat "$folder/postgresql.before" > "$folder/data/postgresql.conf"
    sql "SELECT pg_reload_conf()"
    rm -rf "$folder/restored" "$folder/repo"
}
case_pg_dump() {
    q "CREATE TABLE a AS SELECT generate_series(1, 1000) i; CREATE TABLE b AS SELECT * FROM a; CREATE INDEX ON b (i)"
    rm -rf "$folder/dump"
    tool pg_dump -j 2 -Fd -f "$folder/dump" s_pg_dump
    q "CREATE DATABASE restored"
    tool pg_restore -j 2 -d restored "$folder/dump"
    (cd / && as_server_user "$folder$bindir/psql" -X -A -t -h "$folder" -p "$port" -d restored -c 'SELECT count(*) FROM b')
}
case_pg_basebackup() {
    rm -rf "$folder/backup"
    tool pg_basebackup -X stream -c fast -D "$folder/backup"
    tool pg_verifybackup -q "$folder/backup"
    rm -rf "$folder/backup"
}
# Another server with the configuration of this one.
other_server() { # CLUSTER
    sed -i "/^cron\./d" "$folder/$1/postgresql.conf"
    echo "port = $((port + 1))
listen_addresses = ''" >> "$folder/$1/postgresql.conf"
    suite_pg_ctl "$1" "$1.log" start || { tail -n 5 "$folder/$1.log"; echo "failed to start"; }
}
other() {
    (cd / && as_server_user "$folder$bindir/psql" -X -A -t -q -h "$folder" -p $((port + 1)) -U "s_$case" -d "s_$case" -c "$1") 2>&1 || echo "failed"
}
soon() { # STATEMENT: until the other server says t
    tries=60
    until [ "$(other "$1")" = t ] || [ $tries = 0 ]; do tries=$((tries - 1)); sleep 0.5; done
    other "$1"
}
case_standby() {
    rm -rf "$folder/promoted"
    q "CREATE TABLE t AS SELECT 1 i"
    tool pg_basebackup -X stream -c fast -R -D "$folder/promoted"
    other_server promoted
    q "INSERT INTO t VALUES (2)"
    soon "SELECT count(*) = 2 FROM t"
    suite_pg_ctl promoted promoted.log promote || echo "failed to promote"
    soon "SELECT NOT pg_is_in_recovery()"
    other "INSERT INTO t VALUES (3); SELECT count(*) FROM t"
    suite_pg_ctl promoted promoted.log -m fast stop || echo "failed to stop"
    rm -rf "$folder/promoted"
}
case_subscription() {
    rm -rf "$folder/subscriber"
    q "CREATE TABLE t (i int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t; INSERT INTO t VALUES (1)"
    as_server_user "$folder$bindir/initdb" -A trust --no-sync -D "$folder/subscriber" > /dev/null
    cp "$folder/data/postgresql.conf" "$folder/data/server.crt" "$folder/data/server.key" "$folder/subscriber/"
    chmod 600 "$folder/subscriber/server.key"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$folder/subscriber"
    other_server subscriber
    (cd / && as_server_user "$folder$bindir/psql" -X -q -h "$folder" -p $((port + 1)) -d postgres -c "CREATE ROLE s_subscription SUPERUSER LOGIN" \
        -c "CREATE DATABASE s_subscription") 2>&1
    other "CREATE TABLE t (i int PRIMARY KEY)"
    other "CREATE SUBSCRIPTION s CONNECTION 'host=localhost port=$port dbname=s_subscription user=s_subscription' PUBLICATION p" | grep -v NOTICE || :
    soon "SELECT count(*) = 1 FROM t"
    q "INSERT INTO t VALUES (2)"
    soon "SELECT count(*) = 2 FROM t"
    other "DROP SUBSCRIPTION s" | grep -v NOTICE || :
    suite_pg_ctl subscriber subscriber.log -m fast stop || echo "failed to stop"
    rm -rf "$folder/subscriber"
}
# To a server of the same version, with the same lines.
case_pg_upgrade() {
    rm -rf "$folder/old" "$folder/upgraded"
    for cluster in old upgraded; do
        as_server_user "$folder$bindir/initdb" -A trust --no-sync -D "$folder/$cluster" > /dev/null
        grep -v '^cron\.\|^ssl\|^port\|^listen' "$folder/data/postgresql.conf" > "$folder/lines"
        cp "$folder/lines" "$folder/$cluster/postgresql.conf"
    done
    [ "$(id -u)" != 0 ] || chown -R postgres: "$folder/old" "$folder/upgraded"
    mkdir -p "$folder/upgrade"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/upgrade"
    (cd "$folder/upgrade" && as_server_user "$folder$bindir/pg_upgrade" -b "$folder$bindir" -B "$folder$bindir" -d "$folder/old" -D "$folder/upgraded" \
        -p $((port + 2)) -P $((port + 3)) -j 2) > "$folder/upgrade.out" 2>&1 && echo upgraded || { tail -n 5 "$folder/upgrade.out"; echo failed; }
    rm -rf "$folder/old" "$folder/upgraded" "$folder/upgrade"
}
