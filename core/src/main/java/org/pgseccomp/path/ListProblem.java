package org.pgseccomp.path;

/**
 * Why an element of a list cannot be taken.
 *
 * @param written the element; empty where it cannot be told where it ends
 * @param ordinal 1 for the first
 * @param position of its first char in the list, 1 for the first
 * @param reason completes the sentence "Element n, ..."
 * @param hint a sentence, or ""
 */
public record ListProblem(String written, int ordinal, int position, String reason, String hint) {}
