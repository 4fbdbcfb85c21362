/*
 * policy_function.c: the SQL function seccomp_policy(), which writes a policy in force as lines of a configuration.
 */
#include "start/exports.h"

#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "policy/policies.h"
#include "sql/named_policy.h"
#include "sql/srf.h"
#include "process/session.h"
#include "start/settings.h"

PG_FUNCTION_INFO_V1(seccomp_policy);

static void
require_policy(void)
{
	session_require_enabled();
	if (settings_learn)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no policy is in force while pgseccomp learns"),
				 errhint("seccomp_recommend() makes one of what was observed.")));
}

/* Where the role has no settings of its own, and was asked for by name, that is said. */
static void
of_role(const char *role, bool is_asked, NamedPolicy *named)
{
	if (!named_policy_of_role(role, named))
	{
		if (is_asked)
			ereport(NOTICE, (errmsg("role \"%s\" has no settings of its own: this is the policy of sessions", role)));
		return;
	}
	boundary_add_fact(&named->settings, "role", role);
	boundary_add_fact(&named->settings, "suffix", named->suffix);
}

/* The database's comes on top; alone, where neither a role nor a process type was asked for. */
static void
of_database(const char *database, bool is_asked, NamedPolicy *named)
{
	if (!named_policy_add_database(database, named))
	{
		if (is_asked)
			ereport(NOTICE, (errmsg("database \"%s\" has no settings of its own", database)));
		return;
	}
	boundary_add_fact(&named->settings, "database", database);
	boundary_add_fact(&named->settings, "database_suffix", named->database_suffix);
}

static void
of_database_alone(const char *database, NamedPolicy *named)
{
	*named = (NamedPolicy) {.settings = policies_global_settings(), .level = LEVEL_GLOBAL, .type = NO_PROCESS_TYPE};
	of_database(database, true, named);
	boundary_add_fact(&named->settings, "alone", "on");
}

/* Of this session. */
static void
of_session(NamedPolicy *named)
{
	const char *database = get_database_name(MyDatabaseId);

	of_role(named_policy_own_role(), false, named);
	if (database != NULL)
		of_database(database, false, named);
}

static void
of_process(const char *name, NamedPolicy *named)
{
	named_policy_of_process(name, named);
	if (named->type != NO_PROCESS_TYPE && named->level != LEVEL_GLOBAL)
		boundary_add_fact(&named->settings, "type", process_type_name(named->type));
}

Datum
seccomp_policy(PG_FUNCTION_ARGS)
{
	CoreCall	call = {0};
	NamedPolicy named;

	require_policy();
	named_policy_check_arguments(fcinfo, "seccomp_policy");
	if (!PG_ARGISNULL(1))
		of_process(text_to_cstring(PG_GETARG_TEXT_PP(1)), &named);
	else if (!PG_ARGISNULL(0))
		of_role(text_to_cstring(PG_GETARG_TEXT_PP(0)), true, &named);
	else if (!PG_ARGISNULL(2))
		of_database_alone(text_to_cstring(PG_GETARG_TEXT_PP(2)), &named);
	else
		of_session(&named);
	if (!PG_ARGISNULL(0) && !PG_ARGISNULL(2))
		of_database(text_to_cstring(PG_GETARG_TEXT_PP(2)), true, &named);
	boundary_request(&call.request, CORE_POLICY, named.level, &named.settings, NULL);
	srf_of_core(fcinfo, &call, "t");
	return (Datum) 0;
}
