package org.pgseccomp.cli.learn;

/**
 * Texts that people take for logs of system calls, told by what their beginnings have in them, and where the calls are to be had. The first one
 * that fits counts. Such an input is read all the same, since a record may come later; only if none does, this is said of it.
 */
enum ForeignText {
    OCI(
            "is a seccomp profile of containers (OCI), no log; pgseccomp convert --to conf reads it",
            "\"defaultAction\"",
            "\"SCMP_ACT_"),
    SPO("is a SeccompProfile of the Security Profiles Operator, no log", "kind: SeccompProfile"),
    LAUREL(
            "is a log of laurel, which cannot be told from what any program writes; the records themselves: "
                    + ForeignText.RAW,
            "{\"ID\":\"",
            "\"SECCOMP\":{"),
    AUREPORT(
            "is a report of aureport, without the executables; try: " + ForeignText.RAW,
            "# date time syscall pid comm"),
    AUREPORT_OTHER("is a report of aureport; try: " + ForeignText.RAW, " Report\n====="),
    AUSEARCH_CSV(
            "is what ausearch --format csv prints, without numbers; try: " + ForeignText.RAW, "NODE,EVENT,DATE,TIME,"),
    AUSEARCH_TEXT(
            "is what ausearch --format text prints, without numbers; try: " + ForeignText.RAW, "At ", " acting as "),
    AUDITBEAT(
            "is what auditbeat writes, in its own words; the records themselves: " + ForeignText.RAW,
            "\"auditd\":{",
            "\"message_type\""),
    SYSCOUNT(
            "is what syscount of bcc prints: the most frequent calls only, of all executables; try: "
                    + ForeignText.TABLE,
            "Tracing syscalls, printing top"),
    SYSCOUNT_TABLE(
            "is what syscount of bcc prints: the most frequent calls only, of all executables; try: "
                    + ForeignText.TABLE,
            "SYSCALL  ",
            "COUNT"),
    BCC("is what a tool of bcc prints, of single calls; try: " + ForeignText.TABLE, "PID ", " COMM "),
    BCC_EXECSNOOP("is what a tool of bcc prints, of single calls; try: " + ForeignText.TABLE, "PCOMM ", " PID "),
    BPFTRACE(
            "is what bpftrace prints, and no script of it is known here; try: " + ForeignText.TABLE,
            "Attaching ",
            " probe"),
    BPFTRACE_NEW(
            "is what bpftrace prints, and no script of it is known here; try: " + ForeignText.TABLE,
            "Attached ",
            " probe"),
    BPFTRACE_MAP("is what bpftrace prints, and no script of it is known here; try: " + ForeignText.TABLE, "@[", "]: "),
    PERF_TRACE("is what perf trace prints; " + ForeignText.PERF, " ms): ", ") = "),
    PERF_SCRIPT("is what perf prints of single events; " + ForeignText.PERF, "raw_syscalls:sys_enter"),
    PERF_STAT("is what perf prints of single events; " + ForeignText.PERF, "syscalls:sys_e"),
    FTRACE("is what ftrace prints; try: " + ForeignText.TRACE, "# tracer: "),
    TRACE_CMD("is what ftrace prints; try: " + ForeignText.TRACE, ": sys_enter"),
    LTTNG("is what LTTng prints; try: " + ForeignText.TRACE, " syscall_entry_"),
    LTRACE("is a trace of ltrace, which has calls of libraries; try: " + ForeignText.TRACE, "+++ exited (status "),
    LTRACE_START("is a trace of ltrace, which has calls of libraries; try: " + ForeignText.TRACE, "__libc_start_main("),
    LTRACE_SYSTEM("is a trace of ltrace, which has calls of libraries; try: " + ForeignText.TRACE, "SYS_", "("),
    SYSDIG("is what sysdig prints; try: " + ForeignText.TRACE, ") > ", ") < "),
    SYSDIG_OPEN("is what sysdig prints; try: " + ForeignText.TRACE, ") > openat "),
    FALCO_JSON(
            "is what Falco writes, of what its rules say and nothing else; try: " + ForeignText.TRACE,
            "\"output_fields\""),
    FALCO(
            "is what Falco writes, of what its rules say and nothing else; try: " + ForeignText.TRACE,
            "(user=",
            " command="),
    TETRAGON("is what Tetragon writes; try: " + ForeignText.TRACE, "\"process_tracepoint\""),
    TETRAGON_PROBE("is what Tetragon writes; try: " + ForeignText.TRACE, "\"process_kprobe\""),
    TRACEE("is what Tracee writes; try: " + ForeignText.TRACE, "\"eventName\":\"", "\"processName\""),
    FILTER("is a program of a filter, and no log", "line  CODE  JT   JF"),
    FILTER_PFC("is a program of a filter, and no log", "# pseudo filter code start"),
    JOURNAL_EXPORT("is what journalctl -o export prints; try: " + ForeignText.JOURNAL, "__CURSOR=", "\n__"),
    JOURNAL_PRETTY("is what journalctl -o json-pretty prints; try: " + ForeignText.JOURNAL, "{\n\t\"__CURSOR\""),
    JOURNAL_PRETTY_2(
            "is what journalctl -o json-pretty prints; try: " + ForeignText.JOURNAL, "{\n", "\t\"_TRANSPORT\""),
    JOURNAL_VERBOSE("is what journalctl -o verbose prints; try: " + ForeignText.JOURNAL, " [s=", "\n    _"),
    DMESG_JSON("is what dmesg --json prints; try: dmesg | pgseccomp learn -", "\"dmesg\": ["),
    COLOURS("has colours of a terminal in it; try the command with --color=never or with a pipe", "\u001b["),
    OUR_DENIALS(
            "is a log of PostgreSQL, which has messages of denials and no records; the calls that a server denied:"
                    + " SELECT DISTINCT syscall FROM seccomp_denials",
            "pgseccomp denied system call"),
    POSTGRESQL(
            "is a log of PostgreSQL, which has no records of system calls; the kernel's: " + ForeignText.JOURNAL,
            "LOG:  "),
    CONFIGURATION("is a configuration; try: pgseccomp check FILE", "pgseccomp.", " = "),
    UNIT("is a unit of systemd, no log", "SystemCallFilter="),
    OTHER_JSON(
            "is JSON of no known form; if a field has whole records, print that one: jq -r .message FILE | pgseccomp learn -",
            "{\"");

    private static final String RAW = "ausearch -m SECCOMP --raw | pgseccomp learn -";
    private static final String JOURNAL = "journalctl -k -o json | pgseccomp learn -";
    private static final String TRACE = "strace -f -o FILE -p PID, and pgseccomp learn FILE";
    private static final String TABLE = "strace -f -c -o FILE -p PID, and pgseccomp learn FILE";
    private static final String PERF = "its summary is read: perf trace -s -p PID 2>&1 | pgseccomp learn -";

    /** How much of a text is looked at for words alone. */
    private static final int MOST_WORDS = 2000;

    private static final byte[][] LTRACE_LINES = {Bytes.ascii("+++ exited (status "), Bytes.ascii("__libc_start_main(")
    };
    private static final byte[] SYSTEM_CALL = Bytes.ascii("SYS_");

    private final String advice;
    private final byte[][] marks;

    ForeignText(String advice, String... marks) {
        this.advice = advice;
        this.marks = new byte[marks.length][];
        for (int i = 0; i < marks.length; i++) {
            this.marks[i] = Bytes.ascii(marks[i]);
        }
    }

    /** What to say of an input in which nothing was understood, by its beginning. */
    static String advice(byte[] head, int length) {
        for (ForeignText text : values()) {
            if (text.fits(head, length)) {
                return text.advice;
            }
        }
        String words = words(Bytes.text(head, 0, Math.min(length, MOST_WORDS)));
        if (words != null) {
            return words;
        }
        return "no line of it is a record of a system call, nor any other line that the kernel, auditd, journald or strace write;"
                + " pgseccomp learn --help says what is read";
    }

    /** What to say of an input that has records in a form of others; null if it has none that there is a better command for. */
    static String betterForm(byte[] head, int length) {
        for (ForeignText text : values()) {
            boolean hasRecords = text.compareTo(JOURNAL_EXPORT) >= 0 && text.compareTo(COLOURS) <= 0;
            if (hasRecords && text.fits(head, length)) {
                return text.advice;
            }
        }
        return null;
    }

    /** Whether a line is of ltrace, whose other lines look like those of strace, and name functions of libraries. */
    static boolean isLineOfLtrace(byte[] b, int from, int to) {
        for (byte[] line : LTRACE_LINES) {
            if (Bytes.contains(b, from, Math.min(to, from + 40), line)) {
                return true;
            }
        }
        int at = Bytes.indexOf(b, from, Math.min(to, from + 40), SYSTEM_CALL);
        int name = at + SYSTEM_CALL.length;
        boolean isFirst = at == from || (at > from && b[at - 1] == ' ');
        return isFirst && at >= 0 && name < to && !Bytes.isDigit(b[name]) && StraceHead.nameEnd(b, name, to) >= 0;
    }

    /** What texts of names or numbers alone are, and traces of a call that was never made. */
    private static String words(String text) {
        if (text.contains("+++ exited with ") || text.contains("+++ killed by ") || text.contains("--- SIG")) {
            return "is a trace with no call in it; strace -f without -e, -P and -z traces all";
        }
        if (text.matches("[0-9]+([\\s,]+[0-9]+)*\\s*")) {
            return "has numbers and nothing else, and no log";
        }
        return text.matches("[a-z][a-z0-9_]*([\\s,]+[a-z][a-z0-9_]*)*,?\\s*") && isCall(text)
                ? "has names of system calls and nothing else: it is a list, and no log"
                : null;
    }

    private static boolean isCall(String text) {
        String first = text.split("[\\s,]+", 2)[0];
        return SyscallNames.INSTANCE.number(0, first) >= 0 || SyscallNames.INSTANCE.number(1, first) >= 0;
    }

    private boolean fits(byte[] head, int length) {
        for (byte[] mark : marks) {
            if (!Bytes.contains(head, 0, length, mark)) {
                return false;
            }
        }
        return true;
    }
}
