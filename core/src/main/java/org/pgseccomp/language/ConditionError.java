package org.pgseccomp.language;

/**
 * Why a condition cannot be read.
 *
 * @param reason completes the sentence "Element n, ..., "
 * @param position of what is wrong, in the text of the condition, 0 for its first char
 * @param hint sentences, or ""
 */
public record ConditionError(String reason, int position, String hint) {}
