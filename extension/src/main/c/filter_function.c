/*
 * filter_function.c: the SQL function seccomp_filter().
 */
#include "exports.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "boundary.h"
#include "core_call.h"
#include "report.h"
#include "session.h"
#include "settings.h"

#define COLUMNS 4

PG_FUNCTION_INFO_V1(seccomp_filter);
PG_FUNCTION_INFO_V1(pg_get_seccomp_filter);

/* An empty tuplestore as the function's result. */
static Tuplestorestate *
begin_result(FunctionCallInfo fcinfo, TupleDesc *columns)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext before;
	Tuplestorestate *rows;

	if (result == NULL || !IsA(result, ReturnSetInfo) || (result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	if (get_call_result_type(fcinfo, NULL, columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rows = tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	result->returnMode = SFRM_Materialize;
	result->setResult = rows;
	result->setDesc = *columns;
	MemoryContextSwitchTo(before);
	return rows;
}

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

Datum
seccomp_filter(PG_FUNCTION_ARGS)
{
	EncodedSettings settings;
	FilterLevel level;
	StringInfoData request;
	Reply		reply;
	DescribedRow *described = NULL;
	int			count = 0;
	Rejection	rejection;
	CoreStatus	status;
	char	   *failure = NULL;
	TupleDesc	columns;
	Tuplestorestate *rows;

	session_require_enabled();
	rows = begin_result(fcinfo, &columns);

	session_source(&settings, &level);
	boundary_request(&request, CORE_DESCRIBE, level, &settings, NULL);
	if (!core_call(&request, &reply, &failure))
		report_failure(ERROR, failure);
	status = boundary_read_rows(reply, &described, &count, &rejection, &failure);
	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, failure, NULL);
	for (int i = 0; i < count; i++)
		put_row(rows, columns, &described[i]);
	return (Datum) 0;
}

/* The name that the function has in the library of the original, for databases whose extension is not updated yet. */
Datum
pg_get_seccomp_filter(PG_FUNCTION_ARGS)
{
	return seccomp_filter(fcinfo);
}
