package org.pgseccomp.cli.learn;

/**
 * Reads the lines of audit logs, kernel logs and journals, in any mixture.
 *
 * <p>A line is a record if it has a known {@link LinePrefix} and then the header {@code type=SECCOMP msg=audit(TIME:SERIAL): } or
 * {@code type=1326 audit(TIME:SERIAL): } ({@code AUDIT_SECCOMP} in {@code include/uapi/linux/audit.h}), or is a journal's entry
 * in JSON with such a message. A line that has only some of this is damaged.
 */
final class LogLines implements LineConsumer {
    private static final long TYPE_SECCOMP_1 = Bytes.word("type=SEC");
    private static final long TYPE_SECCOMP_2 = Bytes.word("COMP msg");
    private static final long AUDIT_STAMP = Bytes.word("g=audit(");
    private static final int FIXED_HEADER = 23;

    /** Of the time from 2001 to 2286. A machine whose clock is not set writes fewer. */
    private static final int SECONDS_DIGITS = 10;

    private static final int MAX_SECONDS_DIGITS = 12;

    private static final byte[] TYPE = Bytes.ascii("type=");
    private static final byte[][] SECCOMP_TYPES = {
        Bytes.ascii("SECCOMP"), Bytes.ascii("1326"), Bytes.ascii("UNKNOWN[1326]")
    };
    private static final byte[][] RULE_TYPES = {Bytes.ascii("SYSCALL"), Bytes.ascii("1300")};
    private static final byte[] MSG = Bytes.ascii("msg=");
    private static final byte[] AUDIT = Bytes.ascii("audit(");
    private static final byte[] AUDIT_MARK = Bytes.ascii("audit: ");
    private static final byte[] INTERPRETED_STAMP_END = Bytes.ascii(") : ");
    private static final byte[] JOURNAL_SECCOMP = Bytes.ascii("SECCOMP ");
    private static final byte[] JOURNAL_RULE = Bytes.ascii("SYSCALL ");

    private final Selection selection;
    private final ExecutableFilter executables;
    private final Observations observations;
    private final boolean wantUserName;
    private final AuditRecord record = new AuditRecord();
    private final LinePrefix prefix = new LinePrefix();
    private JournalEntry journalEntry;
    private LineKind quickKind;
    private long time;
    private long seconds;
    private long lastStart;
    private long lastRest;

    /** Where the line begins whose message is read: its tag stands there. */
    private int lineFrom;

    LogLines(Selection selection, Observations observations) {
        this.selection = selection;
        this.executables = new ExecutableFilter(selection.executables());
        this.observations = observations;
        this.wantUserName = selection.user() != null && selection.user().name() != null;
    }

    @Override
    public int takeQuickly(byte[] b, int from) {
        // One comparison after another: each shows that the line goes on.
        if (Bytes.word(b, from) != TYPE_SECCOMP_1
                || Bytes.word(b, from + 8) != TYPE_SECCOMP_2
                || Bytes.word(b, from + 15) != AUDIT_STAMP) {
            return -1;
        }
        int at = stampEnd(b, from + FIXED_HEADER, SECONDS_DIGITS);
        int end = at < 0 ? -1 : record.read(b, at, wantUserName);
        if (end >= 0) {
            quickKind = select(b);
        }
        return end;
    }

    @Override
    public LineKind quickKind() {
        return quickKind;
    }

    @Override
    public LineKind line(byte[] b, int from, int to) {
        int start = from < to && b[from] == 0x1e ? from + 1 : from; // journalctl -o json-seq
        if (start < to && b[start] == '{') {
            return journal(b, start, to);
        }
        if (start == to) {
            return LineKind.OTHER;
        }
        lineFrom = start;
        boolean fromTheKernel = prefix.find(b, start, to);
        return fromTheKernel
                ? message(b, prefix.message, to, prefix.audit, prefix.journalAudit)
                : untagged(b, start, to);
    }

    /** A message of the kernel or of auditd. */
    private LineKind message(byte[] b, int from, int to, boolean fromAudit, boolean journalAudit) {
        if (Bytes.at(b, from, to, TYPE)) {
            int typeEnd = Math.min(Bytes.tokenEnd(b, from), to);
            int at = Math.min(typeEnd + 1, to);
            if (Bytes.at(b, at, to, MSG)) {
                at += MSG.length;
            }
            boolean hasStamp = Bytes.at(b, at, to, AUDIT);
            if (isOneOf(SECCOMP_TYPES, b, from + TYPE.length, typeEnd)) {
                return hasStamp ? stamped(b, at + AUDIT.length, to) : LineKind.DAMAGED;
            }
            // Another record; or one whose type was cut off.
            LineKind other = isOneOf(RULE_TYPES, b, from + TYPE.length, typeEnd) ? LineKind.AUDIT_RULE : LineKind.OTHER;
            return hasStamp ? other : LineKind.DAMAGED;
        }
        if (journalAudit && Bytes.at(b, from, to, JOURNAL_SECCOMP)) {
            time = Selection.NO_TIME;
            return fields(b, from + JOURNAL_SECCOMP.length);
        }
        if (journalAudit && Bytes.at(b, from, to, JOURNAL_RULE)) {
            return LineKind.AUDIT_RULE;
        }
        if (LossReports.isReport(b, from, to, fromAudit)) {
            observations.dropped(LossReports.dropped(b, from, to));
            return LineKind.LOSS_REPORT;
        }
        if (LossReports.isOfDaemon(b, lineFrom, to)) {
            observations.dropped(LossReports.dropped(b, from, to));
            return LineKind.LOSS_REPORT;
        }
        return Remains.ofRecord(b, from, to) ? LineKind.DAMAGED : LineKind.OTHER;
    }

    /** Whether a word is the name of a type. */
    private static boolean isOneOf(byte[][] types, byte[] b, int from, int end) {
        for (byte[] type : types) {
            if (end - from == type.length && Bytes.at(b, from, end, type)) {
                return true;
            }
        }
        return false;
    }

    /** A line without a known prefix. */
    private LineKind untagged(byte[] b, int from, int to) {
        if (LossReports.isReport(b, from, to, false) || LossReports.isOfDaemon(b, from, to)) {
            observations.dropped(LossReports.dropped(b, from, to));
            return LineKind.LOSS_REPORT;
        }
        if (!Remains.hasNull(b, from, to) && Remains.wholeRecord(b, from, to)) {
            return LineKind.NOT_FROM_THE_KERNEL;
        }
        return Remains.ofRecord(b, from, to) ? LineKind.DAMAGED : LineKind.OTHER;
    }

    /** A record from after {@code audit(}. */
    private LineKind stamped(byte[] b, int from, int to) {
        int digits = 0;
        while (Bytes.isDigit(b[from + digits])) {
            digits++;
        }
        int at = stampEnd(b, from, digits);
        if (at < 0) { // ausearch -i: a date in the words of a locale
            int end = Bytes.indexOf(b, from, Math.min(to, from + 64), INTERPRETED_STAMP_END);
            if (end < 0) {
                return LineKind.DAMAGED;
            }
            time = Selection.NO_TIME;
            at = end + INTERPRETED_STAMP_END.length;
        }
        return fields(b, at);
    }

    /** Reads {@code SECONDS.MILLISECONDS:SERIAL): } and answers where it ends; -1 if it is not that. */
    private int stampEnd(byte[] b, int from, int secondsDigits) {
        int end = Bytes.tokenEnd(b, from);
        int serial = from + secondsDigits + 5;
        if (secondsDigits > MAX_SECONDS_DIGITS
                || end - serial < 3
                || b[end] != ' '
                || b[end - 1] != ':'
                || b[end - 2] != ')') {
            return -1;
        }
        // Neighbours in a log are often of the same second.
        long start = Bytes.word(b, from);
        long rest = Bytes.word(b, from + 3);
        if (secondsDigits != SECONDS_DIGITS || start != lastStart || rest != lastRest) {
            seconds = Bytes.decimal(b, from, from + secondsDigits);
            if (seconds < 0 || b[from + secondsDigits] != '.') {
                lastStart = 0;
                return -1;
            }
            lastStart = secondsDigits == SECONDS_DIGITS ? start : 0;
            lastRest = rest;
        }
        long millis = Bytes.decimal(b, serial - 4, serial - 1);
        if (millis < 0 || b[serial - 1] != ':' || Bytes.decimal(b, serial, end - 2) < 0) {
            return -1;
        }
        time = seconds * 1000 + millis;
        return end + 1;
    }

    private LineKind fields(byte[] b, int from) {
        return record.read(b, from, wantUserName) < 0 ? LineKind.DAMAGED : select(b);
    }

    /** Counts the record that was read, if it belongs to the selection. */
    private LineKind select(byte[] b) {
        if (!executables.acceptsField(b, record.exeFrom, record.exeTo)) {
            observations.otherExecutable(b, record.exeFrom, record.exeTo);
            return LineKind.OTHER_EXECUTABLE;
        }
        if (selection.user() != null) {
            UserFilter.Verdict verdict = selection.user().compare(b, record);
            if (verdict != UserFilter.Verdict.SAME) {
                return verdict == UserFilter.Verdict.OTHER ? LineKind.OTHER_USER : LineKind.UNDECIDED;
            }
        }
        LineKind ofTime = selection.ofTime(time);
        return ofTime == LineKind.TAKEN ? observations.count(record) : ofTime;
    }

    @Override
    public String damage(byte[] b, int from, int to) {
        return Remains.damage(b, from, to);
    }

    /** An entry of {@code journalctl -o json}. */
    private LineKind journal(byte[] b, int from, int to) {
        if (journalEntry == null) {
            journalEntry = new JournalEntry();
        }
        if (!journalEntry.read(b, from, to)) {
            return LineKind.DAMAGED;
        }
        byte[] text = journalEntry.message();
        int end = journalEntry.messageLength();
        if ((journalEntry.isFromJournald() && LossReports.isReport(text, 0, end, false))
                || LossReports.isOfDaemon(journalEntry.identifier(), text, end)) {
            observations.dropped(LossReports.dropped(text, 0, end));
            return LineKind.LOSS_REPORT;
        }
        if (!journalEntry.isFromTheKernel()) {
            // Of other collectors, the record may be in any field.
            boolean hasRecord =
                    Remains.wholeRecord(text, 0, end) || (!journalEntry.isOfJournal() && Remains.ofRecord(b, from, to));
            return hasRecord ? LineKind.NOT_FROM_THE_KERNEL : LineKind.OTHER;
        }
        if (journalEntry.isLeftOut()) {
            return LineKind.DAMAGED;
        }
        if (journalEntry.isFromAuditSocket()) {
            if (!Bytes.at(text, 0, end, JOURNAL_SECCOMP)) {
                return Bytes.at(text, 0, end, JOURNAL_RULE) ? LineKind.AUDIT_RULE : LineKind.OTHER;
            }
            time = journalEntry.time();
            return fields(text, JOURNAL_SECCOMP.length);
        }
        boolean audit = Bytes.at(text, 0, end, AUDIT_MARK);
        lineFrom = 0;
        return message(text, audit ? AUDIT_MARK.length : 0, end, audit, false);
    }
}
