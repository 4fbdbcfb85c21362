/*
 * disposable_child.h: what a disposable child does.
 */
#ifndef PGSECCOMP_DISPOSABLE_CHILD_H
#define PGSECCOMP_DISPOSABLE_CHILD_H

#include "bridge/boundary.h"

#include <sys/types.h>

/* The status with which a child ends whose call was not answered. */
#define DISPOSABLE_NO_ANSWER 3

/* The calls from one on of a batch, each so many behind the last, and where they are answered. */
typedef struct ChildTask
{
	const CoreCall *calls;
	int			count;			/* of the batch */
	int			first;
	int			step;
	bool		after_start;	/* whether the server has started; for tests */
} ChildTask;

/*
 * Answers the calls, into a pipe: for each the length of the reply, then the reply. Ends the process, with status 0 if all were
 * answered. It dies with its parent.
 */
extern __attribute__((noreturn)) void disposable_child_run(const ChildTask *task, int out, pid_t parent);

#endif
