/*
 * policy_warnings.c: policies that are taken, although one call of a session can end those of all others.
 *
 * PostgreSQL restarts every session when a process is killed. An action does that which says so, and glibc from 2.35 on, which
 * aborts a process in which a thread begins without rseq(2) (start_thread in nptl/pthread_create.c). The second is no reason to
 * refuse a policy: most servers never have a thread, and one that cannot begin does no harm.
 */
#include "policy_warnings.h"

#include <stdio.h>
#include <sys/syscall.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

/* Whether a filter kills for a call that the one below does not kill for. */
static bool
kills_more(const ExpectedActions *own, const ExpectedActions *below)
{
	bool		found = own->default_action == ACTION_KILL && below->default_action != ACTION_KILL;

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		found = found || (own->of_number[number] == ACTION_KILL && below->of_number[number] != ACTION_KILL);
	return found;
}

/* Whether the C library insists on rseq where a thread begins. */
static bool
threads_need_rseq(void)
{
#if defined(__GLIBC__) && defined(SYS_rseq) && defined(SYS_clone3)
	int			major = 0;
	int			minor = 0;

	return sscanf(gnu_get_libc_version(), "%d.%d", &major, &minor) == 2 && (major > 2 || (major == 2 && minor >= 35));
#else
	return false;
#endif
}

/* Threads begin by clone3; where that is denied there are none (__clone_internal in sysdeps/unix/sysv/linux/clone-internal.c). */
static bool
aborts_threads(const ExpectedActions *actions)
{
#if defined(SYS_rseq) && defined(SYS_clone3)
	return actions->of_number[SYS_rseq] >= ACTION_ERROR && actions->of_number[SYS_clone3] < ACTION_ERROR;
#else
	return false;
#endif
}

void
policy_warn(const CompiledFilter *filter, const CompiledFilter *below, const char *whose, int level)
{
	/* Without a program it is what is below. */
	if (filter->length == 0)
		return;
	if (below != NULL && kills_more(&filter->own, &below->stack))
		ereport(level,
				(errmsg("%s has system calls with the action \"kill\"", whose),
				 errdetail("When a session makes one, its process is killed, and PostgreSQL ends all other sessions and restarts, as after a crash."),
				 errhint("Use \"terminate\", which ends that session only.")));
	if (threads_need_rseq() && aborts_threads(&filter->stack) && (below == NULL || !aborts_threads(&below->stack)))
		ereport(level,
				(errmsg("%s lets threads begin and denies \"rseq\"", whose),
				 errdetail("The C library aborts a process in which a thread begins without it, and PostgreSQL ends all other sessions and restarts, as after a crash."),
				 errhint("Allow \"rseq\", or deny \"clone3\", so that no thread begins.")));
}
