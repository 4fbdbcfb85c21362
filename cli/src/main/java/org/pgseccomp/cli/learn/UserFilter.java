package org.pgseccomp.cli.learn;

/**
 * Which user's records count.
 *
 * @param name the user's name, null if only the number is known
 * @param uid the user's number, -1 if only the name is known. Numbers of logs from another host may mean other users
 */
public record UserFilter(String name, long uid) {
    /** What a comparison came to. */
    enum Verdict {
        SAME,
        OTHER,
        /** The record has a number where only a name is known, or the other way round. */
        UNKNOWN
    }

    /** Compares with the user of a record: the name that auditd added, or else the field, which is a number or a name. */
    Verdict compare(byte[] b, AuditRecord record) {
        if (name != null && record.userNameTo > record.userNameFrom) {
            return sameName(b, record.userNameFrom, record.userNameTo);
        }
        long number = Bytes.decimal(b, record.uidFrom, record.uidTo);
        if (number >= 0) {
            return uid < 0 ? Verdict.UNKNOWN : uid == number ? Verdict.SAME : Verdict.OTHER;
        }
        return name == null ? Verdict.UNKNOWN : sameName(b, record.uidFrom, record.uidTo);
    }

    private Verdict sameName(byte[] b, int from, int to) {
        return Bytes.text(b, from, to).equals(name) ? Verdict.SAME : Verdict.OTHER;
    }
}
