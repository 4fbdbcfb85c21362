# Functions that the scripts share. Sourced, not run; the caller has set -eu and stands in the root of the repository.

version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' pom.xml)

# The time that everything in a release carries, in seconds: the same sources give the same bytes, whenever they are built.
release_time=1767225600

# The version as PGXN and others write it.
three_numbers() {
    case $version in
        *.*.*) echo "$version" ;;
        *) echo "$version.0" ;;
    esac
}

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# median < NUMBERS: the middle one.
median() {
    sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# What begins now. Where PGSECCOMP_STEPS names a file, the time is noted there, for script/slowest.
step() {
    echo "== $*"
    [ -z "${PGSECCOMP_STEPS-}" ] || echo "$(date +%s) $*" >> "$PGSECCOMP_STEPS"
}

# The pg_config of the newest PostgreSQL here that has its server headers.
default_pg_config() {
    for candidate in $(ls -d /usr/lib/postgresql/*/bin/pg_config 2>/dev/null | sort -V -r) "$(command -v pg_config || :)"; do
        if [ -n "$candidate" ] && [ -f "$("$candidate" --pgxs)" ] && [ -x "$("$candidate" --bindir)/postgres" ]; then
            echo "$candidate"
            return
        fi
    done
    fail "no PostgreSQL with server headers found; run script/bootstrap"
}

# Runs a command as a user who may run PostgreSQL: this one, or postgres where this one is root.
as_server_user() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/ "$@"
    else
        "$@"
    fi
}

# A new folder that the server's user owns and can reach, short enough for the path of a Unix socket.
server_folder() {
    folder=$(mktemp -d "/tmp/pgseccomp.XXXXXX")
    chmod 755 "$folder"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder"
    echo "$folder"
}

# private_server FOLDER PG_CONFIG: copies the server's programs and files below FOLDER. A moved server finds its library and
# share folders relative to its programs, so nothing is installed into the system.
private_server() {
    for kind in bindir pkglibdir sharedir; do
        from=$("$2" --$kind)
        mkdir -p "$1$from"
        cp -a "$from/." "$1$from/"
    done
    chmod -R a+rX "$1"
}

# new_cluster FOLDER BINDIR: makes a cluster in FOLDER/data, reached through a socket in FOLDER.
new_cluster() {
    as_server_user "$2/initdb" -A trust --no-sync -D "$1/data" > /dev/null
    cat >> "$1/data/postgresql.conf" << EOF
listen_addresses = ''
unix_socket_directories = '$1'
fsync = off
EOF
}

# stop_at_once FOLDER BINDIR: for clean-up, whether the server of FOLDER/data runs or not.
stop_at_once() {
    [ ! -f "$1/data/postmaster.pid" ] ||
        (cd / && as_server_user "$2/pg_ctl" -D "$1/data" -w -m immediate stop > /dev/null 2>&1) || :
}

# build_into FOLDER PG_CONFIG [make arguments]: builds the release tarball and installs it below FOLDER. What is built does not have
# the name of the folder that it was built in.
build_into() {
    into=$1
    config=$2
    shift 2
    source=$(mktemp -d /tmp/pgseccomp-build.XXXXXX)
    tar -xzf "dist/pgseccomp-$version.tar.gz" -C "$source"
    if ! make -s -j2 -C "$source/pgseccomp-$version" USE_PGXS=1 PG_CONFIG="$config" DESTDIR="$into" \
        PROFILE="-ffile-prefix-map=$source=." "$@" install \
        > "$source/log" 2>&1; then
        cat "$source/log" >&2
        rm -rf "$source"
        fail "the extension does not build"
    fi
    rm -rf "$source"
    chmod -R a+rX "${into:-/nonexistent}" 2>/dev/null || :
}

# install_into FOLDER PG_CONFIG [make arguments]: the same, built once for all that ask for it with the same tarball and the same arguments, and
# kept in target/built. Where build_path is set, that is the PATH of the build.
install_into() {
    [ -n "$1" ] || { build_into "$@"; return; }
    wanted=$1
    shift
    tarball=$(cksum < "dist/pgseccomp-$version.tar.gz" | tr ' ' '-')
    # Another gcc, or other headers, make another library.
    kept=$PWD/target/built/$tarball-$({ echo "$@"; gcc --version; "$1" --version; } | cksum | tr ' ' '-')
    if [ ! -d "$kept" ]; then
        find target/built -mindepth 1 -maxdepth 1 ! -name "$tarball-*" -exec rm -rf {} + 2> /dev/null || :
        (PATH=${build_path:-$PATH} && export PATH && build_into "$kept.$$" "$@")
        mv -T "$kept.$$" "$kept" 2> /dev/null || rm -rf "$kept.$$"
    fi
    mkdir -p "$wanted"
    cp -a --no-preserve=ownership "$kept/." "$wanted/"
}
