/*
 * denials_function.c: the SQL functions about denials.
 *
 * The view seccomp_denials reads seccomp_denial_counters().
 */
#include "start/exports.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "kernel/compat.h"
#include "denial/denial_counters.h"
#include "sql/denials_function.h"
#include "sql/srf.h"
#include "process/session.h"
#include "start/settings.h"
#include "denial/syscall_names.h"

#define COLUMNS 14

PG_FUNCTION_INFO_V1(seccomp_denial_counters);
PG_FUNCTION_INFO_V1(seccomp_denials_info);
PG_FUNCTION_INFO_V1(seccomp_denials_reset);

#define LABEL(constant, label, described) [constant] = label,

static const char *const source_names[] = {CORE_DENIAL_SOURCES(LABEL)};

/* As many elements as the call has arguments; NULL where that is not known, and for what is not shown. */
static Datum
arguments_of(const Denial *denial, bool *is_null)
{
	Datum		elements[DENIAL_ARGUMENTS];
	bool		nulls[DENIAL_ARGUMENTS];
	int			count = syscall_arguments(denial->number);
	int			dimensions[1] = {count};
	int			lower_bounds[1] = {1};

	*is_null = count < 0 || !denial->has_arguments;
	if (*is_null)
		return (Datum) 0;
	for (int i = 0; i < count; i++)
	{
		int64		value;

		nulls[i] = !syscall_argument_shown(denial->number, i, (uint64) denial->arguments[i], &value);
		elements[i] = Int64GetDatum(value);
	}
	return PointerGetDatum(construct_md_array(elements, nulls, count == 0 ? 0 : 1, dimensions, lower_bounds, INT8OID,
											  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* Counts are unsigned; SQL has no such type. */
static Datum
count_of(uint64 count)
{
	return Int64GetDatum((int64) Min(count, (uint64) PG_INT64_MAX));
}

/* NULL for a number that is no time. */
static void
set_time(Datum *values, bool *nulls, int column, TimestampTz time)
{
	nulls[column] = !IS_VALID_TIMESTAMP(time);
	values[column] = TimestampTzGetDatum(time);
}

/* NULL for what is never counted. */
static const char *
action_of(const Denial *denial)
{
	bool		is_counted = denial->action == ACTION_WARN || denial->action == ACTION_ERROR || denial->action == ACTION_TERMINATE;

	return is_counted ? settings_action_name(denial->action) : NULL;
}

/* As pg_stat_activity has it, and seccomp_processes(); NULL for a number that is none. */
static const char *
process_of(const Denial *denial)
{
	switch (denial->process)
	{
		case PROCESS_POSTMASTER:
			return "postmaster";
		case PROCESS_PARALLEL_WORKER:
			return "parallel worker";
		case B_INVALID:
			return "starting";
		default:
			return denial->process > 0 && denial->process < BACKEND_NUM_TYPES ? GetBackendTypeDesc((BackendType) denial->process) : NULL;
	}
}

/* NULL for bytes that are no text here. */
static const char *
valid_text(const char *text)
{
	return pg_verifymbstr(text, (int) strlen(text), true) ? text : NULL;
}

static void
put_row(Tuplestorestate *rows, TupleDesc columns, const CountedDenial *counted)
{
	const Denial *last = &counted->last;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {0};
	const char *source = (size_t) last->source < lengthof(source_names) ? source_names[last->source] : NULL;

	srf_set_text(values, nulls, 0, process_of(last));
	srf_set_text(values, nulls, 1, OidIsValid(last->role) ? GetUserNameFromId(last->role, true) : NULL);
	srf_set_text(values, nulls, 2, OidIsValid(last->database) ? get_database_name(last->database) : NULL);
	srf_set_text(values, nulls, 3, syscall_name(last->number));
	values[4] = Int32GetDatum(last->number);
	srf_set_text(values, nulls, 5, action_of(last));
	srf_set_text(values, nulls, 6, source);
	values[7] = count_of(counted->count);
	set_time(values, nulls, 8, counted->first_at);
	set_time(values, nulls, 9, counted->last_at);
	/* Whatever encoding the session had that set it. */
	srf_set_text(values, nulls, 10, valid_text(counted->application));
	values[11] = Int64GetDatum((int64) counted->query_id);
	nulls[11] = counted->query_id == 0;
	values[12] = arguments_of(last, &nulls[12]);
	srf_set_text(values, nulls, 13, last->conditions[0] == '\0' ? NULL : valid_text(last->conditions));
	tuplestore_putvalues(rows, columns, values, nulls);
}

/* A name, or "" where there is none. */
static const char *
or_empty(const char *name)
{
	return name == NULL ? "" : name;
}

void
denials_add_all(EncodedSettings *denials)
{
	for (int i = 0; i < DENIAL_ENTRIES; i++)
	{
		CountedDenial counted;
		const Denial *last = &counted.last;

		if (denial_counters_get(i, &counted))
			boundary_add_denied(denials, or_empty(process_of(last)),
								or_empty(OidIsValid(last->role) ? GetUserNameFromId(last->role, true) : NULL),
								or_empty(OidIsValid(last->database) ? get_database_name(last->database) : NULL),
								last->number, counted.count, last->has_arguments ? last->arguments : NULL);
	}
}

Datum
seccomp_denial_counters(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows;

	session_require_enabled();
	rows = srf_begin(fcinfo, &columns);
	for (int i = 0; i < DENIAL_ENTRIES; i++)
	{
		CountedDenial counted;

		if (denial_counters_get(i, &counted))
			put_row(rows, columns, &counted);
	}
	return (Datum) 0;
}

Datum
seccomp_denials_info(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Datum		values[2];
	bool		nulls[2] = {false, false};
	TimestampTz since;

	session_require_enabled();
	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = count_of(denial_counters_lost(&since));
	set_time(values, nulls, 1, since);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}

Datum
seccomp_denials_reset(PG_FUNCTION_ARGS)
{
	session_require_enabled();
	denial_counters_reset();
	PG_RETURN_VOID();
}
