package org.pgseccomp.attack;

/**
 * Something without which a way of an attack cannot be gone.
 *
 * @param kind what it is
 * @param text what exactly: entries of a list of calls, one of which is enough; paths, one of which is enough; or the name of a privilege
 */
public record Need(Kind kind, String text) {
    /** What can be needed. */
    public enum Kind {
        /** To make one of some calls. */
        CALLS(""),
        /** To read a file, or list a folder. */
        READ("read "),
        /** To write a file, or to make it. */
        WRITE("write "),
        /** To execute a file. */
        EXECUTE("execute "),
        /** To make a symbolic link, a fifo, a socket or a device. */
        LINK("link "),
        /** To connect to a TCP port of the attacker's choice. */
        CONNECT("connect to a port"),
        /** To bind a TCP port of the attacker's choice. */
        BIND("bind a port"),
        /** A right that the server's user does not have. */
        PRIVILEGE("privilege "),
        /** Access to the memory of a process: {@code server}, or {@code stranger}, another program of the server's user. */
        TRACE("trace "),
        /** A program gets rights from its file (setuid, file capabilities). */
        NEW_PRIVILEGES("new privileges"),
        /** Calls by another ABI of the machine: int 0x80, x32. */
        FOREIGN_ABI("foreign abi"),
        /** A ring of io_uring that the session has from its postmaster. */
        INHERITED_RING("inherited ring");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        boolean isKindOf(String need) {
            return need.startsWith(word);
        }

        String textOf(String need) {
            return need.substring(word.length());
        }
    }

    /** Reads a need. What begins with no word of a kind is a list of calls. */
    static Need read(String need) {
        Kind[] kinds = Kind.values();
        for (int i = 1; i < kinds.length; i++) {
            if (kinds[i].isKindOf(need)) {
                return new Need(kinds[i], kinds[i].textOf(need));
            }
        }
        return new Need(Kind.CALLS, need);
    }

    /** As the catalogue has it. */
    @Override
    public String toString() {
        return kind.word + text;
    }
}
