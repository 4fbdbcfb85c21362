/*
 * srf.c: begins the result of a function that answers rows.
 */
#include "sql/srf.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "start/report.h"

Tuplestorestate *
srf_begin(FunctionCallInfo fcinfo, TupleDesc *columns)
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
srf_set_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	if (text != NULL)
		values[column] = CStringGetTextDatum(text);
}

Tables
srf_ask_core(CoreCall *call, const char *kinds)
{
	Tables		tables;
	char	   *failure = NULL;
	const int	columns[] = {(int) strlen(kinds)};

	CHECK_FOR_INTERRUPTS();
	if (!core_calls(call, 1, &failure))
		report_failure(ERROR, failure);
	pfree(call->request.data);
	(void) boundary_open(call->reply, columns, lengthof(columns), &tables);
	report_problems(&tables, ERROR, WARNING, WARNING, NULL);
	return tables;
}

/* The words of a text, which are separated by single spaces, as an array. */
static Datum
words_of(const char *text)
{
	int			most = (int) strlen(text) / 2 + 1;
	Datum	   *words = palloc(sizeof(Datum) * (Size) most);
	int			count = 0;

	while (*text != '\0')
	{
		int			length = (int) strcspn(text, " ");

		words[count++] = PointerGetDatum(cstring_to_text_with_len(text, length));
		text += length;
		text += *text == ' ';
	}
	return PointerGetDatum(construct_array(words, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
cell(const Tables *tables, int row, int column, char kind)
{
	switch (kind)
	{
		case SRF_INTEGER:
			return Int32GetDatum(boundary_integer(tables, 1, row, column));
		case SRF_BOOLEAN:
			return BoolGetDatum(boundary_integer(tables, 1, row, column) != 0);
		case SRF_BYTES:
			return srf_text_of_bytes(boundary_text(tables, 1, row, column));
		case SRF_WORDS:
			return words_of(boundary_text(tables, 1, row, column));
		default:
			return CStringGetTextDatum(boundary_text(tables, 1, row, column));
	}
}

void
srf_put_table(Tuplestorestate *rows, TupleDesc columns, const Tables *tables, int first, const char *kinds)
{
	Datum		values[SRF_MOST_COLUMNS];
	bool		nulls[SRF_MOST_COLUMNS] = {false};

	for (int row = first; row < boundary_rows(tables, 1); row++)
	{
		for (int column = 0; kinds[column] != '\0'; column++)
			values[column] = cell(tables, row, column, kinds[column]);
		tuplestore_putvalues(rows, columns, values, nulls);
	}
}

void
srf_of_core(FunctionCallInfo fcinfo, CoreCall *call, const char *kinds)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	Tables		tables = srf_ask_core(call, kinds);

	srf_put_table(rows, columns, &tables, 0, kinds);
}

Datum
srf_text_of_bytes(const char *bytes)
{
	char	   *copy = pstrdup(bytes);

	if (!pg_verifymbstr(copy, (int) strlen(copy), true))
	{
		for (char *at = copy; *at != '\0'; at++)
		{
			if (IS_HIGHBIT_SET(*at))
				*at = '?';
		}
	}
	return CStringGetTextDatum(copy);
}
