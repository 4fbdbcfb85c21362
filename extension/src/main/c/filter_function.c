/*
 * filter_function.c: the SQL functions seccomp_filter() and seccomp_process_filter(), which show what holds.
 */
#include "exports.h"

#include "utils/builtins.h"

#include "boundary.h"
#include "core_call.h"
#include "policies.h"
#include "report.h"
#include "rows.h"
#include "session.h"
#include "settings.h"

#define COLUMNS 4

PG_FUNCTION_INFO_V1(seccomp_filter);
PG_FUNCTION_INFO_V1(pg_get_seccomp_filter);
PG_FUNCTION_INFO_V1(seccomp_process_filter);

static void
put_row(Tuplestorestate *rows, TupleDesc columns, const DescribedRow *row)
{
	Datum		values[COLUMNS] = {
		CStringGetTextDatum(row->syscall),
		Int32GetDatum(row->number),
		CStringGetTextDatum(row->filter_action),
		CStringGetTextDatum(row->context),
	};
	bool		nulls[COLUMNS] = {false};

	tuplestore_putvalues(rows, columns, values, nulls);
}

/* The rows of a policy, as the function's result. */
static Datum
describe(FunctionCallInfo fcinfo, const EncodedSettings *settings, FilterLevel level)
{
	StringInfoData request;
	Reply		reply;
	DescribedRow *described = NULL;
	int			count = 0;
	Rejection	rejection;
	CoreStatus	status;
	char	   *failure = NULL;
	TupleDesc	columns;
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);

	boundary_request(&request, CORE_DESCRIBE, level, settings, NULL);
	if (!core_call(&request, &reply, &failure))
		report_failure(ERROR, failure);
	status = boundary_read_rows(reply, &described, &count, &rejection, &failure);
	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, failure, NULL);
	for (int i = 0; i < count; i++)
		put_row(rows, columns, &described[i]);
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
		DescribedRow learning = {"<default>", -1, "learn->allow", "global"};
		TupleDesc	columns;
		Tuplestorestate *rows = rows_begin(fcinfo, &columns);

		put_row(rows, columns, &learning);
		return (Datum) 0;
	}
	session_source(&settings, &level);
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

/* What processes of a type that begin now get: as the postmaster had it when this session began. */
Datum
seccomp_process_filter(PG_FUNCTION_ARGS)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ProcessType type = process_type_named(name);
	const SessionPolicy *policy;
	const char *why = NULL;

	session_require_enabled();
	if (type == NO_PROCESS_TYPE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown process type \"%s\"", name),
				 errhint("Process types are %s.", type_names())));
	if (!process_type_can_be_told(type, &why))
		ereport(NOTICE,
				(errmsg("processes of type \"%s\" have no settings of their own here", process_type_name(type)),
				 errdetail("%s", why)));
	policy = policies_in_force()->types[type];
	return policy == NULL ?
		describe(fcinfo, policies_global_source(), LEVEL_GLOBAL) : describe(fcinfo, &policy->source, LEVEL_SESSION);
}
