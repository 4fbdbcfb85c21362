package org.pgseccomp.simulate;

/**
 * Who made a call.
 *
 * @param type as {@link org.pgseccomp.observe.ObservedSubject} has it
 * @param program that made it
 * @param role empty where there is none
 * @param database empty where there is none
 */
public record Caller(String type, String program, String role, String database) {}
