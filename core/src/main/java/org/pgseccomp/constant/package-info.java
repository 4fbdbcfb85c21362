/**
 * Names of numbers: the constants that can stand in an argument of a system call, and the errors that it can fail with. The tables are
 * generated from the kernel's own headers.
 */
package org.pgseccomp.constant;
