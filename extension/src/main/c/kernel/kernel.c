/*
 * kernel.c: prctl(2) and seccomp(2).
 */
#include "kernel/kernel.h"

#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "miscadmin.h"

#include "start/outer_filter.h"
#include "start/report.h"

static long
seccomp(unsigned int operation, unsigned int flags, void *argument)
{
	return syscall(SYS_seccomp, operation, flags, argument);
}

/* FATAL: a filter around the server forbids a call that loading a filter takes. */
static void
refuse_outer_filter(const char *call, const char *problem)
{
	ereport(FATAL,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("pgseccomp needs the system call %s: %s", call, problem),
			 errdetail("A filter around the server, of a container or of systemd for one, may forbid it."),
			 errhint("Have that filter allow %s (systemd: SystemCallFilter=%s on a line of its own). %s", call, call, WAY_OUT)));
}

static void
require_action(uint32 action, const char *name)
{
	struct utsname system;
	int			problem;

	if (seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0)
		return;
	problem = errno;
	/* What the kernel answers for an action that it does not know, and for an operation: seccomp(2). */
	if (problem != EOPNOTSUPP && problem != EINVAL)
		refuse_outer_filter("seccomp", strerror(problem));
	if (uname(&system) != 0)
		strlcpy(system.release, "unknown", sizeof(system.release));
	ereport(FATAL,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("pgseccomp needs the seccomp action \"%s\", and the kernel does not offer it: %s", name, strerror(problem)),
			 errdetail("The kernel is Linux %s; Linux 4.14 or newer is needed, with CONFIG_SECCOMP_FILTER.", system.release),
			 errhint(WAY_OUT)));
}

void
kernel_require_support(void)
{
	const char *fatal_call = outer_filter_kills();

	if (fatal_call != NULL)
		refuse_outer_filter(fatal_call, "a process that makes it is killed");
	require_action(SECCOMP_RET_LOG, "log");
	require_action(SECCOMP_RET_KILL_PROCESS, "kill");
	require_action(SECCOMP_RET_ERRNO, "error");
	require_action(SECCOMP_RET_TRAP, "terminate");
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) < 0)
		refuse_outer_filter("prctl", strerror(errno));
}

void
kernel_mitigate_speculation(void)
{
	int			state = prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 0, 0, 0);

	if (state >= 0 && (state & PR_SPEC_PRCTL) != 0 && (state & PR_SPEC_FORCE_DISABLE) == 0)
	{
		if (prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_FORCE_DISABLE, 0, 0) != 0)
			ereport(FATAL,
					(errmsg("pgseccomp could not mitigate Speculative Store Bypass: %m"),
					 errhint("Set pgseccomp.force_ssb_mitigation = off to do without.")));
	}
	else if (state < 0)
		ereport(LOG,
				(errmsg("pgseccomp: Speculative Store Bypass is not mitigated: %m"),
				 errdetail("The kernel, or a filter around the server, does not offer the mitigation.")));
	/* Without PR_SPEC_PRCTL the state is the whole system's. It is 0 for a processor that is not affected. */
	else if ((state & PR_SPEC_ENABLE) != 0)
		ereport(LOG,
				(errmsg("pgseccomp: Speculative Store Bypass is not mitigated"),
				 errdetail("The processor or the kernel does not offer the mitigation for single processes.")));
}

/* errmsg of a failure that ends the process. */
static int
could_not(const char *what)
{
	return errmsg("pgseccomp could not %s: %m", what);
}

static void
load(struct sock_fprog *program, unsigned int flags, const char *whose, bool at_start)
{
	long		result = seccomp(SECCOMP_SET_MODE_FILTER, flags, program);

	if (result < 0)
		ereport(FATAL, (errmsg("pgseccomp could not load the %s filter: %m", whose), at_start ? errhint(WAY_OUT) : 0));
	if (result > 0)
		ereport(FATAL,
				(errmsg("pgseccomp could not load the %s filter", whose),
				 errdetail("Thread %ld of this process has a filter of its own; another library must have started it.", result),
				 at_start ? errhint(WAY_OUT) : 0));
}

void
kernel_load_filter(const CompiledFilter *filter, const char *whose)
{
	struct sock_fprog program = {.len = (unsigned short) filter->length, .filter = filter->instructions};
	struct sock_fprog quiet = {.len = (unsigned short) filter->quiet_length, .filter = filter->quiet_instructions};
	bool		at_start = !IsUnderPostmaster;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		ereport(FATAL, (could_not("set no_new_privs"), at_start ? errhint(WAY_OUT) : 0));

	/* So that no process of the same user can use ptrace(2) on this one to get around the filter. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		ereport(FATAL, (could_not("make the process undumpable"), at_start ? errhint(WAY_OUT) : 0));

	/* The one whose denials are not audited first: it denies no call that the other one takes. */
	if (quiet.len > 0)
		load(&quiet, SECCOMP_FILTER_FLAG_TSYNC, whose, at_start);
	load(&program, SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_TSYNC, whose, at_start);
}

void
kernel_try_filter(void)
{
	uint32		action = SECCOMP_RET_ERRNO;

	(void) prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
	(void) seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action);
}
