package org.pgseccomp.cli.conf;

/**
 * A line that PostgreSQL would not read. A server does not start with one.
 *
 * @param line counted from 1; 0 where it is about the file as a whole
 * @param hint sentences, or ""
 */
public record ConfigurationProblem(String file, int line, String message, String hint) {}
