/*
 * learn_functions.c: the SQL functions about what was observed: seccomp_observed(), seccomp_recommend() and seccomp_unexercised(), of which
 * the core makes the rows, and seccomp_observed_reset().
 *
 * While the server learns it is the recorder's memory: a call is counted before it goes on, so that nothing is missing. Else it is the file,
 * so that what was learnt can still be looked at in a server that enforces. Either is one text, and goes to the core as a whole.
 */
#include "start/exports.h"

#include <errno.h>
#include <unistd.h>

#include "miscadmin.h"

#include "bridge/core_call.h"
#include "learn/learn.h"
#include "learn/observations_file.h"
#include "sql/srf.h"
#include "start/report.h"

/* The columns of the replies (srf.h). */
#define CALLS "tnnttmlssn"
#define LINES "t"
#define ACTIVITIES "tftt"

PG_FUNCTION_INFO_V1(seccomp_observed);
PG_FUNCTION_INFO_V1(seccomp_recommend);
PG_FUNCTION_INFO_V1(seccomp_unexercised);
PG_FUNCTION_INFO_V1(seccomp_observed_reset);

static void
cannot_read(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("pgseccomp cannot read the file \"" OBSERVATIONS_FILE "\""),
			 errdetail("%s", problem)));
}

typedef struct StringSink
{
	TextSink	sink;
	StringInfo	text;
} StringSink;

static bool
write_to_string(TextSink *sink, const char *text, int length)
{
	appendBinaryStringInfo(((StringSink *) sink)->text, text, length);
	return true;
}

/* What was observed up to now, as text. */
static void
observed_text(StringInfo text)
{
	StringSink	string = {{write_to_string}, text};
	const char *problem = NULL;
	Observations *none;

	if (learn_shared != NULL)
	{
		initStringInfo(text);
		(void) observations_write(&learn_shared->seen, learn_seconds(), &string.sink);
		return;
	}
	if (observations_read(text, &problem))
		return;
	if (problem != NULL)
		cannot_read(problem);
	none = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Observations));
	observations_clear(none);
	(void) observations_write(none, 0, &string.sink);
	pfree(none);
}

/* While a server learns: what the core is asked with is ours, and no part of what the server does. */
static bool
ask_aside(CoreCall *call, char **failure)
{
	volatile bool done = false;

	(void) learn_tell(TELL_ASIDE, 1);
	PG_TRY();
	{
		done = core_calls(call, 1, failure);
	}
	PG_CATCH();
	{
		(void) learn_tell(TELL_ASIDE, 0);
		PG_RE_THROW();
	}
	PG_END_TRY();
	(void) learn_tell(TELL_ASIDE, 0);
	return done;
}

static void
ask(CoreCall *call)
{
	char	   *failure = NULL;

	CHECK_FOR_INTERRUPTS();
	if (!(learn_shared != NULL ? ask_aside(call, &failure) : core_calls(call, 1, &failure)))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgseccomp could not read what was observed"),
				 errdetail_internal("%s", failure),
				 errhint("\"pgseccomp learn\" reads the file \"" OBSERVATIONS_FILE "\" of the data directory outside of the server.")));
}

static void
answer(FunctionCallInfo fcinfo, CoreOperation operation, const char *kinds)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	StringInfoData text;
	CoreCall	call = {0};
	Tables		tables;

	observed_text(&text);
	boundary_request_observed(&call.request, operation, &text);
	pfree(text.data);
	ask(&call);
	pfree(call.request.data);
	tables = srf_open(call.reply, kinds);
	if (tables.status == CORE_REJECTED)
		cannot_read(tables.failure);
	report_problems(&tables, ERROR, WARNING, WARNING, NULL, NULL);
	if (learn_shared != NULL && learn_shared->save_errno != 0)
	{
		errno = learn_shared->save_errno;
		ereport(WARNING,
				(errcode_for_file_access(),
				 errmsg("pgseccomp could not write the file \"" OBSERVATIONS_FILE "\": %m"),
				 errdetail("What was seen is lost when the server ends.")));
	}
	srf_put_table(rows, columns, &tables, kinds);
}

Datum
seccomp_observed(PG_FUNCTION_ARGS)
{
	answer(fcinfo, CORE_OBSERVED, CALLS);
	return (Datum) 0;
}

Datum
seccomp_recommend(PG_FUNCTION_ARGS)
{
	answer(fcinfo, CORE_RECOMMEND, LINES);
	return (Datum) 0;
}

Datum
seccomp_unexercised(PG_FUNCTION_ARGS)
{
	answer(fcinfo, CORE_UNEXERCISED, ACTIVITIES);
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
