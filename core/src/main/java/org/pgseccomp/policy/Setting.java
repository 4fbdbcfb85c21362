package org.pgseccomp.policy;

/**
 * A setting as it stands in a configuration.
 *
 * @param name as written; upper and lower case are the same
 * @param value as written, one char (0 to 255) for each byte
 */
public record Setting(String name, String value) {}
