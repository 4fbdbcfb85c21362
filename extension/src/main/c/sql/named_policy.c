/*
 * named_policy.c: the policy of processes, roles or databases that are named, as those that begin now get it: as the postmaster had it when this session
 * began.
 */
#include "sql/named_policy.h"

#include "libpq/libpq-be.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "policy/policies.h"
#include "process/loaded_filters.h"
#include "process/role_policy.h"
#include "sql/processes_function.h"

/* The names of the types, for a hint. */
static char *
type_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int type = 0; type < PROCESS_TYPES; type++)
		appendStringInfo(&names, "%s%s", type == 0 ? "" : ", ", process_type_name((ProcessType) type));
	return names.data;
}

/* Of names that seccomp_processes() shows, those of processes that have the policy of sessions, and of the one that has the global filter. */
static bool
is_session(const char *name)
{
	return pg_strcasecmp(name, "client backend") == 0 || pg_strcasecmp(name, "client_backend") == 0 ||
		pg_strcasecmp(name, "parallel worker") == 0 || pg_strcasecmp(name, "parallel_worker") == 0;
}

static bool
is_global(const char *name)
{
	return pg_strcasecmp(name, "postmaster") == 0 || pg_strcasecmp(name, "starting") == 0;
}

/* A type by its name in settings, or by one that seccomp_processes() shows. */
static ProcessType
type_named(const char *name)
{
	ProcessType type = process_type_named(name);

	if (type == NO_PROCESS_TYPE)
		type = process_type_shown(name);
	if (type == NO_PROCESS_TYPE && processes_have_worker(name))
		type = TYPE_BACKGROUND_WORKER;
	if (type == NO_PROCESS_TYPE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown process type \"%s\"", name),
				 errhint("Process types are client_backend, postmaster, %s, and what seccomp_processes() shows as backend_type.", type_names())));
	return type;
}

static void
take(NamedPolicy *named, const SessionPolicy *policy)
{
	named->settings = policy == NULL ? policies_global_settings() : policies_settings(policies_in_force(), policy);
	named->level = policy == NULL ? LEVEL_GLOBAL : LEVEL_SESSION;
}

static void
refuse_both(FunctionCallInfo fcinfo, int argument, const char *function, const char *what)
{
	if (!PG_ARGISNULL(argument) && !PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s() takes a %s or a process type, not both", function, what)));
}

void
named_policy_check_arguments(FunctionCallInfo fcinfo, const char *function)
{
	refuse_both(fcinfo, 0, function, "role");
	refuse_both(fcinfo, 2, function, "database");
}

const char *
named_policy_own_role(void)
{
	return MyProcPort == NULL ? GetUserNameFromId(GetUserId(), false) : MyProcPort->user_name;
}

void
named_policy_of_process(const char *name, NamedPolicy *named)
{
	const Policies *whole = policies_in_force();
	const char *why = NULL;

	*named = (NamedPolicy) {.type = NO_PROCESS_TYPE};
	if (is_global(name))
		take(named, NULL);
	else if (is_session(name))
		take(named, policies_of_sessions(whole));
	else
	{
		named->type = type_named(name);
		if (!process_type_exists(named->type, &why))
			ereport(NOTICE,
					(errmsg("processes of type \"%s\" have no settings of their own here", process_type_name(named->type)),
					 errdetail("%s", why)));
		take(named, policies_of_type(whole, named->type));
	}
}

bool
named_policy_of_role(const char *role, NamedPolicy *named)
{
	const Policies *whole = policies_in_force();
	Carried		of_it = loaded_filters_nothing(whole);
	RolePolicy	of_role;

	*named = (NamedPolicy) {.type = NO_PROCESS_TYPE};
	/* One that is written for a role which there is not, or not yet, is shown too. */
	role_policy_find(whole, get_role_oid(role, true), &of_it);
	if (!policies_of_role(whole, role, &of_role) && !(of_it.has_role && loaded_filters_of_role(whole, &of_it, &of_role)))
	{
		take(named, policies_of_sessions(whole));
		return false;
	}
	named->suffix = of_role.suffix;
	take(named, of_role.policy);
	return true;
}

bool
named_policy_add_database(const char *database, NamedPolicy *named)
{
	const Policies *whole = policies_in_force();
	DatabasePolicy of_database;

	if (!policies_of_database(whole, database, &of_database))
		return false;
	named->database_suffix = of_database.suffix;
	named->level = LEVEL_DATABASE;
	policies_add_database(whole, of_database.policy, &named->settings);
	return true;
}
