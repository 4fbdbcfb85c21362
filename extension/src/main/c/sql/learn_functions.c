/*
 * learn_functions.c: the SQL functions seccomp_observed() and seccomp_observed_reset().
 *
 * While the server learns they show a copy of the recorder's memory: a call is counted before it goes on, so that nothing is missing. Else
 * they show the file, so that what was learnt can still be looked at in a server that enforces.
 */
#include "start/exports.h"

#include <errno.h>
#include <unistd.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "learn/learn.h"
#include "sql/learn_functions.h"
#include "learn/observations_file.h"
#include "learn/observed_values.h"
#include "sql/srf.h"
#include "denial/syscall_names.h"

#define OBSERVED_COLUMNS 10

PG_FUNCTION_INFO_V1(seccomp_observed);
PG_FUNCTION_INFO_V1(seccomp_observed_reset);

const Observations *
learn_observations(uint64 *seconds)
{
	Observations *seen = observations_allocate();
	const char *problem = NULL;

	if (learn_shared != NULL)
	{
		*seconds = learn_seconds();
		observations_copy(seen, &learn_shared->seen);
		return seen;
	}
	if (!observations_load(seen, &problem) && problem != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("pgseccomp cannot read the file \"" OBSERVATIONS_FILE "\""),
				 errdetail("%s", problem)));
	*seconds = seen->seconds;
	return seen;
}

void
learn_warn_of_gaps(const Observations *seen)
{
	if (seen->not_kept != 0)
		ereport(WARNING,
				(errmsg("there was no room to record " UINT64_FORMAT " system calls", seen->not_kept),
				 errhint("Save what was seen, and call seccomp_observed_reset().")));
	if (learn_shared != NULL && learn_shared->save_errno != 0)
	{
		errno = learn_shared->save_errno;
		ereport(WARNING,
				(errcode_for_file_access(),
				 errmsg("pgseccomp could not write the file \"" OBSERVATIONS_FILE "\": %m"),
				 errdetail("What was seen is lost when the server ends.")));
	}
}

static TimestampTz
timestamp_of(int64 seconds)
{
	return time_t_to_timestamptz((pg_time_t) seconds);
}

/* The values of the argument that decides; nothing where there is none. */
static char *
values_of(const ObservedCall *call)
{
	StringInfoData text;

	if (call->value_count == 0)
		return NULL;
	initStringInfo(&text);
	for (int i = 0; i < call->value_count; i++)
	{
		uint64		value = call->values[i];

		if (i > 0)
			appendStringInfoString(&text, ", ");
		appendStringInfoString(&text, observed_value_name(call->number, value));
	}
	if (call->more_values)
		appendStringInfoString(&text, ", ...");
	return text.data;
}

static void
put_call(Tuplestorestate *rows, TupleDesc columns, const Observations *seen, const ObservedCall *call)
{
	const ObservedSubject *subject = &seen->subjects[call->subject];
	bool		other_abi = call->number == OBSERVED_OTHER_ABI;
	const char *known = syscall_name(call->number);
	const char *name = other_abi ? "(another ABI)" : known == NULL ? "(unknown)" : known;
	char	   *arguments = values_of(call);
	Datum		values[OBSERVED_COLUMNS] = {
		CStringGetTextDatum(observed_type_name(subject->type)),
		srf_text_of_bytes(subject->role),
		srf_text_of_bytes(subject->database),
		srf_text_of_bytes(subject->program),
		CStringGetTextDatum(name),
		Int32GetDatum(call->number),
		Int64GetDatum((int64) Min(call->calls, (uint64) PG_INT64_MAX)),
		TimestampTzGetDatum(timestamp_of(call->first)),
		TimestampTzGetDatum(timestamp_of(call->last)),
		arguments == NULL ? (Datum) 0 : CStringGetTextDatum(arguments),
	};
	bool		nulls[OBSERVED_COLUMNS] = {false};

	nulls[1] = subject->role[0] == '\0';
	nulls[2] = subject->database[0] == '\0';
	nulls[5] = other_abi;
	nulls[9] = arguments == NULL;
	tuplestore_putvalues(rows, columns, values, nulls);
}

Datum
seccomp_observed(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	uint64		seconds;
	const Observations *seen = learn_observations(&seconds);

	learn_warn_of_gaps(seen);
	for (int i = 0; i < seen->call_count; i++)
	{
		if (seen->calls[i].calls != 0)
			put_call(rows, columns, seen, &seen->calls[i]);
	}
	return (Datum) 0;
}

Datum
seccomp_observed_reset(PG_FUNCTION_ARGS)
{
	bool		done = learn_shared != NULL ? learn_tell(TELL_RESET, 0) : unlink(OBSERVATIONS_FILE) == 0 || errno == ENOENT;

	if (!done)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("pgseccomp could not write the file \"" OBSERVATIONS_FILE "\": %m")));
	PG_RETURN_VOID();
}
