/*
 * isolation.h: keeps the processes of the server apart, with Landlock.
 *
 * A process in a Landlock domain may not use ptrace(2), and whatever is allowed to whom ptrace is (/proc/PID/mem, process_vm_writev,
 * pidfd_getfd), on a process outside of it. A filter cannot tell that: it sees no names of files. Each child of the postmaster has a domain of
 * its own, and what it executes is in the same one. No file is denied to anybody.
 */
#ifndef PGSECCOMP_ISOLATION_H
#define PGSECCOMP_ISOLATION_H

#include "postgres.h"

/* What the core is told (IsolationJudge.java): "offered" if a child that was put into a domain could not read this process any more, else "missing". */
extern const char *isolation_offered(void);

/* The first byte of kernel.yama.ptrace_scope, as text; "" if there is none. Yama keeps processes apart from 1 on. */
extern const char *isolation_by_yama(void);

/* Has all children that are forked from now on enter a domain, or ends with FATAL. */
extern void isolation_prepare(void);

/*
 * In a child of the postmaster that fork(2) has just made: enters the domain, if children are to. Async-signal-safe. Ends the process where that fails.
 * Answers whether it is in one.
 */
extern bool isolation_enter(void);

#endif
