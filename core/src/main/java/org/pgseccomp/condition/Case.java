package org.pgseccomp.condition;

/**
 * One case of a {@link Decision}.
 *
 * @param condition of the calls that it is about
 * @param result what is decided for them
 */
public record Case<T>(Condition condition, T result) {}
