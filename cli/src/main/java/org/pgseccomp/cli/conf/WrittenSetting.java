package org.pgseccomp.cli.conf;

/**
 * A line of a configuration file.
 *
 * @param name as written
 * @param value without its quotes, one char (0 to 255) for each byte
 * @param file as it was named
 * @param line counted from 1; 0: in none, as of a profile that a command line names
 */
public record WrittenSetting(String name, String value, String file, int line) {
    /** Where it stands, as compilers say it; the file alone for what is in no line. */
    public String place() {
        return line == 0 ? file : file + ":" + line;
    }
}
