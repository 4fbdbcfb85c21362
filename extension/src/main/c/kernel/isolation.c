/*
 * isolation.c: a domain that denies nothing.
 *
 * A domain must deny something of files to be one. It is the making of block devices, which only root can do. In every domain
 * files cannot be moved to other folders but where that is allowed (LANDLOCK_REFER), so it is, for all: Linux 5.19 (ABI 2) is
 * needed.
 */
#include "kernel/isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridge/clone_quiet.h"
#include "kernel/fault.h"
#include "kernel/landlock.h"

/* What the children enter; -1 if they do not. */
static int	ruleset = -1;

/* A set of rules, -1 with errno if there is none. */
static int
make_ruleset(void)
{
	int			made = landlock_make(LANDLOCK_MAKE_BLOCK | LANDLOCK_REFER, 0);
	int			everywhere = open("/", O_PATH | O_CLOEXEC);
	int			problem;

	if (made >= 0 && !landlock_allow(made, LANDLOCK_REFER, everywhere))
	{
		problem = errno;
		(void) close(made);
		errno = problem;
		made = -1;
	}
	if (everywhere >= 0)
		(void) close(everywhere);
	return made;
}

/* Whether a child in a domain is kept from the memory of its parent, which it could read before: this process is still dumpable. */
static bool
works(pid_t parent)
{
	char		memory[64];
	int			rules;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || (rules = make_ruleset()) < 0 || !landlock_enter(rules))
		return false;
	snprintf(memory, sizeof(memory), "/proc/%d/mem", (int) parent);
	return open(memory, O_RDONLY | O_CLOEXEC) < 0;
}

const char *
isolation_offered(void)
{
	pid_t		parent = getpid();
	pid_t		child = fault_injected("no-landlock") ? -1 : clone_quiet(0);
	int			status;

	/* A filter around the server may kill it. */
	if (child == 0)
		_exit(works(parent) ? 0 : 1);
	status = child < 0 ? -1 : clone_quiet_wait(child);
	return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "offered" : "missing";
}

const char *
isolation_by_yama(void)
{
	static char scope[2] = "";
	int			file = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);

	if (file >= 0)
	{
		if (read(file, scope, 1) != 1)
			scope[0] = '\0';
		(void) close(file);
	}
	return scope;
}

void
isolation_prepare(void)
{
	ruleset = make_ruleset();
	if (ruleset < 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not make a Landlock domain: %m"),
				 errhint("Set pgseccomp.isolate_processes = off to do without.")));
}

bool
isolation_enter(void)
{
	if (ruleset < 0)
		return false;
	if (!landlock_enter(ruleset))
		_exit(1);
	(void) close(ruleset);
	ruleset = -1;
	return true;
}
