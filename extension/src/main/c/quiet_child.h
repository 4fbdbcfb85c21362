/*
 * quiet_child.h: a child of the postmaster that PostgreSQL does not see.
 *
 * It is made by clone(2) with exit signal 0: the postmaster gets no SIGCHLD for it and waitpid(-1) never sees it, so that its
 * death, however it comes, is no crash of a backend. Only quiet_child_wait waits for it, with __WCLONE.
 */
#ifndef PGSECCOMP_QUIET_CHILD_H
#define PGSECCOMP_QUIET_CHILD_H

#include "postgres.h"

#include <sys/types.h>

/*
 * fork(2), without an exit signal and without the handlers of pthread_atfork; flags of clone(2) say what is shared: 0, nothing. In the
 * child all signals are blocked: a handler of the postmaster's must not run there. -1 with errno where there is none.
 */
extern pid_t quiet_child(unsigned long flags);

/* Waits for the end of such a child, and answers its status as wait(2) has it; -1 if it cannot be had. */
extern int	quiet_child_wait(pid_t child);

#endif
