package org.pgseccomp.language;

/**
 * Why an entry cannot be taken apart.
 *
 * @param reason completes the sentence "Element n, at character m, ..."
 * @param ordinal 1 for the first entry
 * @param position 1 for the first char of the list
 */
public record EntryError(String reason, int ordinal, int position) {}
