/*
 * filter_function.c: the SQL function seccomp_filter().
 */
#include "exports.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "boundary.h"
#include "java_runtime.h"
#include "report.h"
#include "settings.h"

#define COLUMNS 4

PG_FUNCTION_INFO_V1(seccomp_filter);

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
	StringInfoData request;
	uint8	   *reply;
	int32		length;
	DescribedRow *described = NULL;
	int			count = 0;
	Rejection	rejection;
	char	   *failure = NULL;
	TupleDesc	columns;
	Tuplestorestate *rows;

	if (!settings_enabled)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("pgseccomp is not enabled"),
				 errhint("Set pgseccomp.enabled = on in postgresql.conf and restart the server.")));
	rows = begin_result(fcinfo, &columns);

	settings_request(&request, CORE_DESCRIBE);
	reply = palloc(LONGEST_REPLY);
	length = java_runtime_call((const uint8 *) request.data, request.len, reply, LONGEST_REPLY);
	if (length < 0)
		report_failure(ERROR, "The core gave no answer.");
	switch (boundary_read_rows(reply, length, &described, &count, &rejection, &failure))
	{
		case CORE_REJECTED:
			report_rejection(ERROR, &rejection, NULL);
			break;
		case CORE_FAILED:
			report_failure(ERROR, failure);
			break;
		case CORE_ACCEPTED:
			for (int i = 0; i < count; i++)
				put_row(rows, columns, &described[i]);
			break;
	}
	return (Datum) 0;
}
