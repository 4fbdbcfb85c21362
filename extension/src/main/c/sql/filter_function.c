/*
 * filter_function.c: the SQL functions seccomp_filter() and seccomp_process_filter(), which show what holds.
 */
#include "start/exports.h"

#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "policy/policies.h"
#include "sql/processes_function.h"
#include "sql/srf.h"
#include "process/session.h"
#include "start/settings.h"

PG_FUNCTION_INFO_V1(seccomp_filter);
PG_FUNCTION_INFO_V1(pg_get_seccomp_filter);
PG_FUNCTION_INFO_V1(seccomp_process_filter);

/* The rows of a policy, as the function's result. */
static Datum
describe(FunctionCallInfo fcinfo, const EncodedSettings *settings, FilterLevel level)
{
	CoreCall	call = {0};

	boundary_request(&call.request, CORE_DESCRIBE, level, settings, NULL);
	srf_of_core(fcinfo, &call, "titt");
	return (Datum) 0;
}

Datum
seccomp_filter(PG_FUNCTION_ARGS)
{
	EncodedSettings settings;
	FilterLevel level;

	session_require_enabled();
	if (settings_learn)
	{
		Datum		values[] = {
			CStringGetTextDatum("<default>"), Int32GetDatum(-1), CStringGetTextDatum("learn->allow"), CStringGetTextDatum("global"),
		};
		bool		nulls[lengthof(values)] = {false};
		TupleDesc	columns;
		Tuplestorestate *rows = srf_begin(fcinfo, &columns);

		tuplestore_putvalues(rows, columns, values, nulls);
		return (Datum) 0;
	}
	session_settings(&settings, &level);
	return describe(fcinfo, &settings, level);
}

/* The name that the function has in the library of the original, for databases whose extension is not updated yet. */
Datum
pg_get_seccomp_filter(PG_FUNCTION_ARGS)
{
	return seccomp_filter(fcinfo);
}

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

/* What processes that begin now get: as the postmaster had it when this session began. */
static Datum
describe_policy(FunctionCallInfo fcinfo, const SessionPolicy *policy)
{
	EncodedSettings settings = policy == NULL ? policies_global_settings() : policies_settings(policies_in_force(), policy);

	return describe(fcinfo, &settings, policy == NULL ? LEVEL_GLOBAL : LEVEL_SESSION);
}

Datum
seccomp_process_filter(PG_FUNCTION_ARGS)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ProcessType type;
	const char *why = NULL;

	session_require_enabled();
	if (is_global(name))
		return describe_policy(fcinfo, NULL);
	if (is_session(name))
		return describe_policy(fcinfo, policies_of_sessions(policies_in_force()));
	type = type_named(name);
	if (!process_type_can_be_told(type, &why))
		ereport(NOTICE,
				(errmsg("processes of type \"%s\" have no settings of their own here", process_type_name(type)),
				 errdetail("%s", why)));
	return describe_policy(fcinfo, policies_of_type(policies_in_force(), type));
}
