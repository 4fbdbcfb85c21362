/**
 * The core as the C adapter sees it: bytes in, bytes out. {@link org.pgseccomp.extension.EntryPoint} is the only class that C
 * knows; {@link org.pgseccomp.extension.Boundary} is what it does, and the same on a JVM.
 */
package org.pgseccomp.extension;
