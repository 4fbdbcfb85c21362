package org.pgseccomp.language;

import org.pgseccomp.condition.Condition;

/**
 * A condition that was read.
 *
 * @param text its one form: what is printed is read as the same condition
 * @param condition what it asks
 */
public record ReadCondition(String text, Condition condition) {}
