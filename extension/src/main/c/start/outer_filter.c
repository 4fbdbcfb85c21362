/*
 * outer_filter.c: tries in a child what would be the end of the postmaster.
 *
 * Only the calls that PostgreSQL does not make by itself are tried, seccomp and prctl: without the others it would not come here,
 * or die in the same way without us. One child tries both. Where it is killed, another one tells which call it was. Where the kernel
 * says that this process has no filter, there is nothing to try.
 */
#include "start/outer_filter.h"

#include "kernel/proc_status.h"
#include "miscadmin.h"
#include "bridge/clone_quiet.h"

#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void
try_seccomp(void)
{
	uint32		action = SECCOMP_RET_ERRNO;

	(void) syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

static void
try_prctl(void)
{
	(void) prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

static void
try_both(void)
{
	try_seccomp();
	try_prctl();
}

static bool
kills(void (*call) (void))
{
	pid_t		child = clone_quiet(0);
	int			status;

	if (child == 0)
	{
		call();
		_exit(0);
	}
	if (child < 0)
		return false;			/* whatever it is, it is said where a child is needed */
	status = clone_quiet_wait(child);
	return status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

const char *
outer_filter_kills(void)
{
	KernelStatus status;

	if (kernel_status_of(MyProcPid, &status) && status.mode == SECCOMP_MODE_DISABLED)
		return NULL;
	if (!kills(try_both))
		return NULL;
	return kills(try_seccomp) ? "seccomp" : "prctl";
}
