# What script/syscalls and script/constants share: where the kernel's UAPI headers of an architecture are. Sourced, not run; the caller has
# set -eu, fail, work, which is a folder of its own, and root, which is the folder of an unpacked linux-libc-dev, or "" for what is installed.

# architecture:triplet
architectures='x86_64:x86_64-linux-gnu aarch64:aarch64-linux-gnu riscv64:riscv64-linux-gnu ppc64le:powerpc64le-linux-gnu s390x:s390x-linux-gnu'

# include_path TRIPLET: the preprocessor's options that find that architecture's headers and nothing else. Headers of two word
# sizes ask macros of the compiler which one it is for; here that is always x86_64's.
include_path() {
    case "$1" in
        powerpc64le-*) echo "-D__powerpc64__" ;;
        s390x-*) echo "-D__s390x__" ;;
        riscv64-*) echo "-D__riscv_xlen=64" ;;
    esac
    if [ -n "$root" ]; then
        echo "-isystem $root/usr/include/$1 -isystem $root/usr/include"
    elif [ -f "/usr/$1/include/asm/unistd.h" ]; then # linux-libc-dev-ARCH-cross
        echo "-isystem /usr/$1/include"
    elif [ -f "/usr/include/$1/asm/unistd.h" ]; then
        echo "-isystem /usr/include/$1 -isystem /usr/include"
    fi
}

# headers_of ARCHITECTURE TRIPLET: the same, and fails if there are none.
headers_of() {
    options=$(include_path "$2")
    case "$options" in *-isystem*) echo "$options" ;; *)
        fail "no kernel headers for $1 (on Debian: linux-libc-dev, linux-libc-dev-ARCH-cross)" ;;
    esac
}

linux_version() {
    echo '#include <linux/version.h>
= LINUX_VERSION_CODE' | gcc -E -P -nostdinc $1 - | sed -n 's/^= //p'
}

dotted() {
    echo "$(($1 / 65536)).$(($1 / 256 % 256)).$(($1 % 256))"
}

# require_newer ARCHITECTURE THEIRS OURS WHAT: of two versions of Linux, that of the headers and that of a table. What stands on one side only, in
# $work/only-headers or $work/only-table, must be of the newer version.
require_newer() {
    if [ "$2" -le "$3" ] && [ -s "$work/only-headers" ]; then
        cat "$work/only-headers" >&2
        fail "$1: the headers of Linux $(dotted "$2") have $4 that the table of $(dotted "$3") lacks"
    fi
    if [ "$2" -ge "$3" ] && [ -s "$work/only-table" ]; then
        cat "$work/only-table" >&2
        fail "$1: the table of Linux $(dotted "$3") has $4 that the headers of $(dotted "$2") lack"
    fi
}
