/*
 * clone_quiet.c: clone(2) with exit signal 0.
 */
#include "bridge/clone_quiet.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t
clone_quiet(unsigned long flags)
{
	sigset_t	all;
	sigset_t	before;
	pid_t		child;
	int			problem;

	(void) sigfillset(&all);
	(void) sigprocmask(SIG_SETMASK, &all, &before);
	child = (pid_t) syscall(SYS_clone, flags, 0UL, 0UL, 0UL, 0UL);
	if (child == 0)
		return 0;
	problem = errno;
	(void) sigprocmask(SIG_SETMASK, &before, NULL);
	errno = problem;
	return child;
}

int
clone_quiet_wait(pid_t child)
{
	int			status;

	while (waitpid(child, &status, __WCLONE) < 0)
	{
		if (errno != EINTR)
			return -1;
	}
	return status;
}
