/*
 * per_session.c: the baselines of script/bench --server. For each session, after authentication, it builds with libseccomp a filter
 * that allows the calls of the environment variable PER_SESSION_ALLOW (names, separated by commas) and loads it: seccomp_init, a
 * seccomp_rule_add for each, seccomp_load. Where the variable is empty it loads a program of one instruction, which allows all.
 */
#include "postgres.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fmgr.h"
#include "libpq/auth.h"
#include "libpq/libpq-be.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

static ClientAuthentication_hook_type previous_hook = NULL;
static int	numbers[512];
static int	count = 0;

static void
require(int result)
{
	if (result < 0)
		elog(FATAL, "per_session: %s", strerror(-result));
}

static void
load_the_least(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {.len = 1, .filter = &allow};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		elog(FATAL, "per_session: %m");
}

static void
build_and_load(void)
{
	scmp_filter_ctx filter;

	filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));
	if (filter == NULL)
		elog(FATAL, "per_session: seccomp_init failed");
	for (int i = 0; i < count; i++)
		require(seccomp_rule_add(filter, SCMP_ACT_ALLOW, numbers[i], 0));
	require(seccomp_load(filter));
	seccomp_release(filter);
}

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status != STATUS_OK)
		return;
	if (count == 0)
		load_the_least();
	else
		build_and_load();
}

void
_PG_init(void)
{
	char	   *names = strdup(getenv("PER_SESSION_ALLOW"));

	for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ","))
	{
		numbers[count] = seccomp_syscall_resolve_name(name);
		require(numbers[count++]);
	}
	previous_hook = ClientAuthentication_hook;
	ClientAuthentication_hook = after_authentication;
}
