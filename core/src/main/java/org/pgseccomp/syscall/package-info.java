/**
 * System call names, numbers and arguments of the architectures that a program can be compiled for. The entry point is {@link
 * org.pgseccomp.syscall.Architecture}; the tables behind it are generated from the kernel's own headers.
 */
package org.pgseccomp.syscall;
