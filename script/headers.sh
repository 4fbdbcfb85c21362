# What script/syscalls and script/constants share: where the kernel's UAPI headers of an architecture are. Sourced, not run; the caller has
# set -eu, and root, which is the folder of an unpacked linux-libc-dev, or "" for what is installed.

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
