/*
 * policy_function.c: the SQL function seccomp_policy(), which writes a policy in force as lines of a configuration.
 */
#include "start/exports.h"

#include "libpq/libpq-be.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "bridge/core_call.h"
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
	if (!PG_ARGISNULL(0) && !PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("seccomp_policy() takes a role or a process type, not both")));
	if (!PG_ARGISNULL(1))
		of_process(text_to_cstring(PG_GETARG_TEXT_PP(1)), &named);
	else if (!PG_ARGISNULL(0))
		of_role(text_to_cstring(PG_GETARG_TEXT_PP(0)), true, &named);
	else
		of_role(MyProcPort == NULL ? GetUserNameFromId(GetUserId(), false) : MyProcPort->user_name, false, &named);
	boundary_request(&call.request, CORE_POLICY, named.level, &named.settings, NULL);
	srf_of_core(fcinfo, &call, "t");
	return (Datum) 0;
}
