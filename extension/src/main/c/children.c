/*
 * children.c: keeps PostgreSQL's out-of-memory protection working in undumpable processes.
 *
 * The postmaster is undumpable, and its children are from the moment they are forked. But the kernel gives the files of an
 * undumpable process in /proc to root, and so PostgreSQL's own write to PG_OOM_ADJUST_FILE (fork_process.c), which takes
 * back in the children the protection that the postmaster has from the kernel's out-of-memory killer, would fail without a
 * word. We do it for PostgreSQL, in the handler that fork(2) runs in the child: dumpable, write, undumpable.
 *
 * For these few microseconds a process of the same user could attach with ptrace(2), if its filter lets it; such a policy has
 * no hold on it anyway. Only where PG_OOM_ADJUST_FILE is set are there such microseconds.
 *
 * The handler is async-signal-safe, and acts in children of the postmaster only.
 */
#include "children.h"
#include "utils/memutils.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool in_postmaster;
static char *oom_file;
static char *oom_value;

static void
after_fork_in_child(void)
{
	int			fd;

	if (!in_postmaster)
		return;
	in_postmaster = false;

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
children_prepare(const CompiledFilter *filter)
{
	const char *file = getenv("PG_OOM_ADJUST_FILE");
	const char *value = getenv("PG_OOM_ADJUST_VALUE");
	int			problem;

	if (filter->expected[SYS_prctl] > ACTION_LOG)
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the global filter of pgseccomp does not allow prctl"),
				 errdetail("Each process of the server calls prctl when it starts, to end with the postmaster."),
				 errhint("Allow or log prctl.")));
	if (file == NULL)
		return;

	oom_file = MemoryContextStrdup(TopMemoryContext, file);
	oom_value = MemoryContextStrdup(TopMemoryContext, value == NULL ? "0" : value);
	in_postmaster = true;
	problem = pthread_atfork(NULL, NULL, after_fork_in_child);
	if (problem != 0)
		ereport(FATAL, (errmsg("pgseccomp could not register a fork handler: %s", strerror(problem))));
}
