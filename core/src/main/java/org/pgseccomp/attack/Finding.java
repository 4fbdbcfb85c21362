package org.pgseccomp.attack;

/**
 * What a policy makes of an attack.
 *
 * @param stoppedBy for each way what stands in it, separated by semicolons, each once; empty where it is open
 */
public record Finding(Attack attack, Verdict verdict, String stoppedBy) {}
