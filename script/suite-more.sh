# Functions that run PostgreSQL's isolation suite and the suites of its contrib modules. Sourced after suite.sh and lib.sh; suite_prepare has run.

# What the server is to have for all of them: without these, tests of some modules cannot run.
suite_more_settings="max_prepared_transactions = 10
wal_level = logical
max_replication_slots = 10
max_wal_senders = 10
autovacuum_naptime = 1d
compute_query_id = regress"

# As pg_regress of 15 writes it (test NAME ... ok 5 ms) and as 17 does (ok 1 - NAME 5 ms), as NAME RESULT.
suite_results() {
    sed -n -e 's/^ *\(test\)\{0,1\} *\([a-zA-Z_0-9-]*\) *\.\.\. \(ok\|FAILED\).*/\2 \3/p' \
        -e 's/^ok [0-9]* *[-+] \([a-zA-Z_0-9-]*\) .*/\1 ok/p' -e 's/^not ok [0-9]* *[-+] \([a-zA-Z_0-9-]*\) .*/\1 FAILED/p'
}

# The testers of PostgreSQL, in $folder/testers: those of another Debian than this one are given the loader and libraries of their own.
suite_testers() {
    tests=$(dirname "$("$config" --pgxs)")/../test
    mkdir -p "$folder/testers"
    cp "$tests/regress/pg_regress" "$tests/isolation/pg_isolation_regress" "$tests/isolation/isolationtester" "$folder/testers"
    loader=$(patchelf --print-interpreter "$tests/regress/pg_regress")
    [ "$loader" = "$(patchelf --print-interpreter "$folder/testers/isolationtester")" ] ||
        for program in pg_isolation_regress isolationtester; do
            patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$(patchelf --print-rpath "$tests/regress/pg_regress")" \
                "$folder/testers/$program"
        done
    chmod -R a+rX "$folder/testers"
}

# tester PROGRAM SUITE RUN FOLDER ARGUMENTS: runs a tester in the folder of a suite; results are added to $folder/RUN.results, as SUITE/NAME.
tester() {
    program=$1 of=$2 run=$3 input=$4
    shift 4
    output=$folder/$run/$(echo "$of" | tr '/' '-')
    mkdir -p "$output"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$folder/$run" "$folder/source"
    (
        cd "$input"
        as_server_user "$folder/testers/$program" --host="$folder" --bindir="$folder$bindir" --user="$(as_server_user id -un)" \
            --dlpath="$folder/libraries" --inputdir=. --outputdir="$output" "$@"
    ) > "$output.out" 2>&1 || :
    suite_results < "$output.out" | sed "s|^|$of/|" >> "$folder/$run.results"
    [ ! -f "$output/regression.diffs" ] || cat "$output/regression.diffs" >> "target/suite-$run.diffs"
}

suite_isolation() { # RUN
    tester pg_isolation_regress isolation "$1" "$folder/source/src/test/isolation" --max-concurrent-tests=1 --schedule=isolation_schedule
}

# What a module's Makefile has for a variable.
module_has() { # MODULE VARIABLE
    make -s -C "$folder/source/contrib/$1" USE_PGXS=1 PG_CONFIG="$config" --eval="suite_value: ; @echo \$($2)" suite_value 2> /dev/null || :
}

# The modules that this server has, with tests that run on a server that is there.
suite_contrib() { # RUN
    for module in $(cd "$folder/source/contrib" && ls); do
        ls "$folder$("$config" --pkglibdir)"/*.so | grep -q "/\($module\|_int\|pgxml\|pg_$module\)\.so$" ||
            [ -e "$folder$("$config" --sharedir)/extension/$module.control" ] || continue
        [ "$module" != sepgsql ] || continue
        regress=$(module_has "$module" REGRESS)
        isolation=$(module_has "$module" ISOLATION)
        set -- "$1"
        [ -z "$regress" ] || tester pg_regress "$module" "$1" "$folder/source/contrib/$module" --dbname=contrib_regression $regress
        [ -z "$isolation" ] ||
            tester pg_isolation_regress "$module/isolation" "$1" "$folder/source/contrib/$module" --dbname=isolation_regression $isolation
    done
}
