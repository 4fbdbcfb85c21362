package org.pgseccomp.language;

import org.pgseccomp.condition.Condition;

/**
 * A condition that was read.
 *
 * @param text its one form: what is printed is read as the same condition
 * @param condition what it asks
 * @param exactFlags a part of it that holds for a word of flags only if no other flag is set beside these; null if there is none
 */
public record ReadCondition(String text, Condition condition, ExactFlags exactFlags) {
    /**
     * A part that compares flags as a whole.
     *
     * @param parameter its name
     * @param values as they are printed, one at least
     */
    public record ExactFlags(String parameter, String values) {}
}
