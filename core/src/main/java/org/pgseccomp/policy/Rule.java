package org.pgseccomp.policy;

import org.pgseccomp.syscall.Syscall;

/** The action of one system call. */
public record Rule(Syscall syscall, Action action) {}
