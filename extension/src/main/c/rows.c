/*
 * rows.c: begins the result of a function that answers rows.
 */
#include "rows.h"

#include "access/tupdesc.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

Tuplestorestate *
rows_begin(FunctionCallInfo fcinfo, TupleDesc *columns)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext before;
	TypeFuncClass kind;
	Oid			type;
	Tuplestorestate *rows;

	if (result == NULL || !IsA(result, ReturnSetInfo) || (result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	kind = get_call_result_type(fcinfo, &type, columns);
	if (kind == TYPEFUNC_SCALAR)
	{
		*columns = CreateTemplateTupleDesc(1);
		TupleDescInitEntry(*columns, 1, "", type, -1, 0);
	}
	else if (kind != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rows = tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	result->returnMode = SFRM_Materialize;
	result->setResult = rows;
	result->setDesc = *columns;
	MemoryContextSwitchTo(before);
	return rows;
}

void
rows_set_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	if (text != NULL)
		values[column] = CStringGetTextDatum(text);
}
