/**
 * Learning from logs: which system calls do the records of a log name? The entry point is {@link
 * org.pgseccomp.cli.learn.Learner}; what it found is an {@link org.pgseccomp.cli.learn.Observations}.
 *
 * <p>Logs are long (gigabytes) and their text is partly the attacker's: a name of a program, a line that another program wrote.
 * So the readers work on bytes, a line at a time, in constant memory, and every line gets exactly one {@link
 * org.pgseccomp.cli.learn.LineKind}: nothing is lost in silence, and what cannot be understood is never guessed at.
 */
package org.pgseccomp.cli.learn;
