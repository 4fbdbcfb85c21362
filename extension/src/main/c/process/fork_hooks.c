/*
 * fork_hooks.c: the handlers around fork(2), which PostgreSQL has no hook for.
 *
 * Before each fork, the postmaster sees to it that the policies are those of the last reload (policies.c): a process gets what
 * is in force when it begins. The child writes down in the table of processes which policies those were, so that they are kept as long
 * as it may ask for them (process_table.c).
 *
 * In the child, PostgreSQL's out-of-memory protection is kept working in undumpable processes.
 * The postmaster is undumpable, and its children are from the moment they are forked. But the kernel gives the files of an
 * undumpable process in /proc to root, and so PostgreSQL's own write to PG_OOM_ADJUST_FILE (fork_process.c), which takes
 * back in the children the protection that the postmaster has from the kernel's out-of-memory killer, would fail without a
 * word. We do it for PostgreSQL, in the handler that fork(2) runs in the child: dumpable, write, undumpable.
 *
 * For these few microseconds a process of the same user could attach with ptrace(2), if its filter lets it; such a policy has
 * no hold on it anyway. Only where PG_OOM_ADJUST_FILE is set are there such microseconds.
 *
 * The handler in the child is async-signal-safe, and acts in children of the postmaster only.
 */
#include "postgres.h"

#include "process/fork_hooks.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *oom_file;
static char *oom_value;
static void (*before_each_fork) (void);
static void (*in_each_child) (void);

static void
before_fork_in_parent(void)
{
	if (!IsUnderPostmaster)
		before_each_fork();
}

static void
after_fork_in_child(void)
{
	int			fd;

	/* Set by PostgreSQL soon after the fork: the children of children come here too. */
	if (IsUnderPostmaster)
		return;
	in_each_child();
	if (oom_file == NULL)
		return;

	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0)
		_exit(1);
	fd = open(oom_file, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
	{
		/* A failure is ignored here because PostgreSQL ignores it too. */
		ssize_t		ignored = write(fd, oom_value, strlen(oom_value));

		(void) ignored;
		(void) close(fd);
	}
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		_exit(1);
}

void
fork_hooks_prepare(void (*before_fork) (void), void (*in_child) (void))
{
	const char *file = getenv("PG_OOM_ADJUST_FILE");
	const char *value = getenv("PG_OOM_ADJUST_VALUE");
	int			problem;

	if (file != NULL)
	{
		oom_file = MemoryContextStrdup(TopMemoryContext, file);
		oom_value = MemoryContextStrdup(TopMemoryContext, value == NULL ? "0" : value);
	}
	before_each_fork = before_fork;
	in_each_child = in_child;
	problem = pthread_atfork(before_fork_in_parent, NULL, after_fork_in_child);
	if (problem != 0)
		ereport(FATAL, (errmsg("pgseccomp could not register a fork handler: %s", strerror(problem))));
}
