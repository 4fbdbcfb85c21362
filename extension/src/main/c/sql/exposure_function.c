/*
 * exposure_function.c: the SQL function seccomp_exposure(), which shows what a policy stops of what attackers do.
 *
 * It also works where no filter is in force: then nothing is stopped.
 */
#include "start/exports.h"

#include "libpq/libpq-be.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "sql/named_policy.h"
#include "sql/srf.h"
#include "start/settings.h"

PG_FUNCTION_INFO_V1(seccomp_exposure);

static void
of_role(const char *role, NamedPolicy *named)
{
	if (named_policy_of_role(role, named))
		boundary_add_fact(&named->settings, "suffix", named->suffix);
}

static void
of_process(const char *name, NamedPolicy *named)
{
	named_policy_of_process(name, named);
	if (named->type == NO_PROCESS_TYPE && named->level == LEVEL_GLOBAL)
		boundary_add_fact(&named->settings, "postmaster", "yes");
}

static void
of_nobody(NamedPolicy *named)
{
	*named = (NamedPolicy) {.level = LEVEL_GLOBAL, .type = NO_PROCESS_TYPE};
	boundary_begin_settings(&named->settings);
	boundary_add_fact(&named->settings, "off", "yes");
}

Datum
seccomp_exposure(PG_FUNCTION_ARGS)
{
	CoreCall	call = {0};
	NamedPolicy named;

	if (!PG_ARGISNULL(0) && !PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("seccomp_exposure() takes a role or a process type, not both")));
	if (!settings_enabled || settings_learn)
		of_nobody(&named);
	else if (!PG_ARGISNULL(1))
		of_process(text_to_cstring(PG_GETARG_TEXT_PP(1)), &named);
	else if (!PG_ARGISNULL(0))
		of_role(text_to_cstring(PG_GETARG_TEXT_PP(0)), &named);
	else
		of_role(MyProcPort == NULL ? GetUserNameFromId(GetUserId(), false) : MyProcPort->user_name, &named);
	boundary_request(&call.request, CORE_EXPOSURE, named.level, &named.settings, NULL);
	srf_of_core(fcinfo, &call, "tttnt");
	return (Datum) 0;
}
