# The servers of script/soak, and what is done to them. Sourced by it. Each loop runs until there is a file "stop" in the folder, and writes what
# it provoked to a ledger of its own: lines "provoked WHAT LEAST MOST".

# The calls of the load, none of which the profile allows to sessions: explained, quiet, without explanation, warned of where the role says so.
# The last one is allowed by the profile, and denied by client filters.
explained=chroot
quiet=swapoff
plain=execveat
warned=personality
filtered=link

number() { # CALL
    printf '#include <sys/syscall.h>\nSYS_%s\n' "$1" | gcc -E -P - | tail -n 1
}

strict_settings() {
    cat << END
pgseccomp.profile = 'strict'
pgseccomp.global_syscall_allow = '@profile, $warned'
pgseccomp.session_roles = 'warned'
session_syscall_warn.warned = '$warned'
pgseccomp.quiet_syscalls = '$quiet'
END
}

learning_settings() {
    cat << END
pgseccomp.enabled = on
pgseccomp.learn = on
END
}

# run PROGRAM ARGUMENTS: one of PostgreSQL's.
run() {
    (cd / && name=$1 && shift && as_server_user "$folder$bindir/$name" "$@")
}

# sql SERVER QUERY [ROLE]
sql() {
    run psql -X -A -t -q -v ON_ERROR_STOP=1 -h "$folder/$1" -d postgres -U "${3:-postgres}" -c "$2"
}

prepare() {
    private_server "$folder" "$config"
    install_into "$folder" "$config"
    for module in pgseccomp_denied pgseccomp_leak; do
        gcc -O2 -w -shared -fPIC -I"$("$config" --includedir-server)" \
            -o "$folder$("$config" --pkglibdir)/$module.so" extension/src/test/c/$module.c -lpthread
    done
    chmod -R a+rX "$folder$("$config" --pkglibdir)"
    # What a call answers: that it is denied, or the personality that a process has at first.
    script_of explained "$explained" 5 -13
    script_of quiet "$quiet" 5 -13
    script_of plain "$plain" 5 -13
    script_of warned "$warned" 5 0
    script_of filtered "$filtered" 5 -13 "SELECT set_client_filter('allow', '', '', '$filtered', '');"
    script_of long "$explained" 1 -13 "SELECT count(*) FROM pgbench_branches;"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        echo "SELECT denied_in('plain', $(number "$explained"), 1) / 0;"
    done > "$folder/errors.sql"
    chmod 644 "$folder"/*.sql
    mkdir "$folder/template"
    chown postgres: "$folder/template"
    run initdb -U postgres -A trust --no-sync -D "$folder/template/data" > /dev/null
    for name in calm crashing learning relearning; do
        servers="$servers $name"
        mkdir "$folder/$name"
        cp -a "$folder/template/data" "$folder/$name"
        chown postgres: "$folder/$name"
        cat >> "$folder/$name/data/postgresql.conf" << END
listen_addresses = ''
unix_socket_directories = '$folder/$name'
fsync = off
max_connections = 60
max_wal_size = 128MB
min_wal_size = 32MB
autovacuum_naptime = 10
shared_preload_libraries = 'pgseccomp, pgseccomp_leak'
leak.what = '${SOAK_DEFECT-}'
cluster_name = '${folder##*.}-$name'
include 'pgseccomp.conf'
END
        case $name in
            *learning) learning_settings ;;
            *) strict_settings ;;
        esac > "$folder/$name/data/pgseccomp.conf"
        chown postgres: "$folder/$name/data/pgseccomp.conf"
        control "$name" start || { cat "$folder/$name/log"; fail "the server $name does not start"; }
        run psql -X -q -v ON_ERROR_STOP=1 -h "$folder/$name" -d postgres << END
CREATE EXTENSION pgseccomp;
CREATE ROLE warned LOGIN;
CREATE FUNCTION denied_in(text, int4, int4 DEFAULT 1) RETURNS int8 LANGUAGE c AS 'pgseccomp_denied';
END
        run pgbench -q -i -s 2 -h "$folder/$name" postgres > /dev/null 2>&1
    done
}

# script_of NAME CALL TIMES ANSWER [STATEMENT]: what pgbench executes in a transaction, which fails where the call has another answer.
script_of() {
    echo "${5-}
SELECT 1 / (denied_in('plain', $(number "$2"), $3) = $4)::int;" > "$folder/$1.sql"
}

control() { # SERVER ARGUMENTS
    (name=$1 && shift && run pg_ctl -D "$folder/$name/data" -w -l "$folder/$name/log" "$@" > /dev/null 2>&1)
}

# beside COMMAND...: in the background, until the run ends.
beside() {
    "$@" > /dev/null 2>> "$folder/load.log" &
    running="$running $!"
}

goes_on() {
    [ ! -f "$folder/stop" ]
}

# pause SECONDS: shorter where the run ends.
pause() {
    halves=$(($1 * 2))
    while goes_on && [ $halves -gt 0 ]; do
        sleep 0.5
        halves=$((halves - 1))
    done
}

# give_up SENTENCE: the load cannot go on, and the run fails.
give_up() {
    echo "$1" >> "$folder/failed"
}

# is_up SERVER: waits for it.
is_up() {
    tries=600
    while goes_on; do
        ! sql "$1" 'SELECT 1' > /dev/null 2>&1 || return 0
        tries=$((tries - 1))
        [ $tries -gt 0 ] || { give_up "the server $1 does not come back: $(tail -n 20 "$folder/$1/log")"; return 1; }
        sleep 0.1
    done
    return 1
}

# interrupted SERVER WHAT: a client was cut off, which may not be where nothing happens to the server.
interrupted() {
    case $1 in
        calm | learning) give_up "$2 failed on the server $1: $(tail -n 5 "$folder/load.log")" ;;
        *) is_up "$1" || : ;;
    esac
}

begin_load() { # SERVER
    beside transactions "$1"
    beside connections "$1"
    case $1 in
        *learning)
            beside provoke "$1" warned "$warned" postgres -t 20
            ;;
        *)
            beside provoke "$1" explained "$explained" postgres -t 20
            beside provoke "$1" quiet "$quiet" postgres -t 20
            beside provoke "$1" plain '' postgres -t 20
            beside provoke "$1" warned "$warned" warned -t 20
            beside provoke "$1" filtered "$filtered" postgres -C -t 10
            beside errors "$1"
            beside cancelled "$1"
            beside reloads "$1"
            ;;
    esac
    [ "$1" != calm ] || beside long_session "$1"
}

transactions() { # SERVER
    while goes_on; do
        run pgbench -n -S -c 2 -R 60 -T 5 -h "$folder/$1" -U postgres postgres || interrupted "$1" select-only
        run pgbench -n -c 2 -R 30 -T 5 -h "$folder/$1" -U postgres postgres || interrupted "$1" TPC-B
    done
}

connections() { # SERVER
    while goes_on; do
        run pgbench -n -S -C -R 10 -T 5 -h "$folder/$1" -U postgres postgres || interrupted "$1" "a new connection"
    done
}

# provoked SERVER CALL LEAST MOST >> LEDGER: where the call is one that is counted.
provoked() {
    [ -z "$2" ] || echo "provoked $1:$2 $3 $4"
}

# provoke SERVER SCRIPT CALL ROLE ARGUMENTS: batches of transactions with five calls each. The calls of one may be made and not be known of,
# where its session is killed.
provoke() {
    server=$1
    script=$2
    call=$3
    as=$4
    shift 4
    while goes_on; do
        status=0
        run pgbench -n -c 1 -h "$folder/$server" -U "$as" -f "$folder/$script.sql" "$@" postgres \
            > "$folder/$server.$script.out" 2>> "$folder/load.log" || status=$?
        made=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$folder/$server.$script.out")
        made=${made:-0}
        [ $status = 0 ] || interrupted "$server" "$script"
        provoked "$server" "$call" $((made * 5)) $(((made + (status != 0)) * 5)) >> "$folder/$server.$script.ledger"
        sleep 0.3
    done
}

# errors SERVER: statements that fail behind a denied call. Each error is to say so.
errors() {
    while goes_on; do
        run psql -X -q -h "$folder/$1" -d postgres -U postgres -f "$folder/errors.sql" > "$folder/$1.errors.out" 2>&1 || :
        made=$(grep -c 'division by zero' "$folder/$1.errors.out" || :)
        said=$(grep -c "pgseccomp denied system call \"$explained\"" "$folder/$1.errors.out" || :)
        [ "$made" = 10 ] || interrupted "$1" "a statement that fails"
        {
            provoked "$1" "$explained" "$made" $((made + (made < 10)))
            provoked "$1" explanations "$made" "$made"
            echo "counted $1:explanations $said"
        } >> "$folder/$1.errors.ledger"
        pause 1
    done
}

# cancelled SERVER: statements that are cancelled behind a denied call.
cancelled() {
    while goes_on; do
        sql "$1" "SET application_name = 'cancelled'; SELECT denied_in('plain', $(number "$explained")), pg_sleep(60)" > "$folder/$1.cancelled.out" 2>&1 &
        asked=$!
        sleep 0.5
        tries=100
        while [ -d /proc/$asked ] && [ $tries -gt 0 ]; do
            sql "$1" "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'cancelled' AND wait_event = 'PgSleep'" || :
            sleep 0.2
            tries=$((tries - 1))
        done
        wait $asked || :
        if grep -q 'canceling statement due to user request' "$folder/$1.cancelled.out"; then
            provoked "$1" "$explained" 1 1
        else
            interrupted "$1" "a statement that is cancelled"
            provoked "$1" "$explained" 0 1
        fi >> "$folder/$1.cancelled.ledger"
        pause 2
    done
}

# long_session SERVER: one that lives as long as the run. Only its end tells how much it did.
long_session() {
    status=0
    run pgbench -n -c 1 -R 5 -T $((ends - $(date +%s) - 5)) -h "$folder/$1" -U postgres -f "$folder/long.sql" "dbname=postgres application_name=long" \
        > "$folder/$1.long.out" 2>> "$folder/load.log" || status=$?
    made=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$folder/$1.long.out")
    [ $status = 0 ] || interrupted "$1" "the session that lives long"
    provoked "$1" "$explained" "$made" "$made" >> "$folder/$1.long.ledger"
}

# reloads SERVER: a good change, one that the check of the setting refuses, one that the plan refuses, another good one, and back.
reloads() {
    count=0
    while goes_on; do
        for change in "pgseccomp.session_syscall_allow = '@profile, times'" "pgseccomp.session_syscall_allow = '@profile, tymes'" \
            "session_syscall_error.warned = 'tymes'" "pgseccomp.session_syscall_error = 'sync_file_range'" ''; do
            count=$((count + 1))
            {
                strict_settings
                echo "$change"
                echo "leak.count = $count"
            } > "$folder/$1/data/pgseccomp.conf"
            sql "$1" 'SELECT pg_reload_conf()' || interrupted "$1" "a reload"
            echo "reloads-of-$1" >> "$folder/$1.happened"
            pause 2
            goes_on || break
        done
    done
}

# kill_session SERVER SIGNAL: any of them.
kill_session() {
    victim=$(sql "$1" "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1") || return 0
    [ -n "$victim" ] && kill -"$2" "$victim" || return 0
    echo "sessions-killed-on-$1" >> "$folder/$1.happened"
    sleep 0.5
    is_up "$1" || :
}

crash_sessions() { # SERVER
    while goes_on; do
        pause 7
        kill_session "$1" KILL
        pause 7
        kill_session "$1" SEGV
    done
}

# disturb SERVER COMMAND...
disturb() {
    pause 10
    goes_on || return 0
    what=$1
    shift
    "$@" || give_up "$what: $*"
    echo "$what" >> "$folder/relearning.happened"
    is_up relearning || :
}

disturb_learning() { # SERVER
    while goes_on; do
        disturb restarts control "$1" -m fast restart
        disturb recorders-killed kill -KILL "$(titled "$1" 'pgseccomp recorder')"
        disturb supervisors-killed kill -KILL "$(titled "$1" 'pgseccomp supervisor')"
        disturb crashes kill_session "$1" KILL
        disturb restarts-at-once control "$1" -m immediate restart
    done
}
