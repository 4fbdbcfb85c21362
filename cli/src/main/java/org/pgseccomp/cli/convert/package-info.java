/**
 * Policies in the formats of others. {@link org.pgseccomp.cli.convert.Formats} is the entry.
 *
 * <pre>
 *   text → *Reader → {@link org.pgseccomp.cli.convert.NeutralPolicy} → *Writer → text
 * </pre>
 *
 * <p>The neutral policy says for every call of an architecture what becomes of it, as the core's {@code Decision}s do, and for the numbers
 * that are no call's. Each format has a reader and a writer of its own and knows none of the others. What a side cannot say goes to the {@link
 * org.pgseccomp.cli.convert.Remarks}: a reader or writer that leaves something out without a remark is wrong, and what is written in its place
 * is never milder, unless that was asked for.
 */
package org.pgseccomp.cli.convert;
