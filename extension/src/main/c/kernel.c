/*
 * kernel.c: prctl(2) and seccomp(2).
 */
#include "kernel.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "report.h"

static long
seccomp(unsigned int operation, unsigned int flags, void *argument)
{
	return syscall(SYS_seccomp, operation, flags, argument);
}

void
kernel_require_support(void)
{
	static const struct
	{
		uint32		value;
		const char *name;
	}			needed[] = {
		{SECCOMP_RET_LOG, "log"},
		{SECCOMP_RET_KILL_PROCESS, "kill"},
		{SECCOMP_RET_ERRNO, "error"},
	};

	for (size_t i = 0; i < lengthof(needed); i++)
	{
		uint32		action = needed[i].value;

		if (seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0)
		{
			int			problem = errno;
			struct utsname system;

			if (uname(&system) != 0)
				strlcpy(system.release, "unknown", sizeof(system.release));
			ereport(FATAL,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("pgseccomp needs the seccomp action \"%s\", and the kernel does not offer it: %s",
							needed[i].name, strerror(problem)),
					 errdetail("The kernel is Linux %s; Linux 4.14 or newer is needed, with CONFIG_SECCOMP_FILTER, and no filter around the server may forbid seccomp.",
							   system.release),
					 errhint(WAY_OUT)));
		}
	}
}

void
kernel_load_filter(const CompiledFilter *filter)
{
	struct sock_fprog program = {.len = (unsigned short) filter->length, .filter = filter->instructions};
	long		result;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not set no_new_privs: %m"), errhint(WAY_OUT)));

	/* So that no process of the same user can use ptrace(2) on this one to get around the filter. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not make the process undumpable: %m"), errhint(WAY_OUT)));

	result = seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_TSYNC, &program);
	if (result < 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not load the global filter: %m"), errhint(WAY_OUT)));
	if (result > 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not load the global filter"),
				 errdetail("Thread %ld of this process has a filter of its own; another library must have started it.", result),
				 errhint(WAY_OUT)));
}
