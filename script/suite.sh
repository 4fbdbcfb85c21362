# Functions that run PostgreSQL's own regression suite, and what the suite leaves out. Sourced after lib.sh; the caller sets folder
# (server_folder), config (the pg_config) and calls suite_prepare.

# suite_prepare: fetches the suite of the server's release, from Debian's source package, and copies the server to $folder.
suite_prepare() {
    release=$("$config" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    bindir=$("$config" --bindir)
    case $release in
        15) suite=bookworm ;;
        17) suite=trixie ;;
        18) suite=forky ;;
        *) fail "the suite of PostgreSQL $release is not known here" ;;
    esac
    mkdir -p target "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/source" "$folder/libraries"
    : > target/suite.log
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
    [ -n "$mirror" ] || fail "apt has no source of Debian here"
    (cd "$folder/source" && { suite_from_index || suite_from_pool; } && tar -xf postgresql-*.orig.tar.* --strip-components=1) ||
        { cat target/suite.log; fail "the source of PostgreSQL $release cannot be fetched"; }
    private_server "$folder" "$config"
    suite_libraries
    chmod -R a+rX "$folder/source" "$folder/libraries"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$folder/source"
}

suite_from_index() {
    : > "$folder/apt/status"
    for kind in deb deb-src; do
        echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    done > "$folder/apt/sources.list"
    for action in update "source --download-only postgresql-$release"; do
        apt-get -q -o Dir::Etc::SourceList="$folder/apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State="$folder/apt" \
            -o Dir::State::Lists="$folder/apt/lists" -o Dir::State::status="$folder/apt/status" \
            -o Dir::Cache="$folder/apt" -o APT::Sandbox::User=root $action >> "$OLDPWD/target/suite.log" 2>&1 || return 1
    done
}

# The index can name a source that a mirror does not have (yet). Then the one before serves: the suite differs by few tests, and
# these fail with and without the extension.
suite_from_pool() {
    case $release in
        17) tarball=postgresql-17_17.11.orig.tar.bz2 sum=dd27f2b3c59e73ed14aa3324901242bf69a032a6347805f274e6260322d42979 ;;
        *) return 1 ;;
    esac
    /usr/lib/apt/apt-helper -q -o APT::Sandbox::User=root download-file "$mirror/pool/main/p/postgresql-$release/$tarball" \
        "$PWD/$tarball" "SHA256:$sum" >> "$OLDPWD/target/suite.log" 2>&1
}

# The libraries that the suite loads from the folder of its test data.
suite_libraries() {
    compiler=$(make -s -f - << END
include $(dirname "$("$config" --pgxs)")/../Makefile.global
all: ; @echo \$(CC)
END
    ) 2> /dev/null || compiler=gcc
    for source in test/regress/regress ../contrib/spi/autoinc ../contrib/spi/refint; do
        $compiler -O2 -w -fPIC -shared -I"$("$config" --includedir-server)" -o "$folder/libraries/$(basename $source).so" \
            "$folder/source/src/$source.c" || fail "$source.c does not build"
    done
}

# suite_pg_ctl CLUSTER LOG COMMAND...: pg_ctl for a cluster below $folder.
suite_pg_ctl() {
    cluster=$1
    server_log=$2
    shift 2
    (cd / && as_server_user "$folder$bindir/pg_ctl" -D "$folder/$cluster" -w -l "$folder/$server_log" "$@" > /dev/null)
}

# suite_server COMMAND...: the same for the cluster of the suite.
suite_server() {
    suite_pg_ctl data server.log "$@"
}

# suite_cluster SETTINGS: starts a new one, in place of the one that was there, with the settings at the end of its configuration.
suite_cluster() {
    rm -rf "$folder/data"
    new_cluster "$folder" "$folder$bindir"
    printf '%s\n' "$1" >> "$folder/data/postgresql.conf"
    suite_server start
}

# What a server is to have that only learns.
suite_learning="shared_preload_libraries = 'pgseccomp'
pgseccomp.enabled = on
pgseccomp.learn = on"

# suite_run NAME: runs the suite on the running server; the result of each test is in $folder/NAME.results.
suite_run() {
    mkdir -p "$folder/$1"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder/$1"
    (
        cd "$folder/source/src/test/regress"
        as_server_user "$(dirname "$("$config" --pgxs)")/../test/regress/pg_regress" --host="$folder" --bindir="$folder$bindir" \
            --user="$(as_server_user id -un)" --dlpath="$folder/libraries" --inputdir=. --outputdir="$folder/$1" \
            --max-concurrent-tests=20 --schedule=parallel_schedule
    ) > "$folder/$1.out" 2>&1 || :
    # As 15 writes it (test NAME ... ok 5 ms) and as 17 does (ok 1 - NAME 5 ms).
    sed -n -e 's/^ *\(test\)\{0,1\} *\([a-z_0-9]*\) *\.\.\. \(ok\|FAILED\).*/\2 \3/p' \
        -e 's/^ok [0-9]* *[-+] \([a-z_0-9]*\) .*/\1 ok/p' -e 's/^not ok [0-9]* *[-+] \([a-z_0-9]*\) .*/\1 FAILED/p' \
        "$folder/$1.out" | LC_ALL=C sort > "$folder/$1.results"
    [ "$(wc -l < "$folder/$1.results")" -gt 150 ] || { cat "$folder/$1.out" "$folder/server.log"; fail "the suite did not run"; }
    echo "$1: $(grep -c ' ok$' "$folder/$1.results") ok, failed: $(sed -n 's/ FAILED$//p' "$folder/$1.results" | tr '\n' ' ')"
}
