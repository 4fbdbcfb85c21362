/*
 * outdated.c: compares what a process carries with what it would get if it began now.
 *
 * Each reload that changes a policy makes a new generation of all of them. Most processes would get the same again: what is compared are the policies,
 * and not the generations. The records are in memory that others can write to; whoever forges one changes an answer here, and no filter.
 */
#include "process/outdated.h"

#include "commands/dbcommands.h"
#include "postmaster/bgworker.h"

#include <string.h>

#include "policy/policies.h"
#include "process/loaded_filters.h"
#include "process/role_policy.h"
#include "process/workers.h"

static bool
begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What kind of process it is, as workers.c knows it of itself; NO_PROCESS_TYPE for a session, and for a parallel worker, which is one. */
static ProcessType
type_of(const PgBackendStatus *status)
{
	const char *worker = GetBackgroundWorkerTypeByPid(status->st_procpid);

	if (status->st_backendType != B_BG_WORKER)
		return process_type_of_backend(status->st_backendType);
	if (worker == NULL || strcmp(worker, "parallel worker") == 0)
		return NO_PROCESS_TYPE;
	if (strcmp(worker, "logical replication launcher") == 0)
		return TYPE_LOGICAL_REPLICATION_LAUNCHER;
	return begins_with(worker, "logical replication ") ? TYPE_LOGICAL_REPLICATION_WORKER : TYPE_BACKGROUND_WORKER;
}

static void
want_database(const Policies *now, const PgBackendStatus *status, Carried *wanted)
{
	char	   *name = OidIsValid(status->st_databaseid) ? get_database_name(status->st_databaseid) : NULL;

	if (name != NULL)
		loaded_filters_want_database(now, name, wanted);
}

/* What it would get. */
static Carried
wanted_now(const Policies *now, const PgBackendStatus *status)
{
	Carried		wanted = loaded_filters_nothing(now);
	BackendType backend = status->st_backendType;
	ProcessType type = type_of(status);

	if (backend == B_BACKEND || backend == B_WAL_SENDER || type == NO_PROCESS_TYPE)
	{
		if (type == TYPE_WALSENDER && plan_type_is_listed(&now->plan, type))
			wanted.type = type;
		role_policy_find(now, status->st_userid, &wanted);
		wanted.session = wanted.type == NO_PROCESS_TYPE && !wanted.has_role;
	}
	else
	{
		(void) workers_want_type(now, type, &wanted);
		if (backend == B_BG_WORKER && type != TYPE_LOGICAL_REPLICATION_LAUNCHER)
			role_policy_find(now, status->st_userid, &wanted);
	}
	if (workers_have_database(backend))
		want_database(now, status, &wanted);
	return wanted;
}

static bool
are_same(const Policies *then, const Carried *carried, const Policies *now, const Carried *wanted)
{
	CarriedPolicy old[MOST_CARRIED];
	CarriedPolicy new[MOST_CARRIED];
	int			count = loaded_filters_policies(then, carried, old);

	if (count != loaded_filters_policies(now, wanted, new))
		return false;
	for (int i = 0; i < count; i++)
	{
		if (!policies_same(old[i].policy, new[i].policy))
			return false;
	}
	return true;
}

bool
outdated_is(const Carried *carried, const PgBackendStatus *status)
{
	const Policies *now = policies_in_force();
	const Policies *then;
	Carried		wanted;

	if (carried->generation >= process_table_in_force())
		return false;
	then = policies_of_generation(carried->generation);
	if (now->generation < process_table_in_force() || then == NULL || status == NULL)
		return true;
	wanted = wanted_now(now, status);
	return !loaded_filters_exist(then, carried) || !loaded_filters_exist(now, &wanted) || !are_same(then, carried, now, &wanted);
}
