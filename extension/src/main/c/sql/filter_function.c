/*
 * filter_function.c: the SQL functions seccomp_filter() and seccomp_process_filter(), which show what holds.
 */
#include "start/exports.h"

#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "sql/named_policy.h"
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

Datum
seccomp_process_filter(PG_FUNCTION_ARGS)
{
	NamedPolicy named;

	session_require_enabled();
	named_policy_of_process(text_to_cstring(PG_GETARG_TEXT_PP(0)), &named);
	return describe(fcinfo, &named.settings, named.level);
}
