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

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "bridge/core_call.h"
#include "learn/learn.h"
#include "learn/observations_file.h"
#include "sql/learn_functions.h"
#include "sql/srf.h"
#include "start/learnt_on.h"
#include "start/report.h"
#include "start/settings.h"

/* As large as heaps are. */
#define COUNTS_AS (2 * 1024 * 1024)

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

void
learn_functions_text(StringInfo text)
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

void
learn_functions_ask(CoreCall *call)
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

void
learn_functions_ask_large(CoreCall *call)
{
	char	   *failure = NULL;
	bool		fits = call->request.len <= LONGEST_REQUEST;

	call->counts_as = disposable_can_begin(&failure) || !fits ? COUNTS_AS : 0;
	learn_functions_ask(call);
}

static void
answer(FunctionCallInfo fcinfo, CoreOperation operation, const EncodedSettings *asked, bool is_large, const char *kinds)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	StringInfoData text;
	CoreCall	call = {0};
	Tables		tables;

	learn_functions_text(&text);
	boundary_request_observed(&call.request, operation, asked, &text);
	pfree(text.data);
	if (is_large)
		learn_functions_ask_large(&call);
	else
		learn_functions_ask(&call);
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
	answer(fcinfo, CORE_OBSERVED, NULL, false, CALLS);
	return (Datum) 0;
}

/* The profile that is asked for; without one, that of the configuration. */
static const char *
asked_profile(FunctionCallInfo fcinfo)
{
	const char *profile;

	if (PG_NARGS() == 0 || PG_ARGISNULL(0))
		return GetConfigOption("pgseccomp.profile", false, false);
	profile = text_to_cstring(PG_GETARG_TEXT_PP(0));
	if (!settings_is_profile(profile))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown profile \"%s\"", profile),
				 errhint("The profiles are \"none\", \"baseline\" and \"strict\".")));
	return profile;
}

Datum
seccomp_recommend(PG_FUNCTION_ARGS)
{
	const char *profile = asked_profile(fcinfo);
	/* The profile is asked about each call. */
	bool		is_large = pg_strcasecmp(profile, "none") != 0;
	EncodedSettings asked;

	boundary_begin_settings(&asked);
	boundary_add_setting(&asked, "profile", profile);
	if (PG_NARGS() > 1 && !PG_ARGISNULL(1))
		boundary_add_setting(&asked, "by_role", PG_GETARG_BOOL(1) ? "on" : "off");
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	learnt_on_add_installed(&asked);
	SPI_finish();
	answer(fcinfo, CORE_RECOMMEND, &asked, is_large, LINES);
	return (Datum) 0;
}

Datum
seccomp_unexercised(PG_FUNCTION_ARGS)
{
	answer(fcinfo, CORE_UNEXERCISED, NULL, false, ACTIVITIES);
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
