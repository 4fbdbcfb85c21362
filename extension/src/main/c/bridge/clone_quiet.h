/*
 * clone_quiet.h: a child of the postmaster that PostgreSQL does not see.
 *
 * It is made by clone(2) with exit signal 0: the postmaster gets no SIGCHLD for it and waitpid(-1) never sees it, so that its
 * death, however it comes, is no crash of a backend. Only clone_quiet_wait waits for it, with __WCLONE.
 */
#ifndef PGSECCOMP_CLONE_QUIET_H
#define PGSECCOMP_CLONE_QUIET_H

#include "postgres.h"

#include <sys/types.h>

/*
 * fork(2), without an exit signal and without the handlers of pthread_atfork; flags of clone(2) say what is shared: 0, nothing. In the
 * child all signals are blocked: a handler of the postmaster's must not run there. -1 with errno where there is none.
 */
extern pid_t clone_quiet(unsigned long flags);

/* Waits for the end of such a child, and answers its status as wait(2) has it; -1 if it cannot be had. */
extern int	clone_quiet_wait(pid_t child);

#endif
