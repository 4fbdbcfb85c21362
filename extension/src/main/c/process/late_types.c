/*
 * late_types.c: an auxiliary process of PostgreSQL 14 to 16, and the logger before 18, gets the filter of its type when it unblocks signals.
 *
 * Where the postmaster's memory is released (workers.c) such a process does not know its type, and PostgreSQL has no hook that runs
 * afterwards. But it begins with signals blocked, and unblocks them when it knows its type and has set its handlers, right before it begins
 * to work. So it sends itself a signal that PostgreSQL has no use for. The signal waits until then, and its handler loads the filter.
 *
 * The handler interrupts nothing but the call of sigprocmask(2) that PostgreSQL makes there, so that it may do what code may do at that
 * place: allocate memory, and end the process with an error. It acts once in a process, and only where it is awaited: a signal that somebody
 * else sends finds nothing to do.
 *
 * Where no type of this kind has settings, no signal is sent and no handler is set.
 */
#include "process/late_types.h"

#include "bridge/core_tables.h"
#include "kernel/compat.h"
#include "libpq/pqsignal.h"
#include "policy/policies.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static void (*load_type) (ProcessType type) = NULL;

/* That a process waits for its type, and that it has one for sure. */
static bool is_awaited = false;
static bool is_auxiliary = false;

static bool
is_listed(ProcessType type)
{
	return !process_type_is_told_early(type) && plan_type_is_listed(&policies_in_force()->plan, type);
}

static void
at_unblocking(int number)
{
	int			before = errno;
	ProcessType type = process_type_of_backend(MyBackendType);

	if (!is_awaited)
		return;
	is_awaited = false;
	if (type == NO_PROCESS_TYPE && is_auxiliary && MyBackendType == B_INVALID)
		ereport(FATAL, (errmsg("pgseccomp does not know the type of this process, which is to have a filter")));
	if (type != NO_PROCESS_TYPE && !process_type_is_told_early(type))
		load_type(type);
	errno = before;
}

/* Async-signal-safe but for the error. */
static bool
await_signal(void)
{
	struct sigaction action = {.sa_handler = at_unblocking, .sa_flags = SA_RESTART};

	/* As PostgreSQL blocks them: a denied call of ours must reach its handler. */
	action.sa_mask = BlockSig;
	is_awaited = true;
	return sigaction(LATE_SIGNAL, &action, NULL) == 0 &&
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), LATE_SIGNAL) == 0;
}

bool
late_types_await(void (*load) (ProcessType type))
{
	bool		any = false;

	/* A logger is none of those that come here. */
	for (int type = 0; type < PROCESS_TYPES; type++)
		any = any || (type != TYPE_LOGGER && is_listed((ProcessType) type));
	if (!any)
		return false;
	is_auxiliary = true;
	load_type = load;
	if (!is_awaited && !await_signal())
		ereport(FATAL, (errmsg("pgseccomp could not send a process the signal at which it loads its filter: %m")));
	return true;
}

void
late_types_await_logger(void)
{
	/* Its own report is the log: a logger that cannot be reached ends, and the postmaster starts another one. */
	if (load_type != NULL && is_listed(TYPE_LOGGER) && !await_signal())
		_exit(1);
}

void
late_types_prepare(void (*load) (ProcessType type))
{
	load_type = load;
}
