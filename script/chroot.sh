# Functions for scripts that need another Debian than this one: folders with a suite of its own, made by debootstrap. Sourced after
# script/lib.sh. Only for root; what is fetched stays in /var/cache/pgseccomp.

cache=/var/cache/pgseccomp

# The mirror of the system's own sources; the suite differs.
debian_mirror() {
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
}

# new_chroot SUITE FOLDER: a minimal system of SUITE, with its packages lists, as debootstrap makes it.
new_chroot() {
    [ "$(id -u)" = 0 ] || fail "another Debian ($1) is made and entered by root only"
    base=$cache/debootstrap-$1.tar
    mkdir -p "$cache" "$2"
    if [ ! -f "$base" ]; then
        command -v debootstrap > /dev/null || fail "there is no debootstrap; apt-get install debootstrap"
        mirror=$(debian_mirror)
        [ -n "$mirror" ] || fail "apt has no source of Debian here: $1 cannot be fetched"
        made=$(mktemp -d "$cache/debootstrap.XXXXXX")
        # debootstrap may be older than the suite; newer ones are all made like sid.
        how=/usr/share/debootstrap/scripts/$1
        [ -e "$how" ] || how=/usr/share/debootstrap/scripts/sid
        debootstrap --variant=minbase "$1" "$made" "$mirror" "$how" > "$cache/debootstrap-$1.log" 2>&1 ||
            { tail -n 20 "$cache/debootstrap-$1.log" >&2; rm -rf "$made"; fail "debootstrap of $1 failed"; }
        rm -rf "$made/var/cache/apt/archives"/*.deb
        chmod 755 "$made"
        tar -C "$made" -cf "$base.$$" .
        mv "$base.$$" "$base"
        rm -rf "$made"
    fi
    tar -C "$2" -xpf "$base"
    cp /etc/resolv.conf "$2/etc/resolv.conf"
    # A mirror of a suite that is still made may lag behind. Signatures are checked all the same.
    echo 'Acquire::Check-Valid-Until "false";' > "$2/etc/apt/apt.conf.d/90lagging-mirror"
}

# share FROM TO: packages that one folder has downloaded need not be downloaded for the next. Each has its own copy, as apt locks the folder.
share() {
    mkdir -p "$2"
    find "$1" -maxdepth 1 -name '*.deb' -exec cp -n --reflink=auto -t "$2" '{}' +
}

# in_chroot SUITE FOLDER COMMAND...: in namespaces of its own, so that nothing that it starts or mounts is left.
in_chroot() {
    suite_of=$1
    folder_of=$2
    shift 2
    [ -n "$folder_of" ] && [ -f "$folder_of/etc/debian_version" ] && [ ! "$folder_of" -ef / ] || fail "\"$folder_of\" is no other system"
    [ ! -d "$cache/archives-$suite_of" ] || share "$cache/archives-$suite_of" "$folder_of/var/cache/apt/archives"
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive ROOT="$folder_of" \
        unshare --mount --pid --fork --kill-child sh -euc '
        mount -t proc proc "$ROOT/proc"
        mount -t sysfs -o ro sysfs "$ROOT/sys"
        mount --rbind /dev "$ROOT/dev"
        mount -t tmpfs -o mode=1777 shm "$ROOT/dev/shm"
        exec chroot "$ROOT" "$@"' sh "$@"
    share "$folder_of/var/cache/apt/archives" "$cache/archives-$suite_of"
}
