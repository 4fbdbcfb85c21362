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
#include "utils/timestamp.h"

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

static int
cells_of_kind(char kind)
{
	return kind == SRF_BIGINT || kind == SRF_TIME ? 2 : 1;
}

Tables
srf_open(Reply reply, const char *kinds)
{
	Tables		tables;
	int			columns[] = {0};

	for (const char *kind = kinds; *kind != '\0'; kind++)
		columns[0] += cells_of_kind(*kind);
	(void) boundary_open(reply, columns, lengthof(columns), &tables);
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

/* The value at a cell, where that of the row before is now. False for NULL. */
static bool
value_at(const Tables *tables, int row, int cell, char kind, Datum *value)
{
	int32		integer = boundary_integer(tables, 1, row, cell);

	switch (kind)
	{
		case SRF_INTEGER:
		case SRF_NUMBER_OR_NULL:
			*value = Int32GetDatum(integer);
			return kind == SRF_INTEGER || integer >= 0;
		case SRF_BOOLEAN:
			*value = BoolGetDatum(integer != 0);
			return true;
		case SRF_BIGINT:
			*value = Int64GetDatum((int64) boundary_wide(tables, 1, row, cell));
			return true;
		case SRF_TIME:
			*value = TimestampTzGetDatum(time_t_to_timestamptz((pg_time_t) boundary_wide(tables, 1, row, cell)));
			return true;
		case SRF_WORDS:
			*value = words_of(boundary_text(tables, 1, row, cell));
			return true;
		default:
			/* Rows that stand together often have a text in common, which is in the pool once: then the value is still there. */
			if (row == 0 || integer != boundary_integer(tables, 1, row - 1, cell))
				*value = srf_text_of_bytes(boundary_text(tables, 1, row, cell));
			return kind == SRF_TEXT || integer != 0;
	}
}

void
srf_put_table(Tuplestorestate *rows, TupleDesc columns, const Tables *tables, const char *kinds)
{
	Datum		values[SRF_MOST_COLUMNS];
	bool		nulls[SRF_MOST_COLUMNS];

	for (int row = 0; row < boundary_rows(tables, 1); row++)
	{
		int			cell = 0;

		for (int column = 0; kinds[column] != '\0'; column++)
		{
			nulls[column] = !value_at(tables, row, cell, kinds[column], &values[column]);
			cell += cells_of_kind(kinds[column]);
		}
		tuplestore_putvalues(rows, columns, values, nulls);
	}
}

void
srf_ask(CoreCall *call)
{
	char	   *failure = NULL;

	CHECK_FOR_INTERRUPTS();
	if (!core_calls(call, 1, &failure))
		report_failure(ERROR, failure);
}

void
srf_of_core(FunctionCallInfo fcinfo, CoreCall *call, const char *kinds)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	Tables		tables;

	srf_ask(call);
	tables = srf_open(call->reply, kinds);
	report_problems(&tables, ERROR, WARNING, WARNING, NULL, NULL);
	srf_put_table(rows, columns, &tables, kinds);
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
