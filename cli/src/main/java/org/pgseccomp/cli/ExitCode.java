package org.pgseccomp.cli;

/** The exit codes of all commands. Scripts rely on them. */
final class ExitCode {
    static final int OK = 0;
    /** Nothing was printed that could be used. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** The result was printed, and may lack something. */
    static final int INCOMPLETE = 3;
    /** A defect of this tool; sysexits(3) calls it EX_SOFTWARE. */
    static final int DEFECT = 70;

    /** Of simulate: calls that were recorded would be denied. */
    static final int DENIED = 4;
    /** Of diff: the new policy is another one, and nobody may do more. */
    static final int TIGHTER = 10;
    /** Of diff: somebody may do more. */
    static final int LOOSER = 11;

    /** Of status: a server does not enforce its policy, or a process has not the filters that it should have. */
    static final int UNPROTECTED = 12;
    /** Of status: servers are protected, and something is to be looked at. */
    static final int ATTENTION = 13;

    private ExitCode() {}
}
