package org.pgseccomp.syscall;

/**
 * A system call of one architecture.
 *
 * @param name as in the kernel's headers, without {@code __NR_}
 * @param number 0 or more
 */
public record Syscall(String name, int number) {}
