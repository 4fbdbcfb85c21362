package org.pgseccomp.cli.learn;

/**
 * Texts that people take for logs of system calls, told by what their beginnings have in them, and where the calls are to be had. The first one
 * that fits counts. Such an input is read all the same, since a record may come later; only if none does, this is said of it.
 */
enum ForeignText {
    OCI("is a seccomp profile of containers (OCI), no log", "\"defaultAction\"", "\"SCMP_ACT_"),
    SPO("is a SeccompProfile of the Security Profiles Operator, no log", "kind: SeccompProfile"),
    LAUREL(
            "is a log of laurel, which cannot be told from what any program writes; the records themselves:"
                    + " ausearch -m SECCOMP --raw | pgseccomp learn -",
            "{\"ID\":\"",
            "\"SECCOMP\":{"),
    AUREPORT(
            "is a report of aureport, without the executables; try: ausearch -m SECCOMP --raw | pgseccomp learn -",
            "# date time syscall pid comm"),
    AUREPORT_OTHER("is a report of aureport; try: ausearch -m SECCOMP --raw | pgseccomp learn -", " Report\n====="),
    AUSEARCH_CSV(
            "is what ausearch --format csv prints, without numbers; try: ausearch -m SECCOMP --raw | pgseccomp learn -",
            "NODE,EVENT,DATE,TIME,"),
    SYSCOUNT(
            "is what syscount of bcc prints: the most frequent calls only, of all executables; try: strace -f -c -o FILE -p PID,"
                    + " and pgseccomp learn FILE",
            "Tracing syscalls, printing top"),
    SYSCOUNT_TABLE(
            "is what syscount of bcc prints: the most frequent calls only, of all executables; try: strace -f -c -o FILE -p PID,"
                    + " and pgseccomp learn FILE",
            "SYSCALL  ",
            "COUNT"),
    BPFTRACE(
            "is what bpftrace prints, and no script of it is known here; try: strace -f -c -o FILE -p PID, and pgseccomp learn FILE",
            "Attaching ",
            " probe"),
    LTRACE("is a trace of ltrace; try: strace -f -o FILE -p PID, and pgseccomp learn FILE", "SYS_", "("),
    SYSDIG("is what sysdig prints; try: strace -f -o FILE -p PID, and pgseccomp learn FILE", ") > openat "),
    PERF_TRACE(
            "is what perf trace prints; its summary is read: perf trace -s -p PID 2>&1 | pgseccomp learn -",
            " ms): ",
            ") = "),
    JOURNAL_EXPORT(
            "is what journalctl -o export prints; try: journalctl -k -o json | pgseccomp learn -", "__CURSOR=", "\n__"),
    JOURNAL_PRETTY(
            "is what journalctl -o json-pretty prints; try: journalctl -k -o json | pgseccomp learn -",
            "{\n\t\"__CURSOR\""),
    JOURNAL_PRETTY_2(
            "is what journalctl -o json-pretty prints; try: journalctl -k -o json | pgseccomp learn -",
            "{\n",
            "\t\"_TRANSPORT\""),
    JOURNAL_VERBOSE(
            "is what journalctl -o verbose prints; try: journalctl -k -o json | pgseccomp learn -", " [s=", "\n    _"),
    OUR_DENIALS(
            "is a log of PostgreSQL, which has messages of denials and no records; the calls that a server denied:"
                    + " SELECT DISTINCT syscall FROM seccomp_denials",
            "pgseccomp denied system call"),
    POSTGRESQL(
            "is a log of PostgreSQL, which has no records of system calls; the kernel's: journalctl -k -o json | pgseccomp learn -",
            "LOG:  "),
    CONFIGURATION("is a configuration; try: pgseccomp check FILE", "pgseccomp.", " = "),
    UNIT("is a unit of systemd, no log", "SystemCallFilter="),
    OTHER_JSON(
            "is JSON of no known form; if a field has whole records, print that one: jq -r .message FILE | pgseccomp learn -",
            "{\"");

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
        return "no line of it is a record of a system call, nor any other line that the kernel, auditd, journald or strace write;"
                + " pgseccomp learn --help says what is read";
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
