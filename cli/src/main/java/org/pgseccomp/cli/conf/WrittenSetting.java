package org.pgseccomp.cli.conf;

/**
 * A line of a configuration file.
 *
 * @param name as written
 * @param value without its quotes, one char (0 to 255) for each byte
 * @param file as it was named
 * @param line counted from 1
 */
public record WrittenSetting(String name, String value, String file, int line) {}
