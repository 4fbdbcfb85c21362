/*
 * learn_functions.c: the SQL functions seccomp_observed(), seccomp_observed_reset(), seccomp_recommend() and
 * seccomp_unexercised().
 *
 * While the server learns they show the recorder's memory: a call is counted before it goes on, so that nothing is missing. Else
 * they show the file, so that what was learnt can still be looked at in a server that enforces.
 */
#include "exports.h"

#include <errno.h>
#include <unistd.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core_call.h"
#include "learn.h"
#include "observations_cut.h"
#include "observations_file.h"
#include "observed_values.h"
#include "report.h"
#include "rows.h"
#include "syscall_names.h"

#define OBSERVED_COLUMNS 10
#define ACTIVITY_COLUMNS 4

PG_FUNCTION_INFO_V1(seccomp_observed);
PG_FUNCTION_INFO_V1(seccomp_observed_reset);
PG_FUNCTION_INFO_V1(seccomp_recommend);
PG_FUNCTION_INFO_V1(seccomp_unexercised);

/* What was observed up to now, and for how long. */
static const Observations *
observations(uint64 *seconds)
{
	Observations *seen;
	const char *problem = NULL;

	if (learn_shared != NULL)
	{
		*seconds = learn_seconds();
		return &learn_shared->seen;
	}
	seen = MemoryContextAllocExtended(CurrentMemoryContext, sizeof(Observations), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (!observations_load(seen, &problem) && problem != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("pgseccomp cannot read the file \"" OBSERVATIONS_FILE "\""),
				 errdetail("%s", problem)));
	*seconds = seen->seconds;
	return seen;
}

/* Says what may be missing. */
static void
warn_of_gaps(const Observations *seen)
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

/* Names can come from databases of other encodings. */
static Datum
text_of(const char *bytes)
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
		text_of(subject->role),
		text_of(subject->database),
		text_of(subject->program),
		CStringGetTextDatum(name),
		Int32GetDatum(call->number),
		Int64GetDatum((int64) call->calls),
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
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);
	uint64		seconds;
	const Observations *seen = observations(&seconds);
	int			count = seen->call_count;
	ObservedCall *calls = palloc(sizeof(ObservedCall) * (size_t) (count + 1));

	/* What this function itself calls is not of interest, and would change under its eyes. */
	memcpy(calls, seen->calls, sizeof(ObservedCall) * (size_t) count);
	warn_of_gaps(seen);
	for (int i = 0; i < count; i++)
	{
		if (calls[i].calls != 0)
			put_call(rows, columns, seen, &calls[i]);
	}
	return (Datum) 0;
}

/* Has the core look at what was observed. */
static Reply
ask(CoreOperation operation)
{
	uint64		seconds;
	const Observations *seen = observations(&seconds);
	const char *cut = NULL;
	const char *why;
	char	   *failure = NULL;
	EncodedSettings settings;
	StringInfoData request;
	StringInfoData types;
	Reply		reply;

	initStringInfo(&types);
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		if (process_type_can_be_told((ProcessType) type, &why))
			appendStringInfo(&types, "%s%s", types.len == 0 ? "" : ",", process_type_name((ProcessType) type));
	}
	boundary_begin_settings(&settings);
	boundary_add_setting(&settings, "observations", observations_for_core(seen, seconds, &cut));
	boundary_add_setting(&settings, "pgseccomp.process_types", types.data);
	boundary_request(&request, operation, LEVEL_GLOBAL, &settings, NULL);
	(void) report_if_too_long(ERROR, &request);
	if (!core_call(&request, &reply, &failure))
		report_failure(ERROR, failure);
	warn_of_gaps(seen);
	if (cut != NULL)
		ereport(WARNING, (errmsg("too much was observed to look at all of it"), errdetail("%s", cut)));
	return reply;
}

Datum
seccomp_recommend(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);
	Reply		reply = ask(CORE_RECOMMEND);
	char	  **lines;
	int			count;
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_lines(reply, &lines, &count, &rejection, &failure);

	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, failure, NULL);
	for (int i = 0; i < count; i++)
	{
		Datum		value = text_of(lines[i]);
		bool		null = false;

		tuplestore_putvalues(rows, columns, &value, &null);
	}
	return (Datum) 0;
}

Datum
seccomp_unexercised(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);
	Reply		reply = ask(CORE_UNEXERCISED);
	DescribedActivity *activities;
	int			count;
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_activities(reply, &activities, &count, &rejection, &failure);

	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, failure, NULL);
	for (int i = 0; i < count; i++)
	{
		Datum		values[ACTIVITY_COLUMNS] = {
			CStringGetTextDatum(activities[i].name),
			BoolGetDatum(activities[i].seen),
			CStringGetTextDatum(activities[i].evidence),
			CStringGetTextDatum(activities[i].how),
		};
		bool		nulls[ACTIVITY_COLUMNS] = {false};

		tuplestore_putvalues(rows, columns, values, nulls);
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
