/*
 * isolation.c: Landlock's system calls (Documentation/userspace-api/landlock.rst of the kernel).
 *
 * A domain must deny something of files to be one. It is the making of block devices, which only root can do. In every domain
 * files cannot be moved to other folders but where that is allowed (LANDLOCK_ACCESS_FS_REFER), so it is, for all: Linux 5.19 (ABI 2) is
 * needed.
 */
#include "kernel/isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridge/clone_quiet.h"
#include "kernel/fault.h"

/* The same on every architecture; linux/landlock.h is newer than the oldest headers that this is built with. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#endif
#define RULE_PATH_BENEATH 1
#define ACCESS_MAKE_BLOCK (UINT64CONST(1) << 11)
#define ACCESS_REFER (UINT64CONST(1) << 13)

/* struct landlock_path_beneath_attr */
typedef struct PathBeneath
{
	uint64		allowed;
	int32		parent;
} __attribute__((packed)) PathBeneath;

/* What the children enter; -1 if they do not. */
static int	ruleset = -1;

/* A set of rules, -1 with errno if there is none. */
static int
make_ruleset(void)
{
	uint64		handled = ACCESS_MAKE_BLOCK | ACCESS_REFER;
	int			made = (int) syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	PathBeneath everywhere = {ACCESS_REFER, open("/", O_PATH | O_CLOEXEC)};
	int			problem;

	if (made >= 0 && syscall(SYS_landlock_add_rule, made, RULE_PATH_BENEATH, &everywhere, 0) != 0)
	{
		problem = errno;
		(void) close(made);
		errno = problem;
		made = -1;
	}
	if (everywhere.parent >= 0)
		(void) close(everywhere.parent);
	return made;
}

static bool
enter(int rules)
{
	return syscall(CALL_THAT_ISOLATES, rules, 0) == 0;
}

/* Whether a child in a domain is kept from the memory of its parent, which it could read before: this process is still dumpable. */
static bool
works(pid_t parent)
{
	char		memory[64];
	int			rules;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || (rules = make_ruleset()) < 0 || !enter(rules))
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
	if (!enter(ruleset))
		_exit(1);
	(void) close(ruleset);
	ruleset = -1;
	return true;
}
