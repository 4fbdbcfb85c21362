/*
 * learn_identity.c: a process tells the recorder who it is.
 *
 * At the same moments at which a server that enforces gives it a policy (session.c, workers.c): so what was seen before is what
 * the process does under the global filter alone, and what comes after is what its own policy has to allow.
 */
#include "learn/learn.h"

#include <string.h>

#include "access/xact.h"
#include "commands/dbcommands.h"
#include "libpq/auth.h"
#include "libpq/libpq-be.h"
#include "replication/walsender.h"
#include "utils/memutils.h"

#include "kernel/compat.h"
#include "process/parallel.h"
#include "process/workers.h"

static ClientAuthentication_hook_type previous_hook = NULL;

static void
require_told(bool told)
{
	if (!told)
		ereport(FATAL,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgseccomp could not tell its recorder who this process is: %m")));
}

static void
tell_identity(int type, const char *role, const char *database)
{
	LearnNames	names;

	memset(&names, 0, sizeof(names));
	strlcpy(names.name[0], role == NULL ? "" : role, sizeof(names.name[0]));
	strlcpy(names.name[1], database == NULL ? "" : database, sizeof(names.name[1]));
	require_told(learn_tell_names(&names) && learn_tell(TELL_IDENTITY, (unsigned long) type));
}

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status == STATUS_OK)
		tell_identity(am_walsender ? (int) TYPE_WALSENDER : (int) OBSERVED_CLIENT_BACKEND, port->user_name, port->database_name);
}

static void
at_release_of_postmaster_memory(void *argument)
{
	const BackgroundWorker *worker = compat_starting_worker();
	ProcessType type;

	if (!IsUnderPostmaster || learn_shared == NULL)
		return;
	if (worker != NULL)
	{
		if (!parallel_is_worker(worker))
			tell_identity((int) workers_type_of(worker), NULL, NULL);
		return;
	}
	type = process_type_of_backend(compat_starting_type());
	if (type != NO_PROCESS_TYPE && type != TYPE_WALSENDER)
		tell_identity((int) type, NULL, NULL);
}

static void
at_first_commit(XactEvent event, void *argument)
{
	static bool done = false;
	const char *role = NULL;
	const char *database;
	ProcessType type;

	if (event != XACT_EVENT_PRE_COMMIT || done || !IsUnderPostmaster || learn_shared == NULL)
		return;
	done = true;
	if (MyBackendType == B_BG_WORKER && parallel_is_worker(MyBgworkerEntry))
	{
		require_told(learn_tell(TELL_PARALLEL_WORKER, (unsigned long) MyBgworkerEntry->bgw_notify_pid));
		return;
	}
	database = OidIsValid(MyDatabaseId) ? get_database_name(MyDatabaseId) : NULL;
	type = MyBackendType == B_BG_WORKER ? workers_type_of(MyBgworkerEntry) : process_type_of_backend(MyBackendType);
	if (type == NO_PROCESS_TYPE || type == TYPE_WALSENDER)
		return;
	if (MyBackendType == B_BG_WORKER && type != TYPE_LOGICAL_REPLICATION_LAUNCHER)
		role = GetUserNameFromId(GetSessionUserId(), true);
	tell_identity((int) type, role, database);
}

void
learn_identity_prepare(void)
{
	MemoryContextCallback *callback = MemoryContextAllocZero(TopMemoryContext, sizeof(MemoryContextCallback));

	callback->func = at_release_of_postmaster_memory;
	MemoryContextRegisterResetCallback(PostmasterContext, callback);
	RegisterXactCallback(at_first_commit, NULL);
	previous_hook = ClientAuthentication_hook;
	ClientAuthentication_hook = after_authentication;
}
