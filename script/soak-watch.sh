# What script/soak measures while it runs, and what it asks at the end. Sourced by it.

# titled SERVER TITLE: the process of the server whose title begins so.
titled() {
    grep -l "^postgres: ${folder##*.}-$1: $2" /proc/[0-9]*/cmdline 2> /dev/null | cut -d/ -f3 | head -n 1
}

# value PROCESS KIND NUMBER: unless the process has just ended.
value() {
    [ -z "$3" ] || echo "value $(($(date +%s) - began)) $1 $2 $3" >> "$folder/values"
}

# process NAME PID: of whatever kind. Those that are replaced again and again do not grow old, and their memory says nothing.
process() {
    [ -n "$2" ] && [ -d "/proc/$2/fd" ] || return 0
    case $1 in
        relearning.recorder | relearning.supervisor) ;;
        *) value "$1" memory "$(awk '/^Anonymous:/ { print $2 }' "/proc/$2/smaps_rollup" 2> /dev/null)" ;;
    esac
    # shellcheck disable=SC2012 # names of descriptors are numbers
    value "$1" descriptors "$(ls "/proc/$2/fd" 2> /dev/null | awk 'END { if (NR > 0) print NR }')"
}

postmaster() { # SERVER
    head -n 1 "$folder/$1/data/postmaster.pid" 2> /dev/null
}

zombies() { # SERVER, of which it prints the process ids
    postmaster=$(postmaster "$1") && [ -n "$postmaster" ] || return 0
    cat /proc/[0-9]*/status 2> /dev/null | awk -v parent="$postmaster" '$1 == "State:" { zombie = $2 == "Z" } $1 == "Pid:" { pid = $2 }
        $1 == "PPid:" && $2 == parent && zombie { print pid }'
}

watch_server() { # SERVER
    pid=$(postmaster "$1") || return 0
    process "$1.postmaster" "$pid"
    [ -z "$pid" ] || value "$1.postmaster" mapped "$(awk '$1 == "VmSize:" { print $2 }' "/proc/$pid/status" 2> /dev/null)"
    [ -z "$pid" ] || value "$1.postmaster" filters "$(awk '$1 == "Seccomp_filters:" { print $2 }' "/proc/$pid/status" 2> /dev/null)"
    touch "$folder/$1.zombies"
    zombies "$1" | LC_ALL=C sort > "$folder/$1.zombies.now"
    value "$1.postmaster" zombies "$(LC_ALL=C comm -12 "$folder/$1.zombies" "$folder/$1.zombies.now" | wc -l)"
    mv "$folder/$1.zombies.now" "$folder/$1.zombies"
}

watch_all() {
    for watched in $servers; do
        watch_server "$watched"
    done
    for watched in learning relearning; do
        for who in recorder supervisor; do
            pid=$(titled $watched "pgseccomp $who")
            process "$watched.$who" "$pid"
            [ -z "$pid" ] || [ $watched = relearning ] || value "$watched.$who" resident "$(awk '$1 == "VmRSS:" { print $2 }' "/proc/$pid/status" 2> /dev/null)"
        done
    done
    pid=$(sql calm "SELECT pid FROM pg_stat_activity WHERE application_name = 'long'") || pid=
    process calm.session "$pid"
    [ -z "$pid" ] || value calm.session filters "$(awk '$1 == "Seccomp_filters:" { print $2 }' "/proc/$pid/status" 2> /dev/null)"
    value calm.denials rows "$(sql calm 'SELECT count(*) FROM seccomp_denials')"
    value crashing.denials rows "$(sql crashing 'SELECT count(*) FROM seccomp_denials' 2> /dev/null || :)"
}

# counted SERVER WHAT QUERY [EXPECTED]: what the server says of it; where the load does not know, what it has to be.
counted() {
    echo "counted $1:$2 $(sql "$1" "SELECT coalesce(($3), 0)")" >> "$folder/counted"
    [ $# -lt 4 ] || echo "provoked $1:$2 $4 $4" >> "$folder/counted"
}

what_was_counted() {
    if [ "${SOAK_DEFECT-}" = denial ]; then
        sql calm "SELECT denied_in('plain', $(number "$quiet"))" > /dev/null
    fi
    for name in calm crashing; do
        # The last client has gone a moment before its backend.
        tries=50
        while [ "$(sql $name "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")" != 1 ] && [ $tries -gt 0 ]; do
            sleep 0.2
            tries=$((tries - 1))
        done
        for call in "$explained" "$quiet" "$filtered"; do
            counted $name "$call" "SELECT sum(count) FROM seccomp_denials WHERE syscall = '$call' AND action = 'error'"
        done
        counted $name "$warned" "SELECT sum(count) FROM seccomp_denials WHERE syscall = '$warned' AND action = 'warn'"
        counted $name other-denials "SELECT sum(count) FROM seccomp_denials
            WHERE (syscall, action) NOT IN (('$explained', 'error'), ('$quiet', 'error'), ('$filtered', 'error'), ('$warned', 'warn'))" 0
        sql $name "SELECT backend_type, role, syscall, action, source, count FROM seccomp_denials
            WHERE (syscall, action) NOT IN (('$explained', 'error'), ('$quiet', 'error'), ('$filtered', 'error'), ('$warned', 'warn'))"
        counted $name denials-without-room 'SELECT not_counted FROM seccomp_denials_info()' 0
        counted $name sessions-at-the-end "SELECT processes + processes_before FROM seccomp_policies WHERE kind = 'sessions'" 1
        counted $name processes-that-disagree 'SELECT count(*) FROM seccomp_processes() WHERE agrees IS NOT true' 0
    done
    for name in learning relearning; do
        counted $name "$warned" "SELECT sum(calls) FROM seccomp_observed WHERE syscall = '$warned'"
    done
}

# said SERVER WHAT PATTERN LEAST MOST: lines of its log.
said() {
    echo "counted $1:$2 $(grep -cE "$3" "$folder/$1/log" || :)
provoked $1:$2 $4 $5" >> "$folder/counted"
}

# happened SERVER WHAT: how often.
happened() {
    cat "$folder/$1.happened" 2> /dev/null | grep -cx "$2" || :
}

what_the_logs_say() {
    for name in $servers; do
        said $name panics PANIC 0 0
    done
    for name in calm learning; do
        said $name crashes 'terminated by signal' 0 0
    done
    # A session may have ended by itself before it was killed.
    kills=$(happened crashing sessions-killed-on-crashing)
    said crashing crashes '\(PID [0-9]+\) was terminated by signal' $((kills / 2)) "$kills"
    said relearning recorders-that-were-killed 'the recorder was terminated by signal 9' 0 "$(happened relearning recorders-killed)"
}

what_happened() {
    sort "$folder"/*.happened | uniq -c | awk '{ printf "%s %d; ", $2, $1 } END { print "" }'
    for name in $servers; do
        echo "$name: $(sql $name "SELECT sum(xact_commit) || ' transactions since its statistics began' FROM pg_stat_database")"
    done
}
