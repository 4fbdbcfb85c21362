/*
 * fork_hooks.c: the handlers around fork(2), which PostgreSQL has no hook for.
 *
 * Before each fork, the postmaster sees to it that the policies are those of the last reload (policies.c): a process gets what
 * is in force when it begins. The child enters a domain of its own (isolation.h) and writes down in the table of processes which policies those
 * were, so that they are kept as long as it may ask for them (process_table.c).
 *
 * The handler in the child is async-signal-safe, and acts in children of the postmaster only.
 */
#include "postgres.h"

#include "process/fork_hooks.h"
#include "miscadmin.h"

#include <pthread.h>
#include <string.h>

#include "process/oom_score.h"

static void (*before_each_fork) (void);
static void (*in_each_child) (void);

static void
before_fork_in_parent(void)
{
	if (!IsUnderPostmaster)
	{
		before_each_fork();
		oom_score_of_children();
	}
}

static void
after_fork_in_parent(void)
{
	if (!IsUnderPostmaster)
		oom_score_of_postmaster();
}

static void
after_fork_in_child(void)
{
	/* Set by PostgreSQL soon after the fork: the children of children come here too. */
	if (IsUnderPostmaster)
		return;
	oom_score_forget();
	in_each_child();
}

void
fork_hooks_prepare(void (*before_fork) (void), void (*in_child) (void))
{
	int			problem;

	oom_score_prepare();
	before_each_fork = before_fork;
	in_each_child = in_child;
	problem = pthread_atfork(before_fork_in_parent, after_fork_in_parent, after_fork_in_child);
	if (problem != 0)
		ereport(FATAL, (errmsg("pgseccomp could not register a fork handler: %s", strerror(problem))));
}
