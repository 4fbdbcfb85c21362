/**
 * The command line tool. The entry point is {@link org.pgseccomp.cli.PgSeccomp}; each command is a class that reads its options,
 * has the work done by a package of its own, and prints what came out: data to standard output, all else to standard error.
 */
package org.pgseccomp.cli;
