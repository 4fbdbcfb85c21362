package org.pgseccomp.policy;

/**
 * What a server says of an error about a file where a list of files may be the reason. The kernel does not tell a list from the permissions of the
 * file, so that a hint names both. {@code %s} is where to write it: {@link #OF_ROLE}, or the setting in double quotes.
 */
public final class FileHints {
    private static final String UNSURE =
            "If the permissions of the file are not the reason, the list of files is: add ";
    private static final String RELOAD = " A change is taken in by a reload, for sessions that begin afterwards.";

    /** Of the list of all sessions: what one role needs is not for all. Its {@code %s} is the setting. */
    public static final String OF_ROLE = "session_paths.ROLE of a role in " + SettingNames.ROLES
            + " (behind '@profile', or what all sessions have), or to \"%s\"";

    /** Of an error about a file. */
    public static final String OF_FILE =
            UNSURE + "the file or its folder, with the right that is needed, as in '/srv/export:rw' (r, rw, rx), to %s."
                    + RELOAD;

    /** Of an error of a language, which has words of its own. */
    public static final String OF_LANGUAGE = UNSURE
            + "the file, with the right that is needed, or @languages for the modules of PL/Perl and PL/Python, to %s."
            + RELOAD;

    /** Of a program that could not be started. */
    public static final String OF_PROGRAM =
            "Add " + DenialSource.PROGRAMS + ", or the program and its libraries with :rx, to %s." + RELOAD;

    /** Of a program that failed; {@code %s} is the setting. */
    public static final String OF_FAILED_PROGRAM =
            "The program ran under the list of files in parameter \"%s\", too: what it reads, writes and executes has to be in it.";

    /** Of CREATE TABLESPACE; {@code %s} is the setting. */
    public static final String OF_SYMBOLIC_LINK =
            "Under a list of files nobody can make a symbolic link: CREATE TABLESPACE needs a session with %s = '' (no list).";

    /** Of ALTER SYSTEM; {@code %s} is the setting. */
    public static final String OF_ALTER_SYSTEM =
            "ALTER SYSTEM needs @config:rw in parameter \"%s\", which opens all of the configuration, or a session whose role has it.";

    /** Of pg_promote(); {@code %s} is the setting. */
    public static final String OF_PROMOTION =
            "pg_promote() needs @config:rw in parameter \"%s\", which opens all of the configuration; pg_ctl promote needs nothing.";

    /** Of a file of a table space; {@code %s} is the setting. */
    public static final String OF_TABLE_SPACE = "If the table space was made after this session began, connect again."
            + " A folder with :rw in parameter \"%s\" has those that are made in it later, too.";

    private FileHints() {}
}
