/*
 * per_session.c: the baseline of script/bench --server. For each session, after authentication, it builds with libseccomp a filter
 * that allows the calls of the environment variable PER_SESSION_ALLOW (names, separated by commas) and loads it: seccomp_init, a
 * seccomp_rule_add for each, seccomp_load.
 */
#include "postgres.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>

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
after_authentication(Port *port, int status)
{
	scmp_filter_ctx filter;

	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status != STATUS_OK)
		return;
	filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));
	if (filter == NULL)
		elog(FATAL, "per_session: seccomp_init failed");
	for (int i = 0; i < count; i++)
		require(seccomp_rule_add(filter, SCMP_ACT_ALLOW, numbers[i], 0));
	require(seccomp_load(filter));
	seccomp_release(filter);
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
