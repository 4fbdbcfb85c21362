package org.pgseccomp.recommend;

/** What libraries call where a newer call, which they try first, answers ENOSYS. While a server learns it does not, so that the other call is not seen. */
final class OtherCalls {
    private static final String[][] ALL = {
        {"clone3", "clone"},
        {"epoll_pwait2", "epoll_wait"},
        {"faccessat2", "faccessat"},
        {"openat2", "openat"},
        {"pidfd_send_signal", "kill"},
        {"preadv2", "preadv"},
        {"pwritev2", "pwritev"},
        {"renameat2", "renameat"},
        {"statx", "newfstatat"},
    };

    private OtherCalls() {}

    /** The other call; null where nothing needs to be called. */
    static String of(String newer) {
        for (String[] pair : ALL) {
            if (pair[0].equals(newer)) {
                return pair[1];
            }
        }
        return null;
    }
}
