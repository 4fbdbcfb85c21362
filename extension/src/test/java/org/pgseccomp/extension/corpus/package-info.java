/**
 * The comparison of the core on a JVM with the core in native code. {@link org.pgseccomp.extension.corpus.Corpus} is the
 * program; {@link org.pgseccomp.extension.corpus.CaseGenerator} makes the requests, each from a seed and a number, and {@link
 * org.pgseccomp.extension.corpus.Operations} is the one place that knows what a request looks like: a new operation of the
 * boundary is added there.
 */
package org.pgseccomp.extension.corpus;
