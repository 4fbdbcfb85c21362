package org.pgseccomp.observe;

/**
 * Words for what calls were made with: the names that the kernel's headers give to the values of the argument that decides. The values are
 * the same on all architectures that have tables here.
 */
public final class ObservedValues {
    private static final long SOCK_NONBLOCK = 0x800;
    private static final long SOCK_CLOEXEC = 0x80000;
    private static final long LOW_HALF = 0xffffffffL;

    /** Beside the protection of {@code mmap}: what is made executable is a file, and not anonymous memory. Servers that recorded
     * before there was this mark left it out. */
    public static final long OF_FILE = 1L << 32;

    private static final String[] PROTECTIONS = {"PROT_READ", "PROT_WRITE", "PROT_EXEC"};

    private ObservedValues() {}

    /**
     * Appends all values of a call, separated by commas; nothing where there are none.
     *
     * @param syscall its name
     */
    public static void append(StringBuilder words, String syscall, ObservedCall call) {
        for (int i = 0; i < call.values().size(); i++) {
            words.append(i == 0 ? "" : ", ");
            append(words, syscall, (long) call.values().get(i));
        }
        words.append(call.moreValues() && !call.values().isEmpty() ? ", ..." : "");
    }

    /** Appends one value. */
    public static void append(StringBuilder words, String syscall, long value) {
        switch (syscall) {
            case "socket" -> socket(words, value);
            case "mmap" -> {
                protection(words, value & ~OF_FILE);
                words.append((value & OF_FILE) != 0 ? " of a file" : "");
            }
            case "mprotect" -> protection(words, value);
            case "fcntl" -> named(words, fcntl(value), value);
            case "prctl" -> named(words, prctl(value), value);
            default -> hexadecimal(words, value);
        }
    }

    private static void named(StringBuilder words, String name, long value) {
        if (name == null) {
            hexadecimal(words, value);
        } else {
            words.append(name);
        }
    }

    /** A value as a label of a switch; one that has no name where it has more bits. */
    private static int label(long value) {
        return value == (int) value ? (int) value : -1;
    }

    private static void socket(StringBuilder words, long value) {
        long flags = value & (SOCK_NONBLOCK | SOCK_CLOEXEC);
        long domain = value >>> 32;
        long type = value & LOW_HALF & ~flags;
        named(words, domain(domain), domain);
        words.append(' ');
        named(words, type(type), type);
        words.append((flags & SOCK_NONBLOCK) != 0 ? "|SOCK_NONBLOCK" : "");
        words.append((flags & SOCK_CLOEXEC) != 0 ? "|SOCK_CLOEXEC" : "");
    }

    /** The name of a family of sockets, or null. */
    static String domain(long value) {
        return switch (label(value)) {
            case 1 -> "AF_UNIX";
            case 2 -> "AF_INET";
            case 10 -> "AF_INET6";
            case 16 -> "AF_NETLINK";
            case 17 -> "AF_PACKET";
            case 38 -> "AF_ALG";
            case 40 -> "AF_VSOCK";
            default -> null;
        };
    }

    private static String type(long value) {
        return switch (label(value)) {
            case 1 -> "SOCK_STREAM";
            case 2 -> "SOCK_DGRAM";
            case 3 -> "SOCK_RAW";
            case 5 -> "SOCK_SEQPACKET";
            default -> null;
        };
    }

    private static String fcntl(long value) {
        return switch (label(value)) {
            case 0 -> "F_DUPFD";
            case 1 -> "F_GETFD";
            case 2 -> "F_SETFD";
            case 3 -> "F_GETFL";
            case 4 -> "F_SETFL";
            case 5 -> "F_GETLK";
            case 6 -> "F_SETLK";
            case 7 -> "F_SETLKW";
            case 8 -> "F_SETOWN";
            case 9 -> "F_GETOWN";
            case 1030 -> "F_DUPFD_CLOEXEC";
            case 1031 -> "F_SETPIPE_SZ";
            case 1032 -> "F_GETPIPE_SZ";
            case 1033 -> "F_ADD_SEALS";
            default -> null;
        };
    }

    private static String prctl(long value) {
        return switch (label(value)) {
            case 1 -> "PR_SET_PDEATHSIG";
            case 3 -> "PR_GET_DUMPABLE";
            case 4 -> "PR_SET_DUMPABLE";
            case 15 -> "PR_SET_NAME";
            case 16 -> "PR_GET_NAME";
            case 21 -> "PR_GET_SECCOMP";
            case 22 -> "PR_SET_SECCOMP";
            case 23 -> "PR_CAPBSET_READ";
            case 24 -> "PR_CAPBSET_DROP";
            case 35 -> "PR_SET_MM";
            case 38 -> "PR_SET_NO_NEW_PRIVS";
            case 39 -> "PR_GET_NO_NEW_PRIVS";
            case 52 -> "PR_GET_SPECULATION_CTRL";
            case 53 -> "PR_SET_SPECULATION_CTRL";
            case 0x53564d41 -> "PR_SET_VMA";
            case 0x59616d61 -> "PR_SET_PTRACER";
            default -> null;
        };
    }

    private static void protection(StringBuilder words, long value) {
        if (value == 0) {
            words.append("PROT_NONE");
            return;
        }
        if (value >>> PROTECTIONS.length != 0) {
            hexadecimal(words, value);
            return;
        }
        String separator = "";
        for (int i = 0; i < PROTECTIONS.length; i++) {
            if ((value >>> i & 1) != 0) {
                words.append(separator).append(PROTECTIONS[i]);
                separator = "|";
            }
        }
    }

    private static void hexadecimal(StringBuilder words, long value) {
        int shift = 60;
        while (shift > 0 && value >>> shift == 0) {
            shift -= 4;
        }
        words.append("0x");
        for (; shift >= 0; shift -= 4) {
            int digit = (int) (value >>> shift) & 15;
            words.append((char) (digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }
}
