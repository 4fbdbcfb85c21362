/*
 * exposure_function.c: the SQL function seccomp_exposure(), which shows what a policy stops of what attackers do.
 *
 * It also works where no filter is in force: then nothing is stopped.
 */
#include "start/exports.h"

#include "commands/dbcommands.h"
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

/* On top of that of a role, or of sessions. */
static void
of_database(const char *database, NamedPolicy *named)
{
	if (named_policy_add_database(database, named))
		boundary_add_fact(&named->settings, "database_suffix", named->database_suffix);
}

static void
of_session(NamedPolicy *named)
{
	const char *database = get_database_name(MyDatabaseId);

	of_role(named_policy_own_role(), named);
	if (database != NULL)
		of_database(database, named);
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

	named_policy_check_arguments(fcinfo, "seccomp_exposure");
	if (!settings_enabled || settings_learn)
		of_nobody(&named);
	else if (!PG_ARGISNULL(1))
		of_process(text_to_cstring(PG_GETARG_TEXT_PP(1)), &named);
	else if (PG_ARGISNULL(0) && PG_ARGISNULL(2))
		of_session(&named);
	else
	{
		if (PG_ARGISNULL(0))
			named_policy_of_process("client_backend", &named);
		else
			of_role(text_to_cstring(PG_GETARG_TEXT_PP(0)), &named);
		if (!PG_ARGISNULL(2))
			of_database(text_to_cstring(PG_GETARG_TEXT_PP(2)), &named);
	}
	boundary_request(&call.request, CORE_EXPOSURE, named.level, &named.settings, NULL);
	srf_of_core(fcinfo, &call, "tttnt");
	return (Datum) 0;
}
