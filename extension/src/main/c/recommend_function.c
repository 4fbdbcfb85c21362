/*
 * recommend_function.c: the SQL functions seccomp_recommend() and seccomp_unexercised(): what the core makes of what was observed.
 *
 * A recommendation is asked for in parts, since a request and a reply have their limits: the server's and the sessions' lists, those of
 * roles, some at a time, the settings that name these roles, and the lists of process types. Each reply is lines; here they are put
 * one behind the other (Recommendation.java).
 */
#include "exports.h"

#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "core_call.h"
#include "learn_functions.h"
#include "observations_file.h"
#include "process_types.h"
#include "recommend_input.h"
#include "report.h"
#include "rows.h"

#define ACTIVITY_COLUMNS 4

PG_FUNCTION_INFO_V1(seccomp_recommend);
PG_FUNCTION_INFO_V1(seccomp_unexercised);

/* Lines of the core. */
typedef struct Lines
{
	char	  **lines;
	int			count;
} Lines;

/* The types that have settings of their own in this version. */
static char *
types_told(void)
{
	const char *why;
	StringInfoData types;

	initStringInfo(&types);
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		if (process_type_can_be_told((ProcessType) type, &why))
			appendStringInfo(&types, "%s%s", types.len == 0 ? "" : ",", process_type_name((ProcessType) type));
	}
	return types.data;
}

/* The parts of Boundary.java; the names of settings have no meaning. */
static Reply
ask(CoreOperation operation, const char *part, const char *first, const char *second)
{
	char	   *failure = NULL;
	EncodedSettings settings;
	StringInfoData request;
	Reply		reply;

	CHECK_FOR_INTERRUPTS();
	boundary_begin_settings(&settings);
	boundary_add_setting(&settings, "part", part);
	boundary_add_setting(&settings, "first", first);
	boundary_add_setting(&settings, "second", second);
	boundary_request(&request, operation, LEVEL_GLOBAL, &settings, NULL);
	if (request.len > LONGEST_REQUEST)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too much was observed for a recommendation"),
				 errdetail("The part \"%s\" takes %d bytes; the limit is %d.", part, request.len, LONGEST_REQUEST)));
	if (!core_call(&request, &reply, &failure))
		report_failure(ERROR, failure);
	pfree(request.data);
	return reply;
}

static Lines
ask_for_lines(const char *part, const char *first, const char *second)
{
	Reply		reply = ask(CORE_RECOMMEND, part, first, second);
	Lines		lines = {NULL, 0};
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_lines(reply, &lines.lines, &lines.count, &rejection, &failure);

	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, failure, NULL);
	pfree((void *) reply.bytes);
	return lines;
}

static void
put_lines(Tuplestorestate *rows, TupleDesc columns, Lines lines, int from)
{
	for (int i = from; i < lines.count; i++)
	{
		Datum		value = learn_text_of(lines.lines[i]);
		bool		null = false;

		tuplestore_putvalues(rows, columns, &value, &null);
	}
}

/* What begins the reply about roles: what the next part is called, and elements of two settings. */
typedef enum RolesReply
{
	NEXT_PART,
	ROLE_ELEMENTS,
	ALIAS_ELEMENTS,
	LINES_OF_ROLES
} RolesReply;

static void
join(StringInfo elements, const char *more)
{
	if (more[0] != '\0')
		appendStringInfo(elements, "%s%s", elements->len == 0 ? "" : ",", more);
}

Datum
seccomp_recommend(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);
	uint64		seconds;
	const Observations *seen = learn_observations(&seconds);
	const char *cut;
	char	   *server = recommend_input_server(seen, seconds, &cut);
	char	   *types = types_told();
	RecommendInput input = recommend_input_begin(seen, seconds);
	const char *part = "roles 1";
	char	   *text;
	List	   *of_roles = NIL;
	ListCell   *cell;
	StringInfoData names;
	StringInfoData aliases;

	learn_warn_of_gaps(seen);
	if (cut != NULL)
		ereport(WARNING, (errmsg("too much was observed to look at all of it"), errdetail("%s", cut)));
	initStringInfo(&names);
	initStringInfo(&aliases);
	while ((text = recommend_input_roles(&input)) != NULL)
	{
		Lines	   *lines = palloc(sizeof(Lines));

		*lines = ask_for_lines(part, text, "");
		pfree(text);
		if (lines->count < LINES_OF_ROLES)
			report_failure(ERROR, "The core's answer about roles is too short.");
		part = lines->lines[NEXT_PART];
		join(&names, lines->lines[ROLE_ELEMENTS]);
		join(&aliases, lines->lines[ALIAS_ELEMENTS]);
		of_roles = lappend(of_roles, lines);
	}

	put_lines(rows, columns, ask_for_lines("server", server, ""), 0);
	if (names.len > 0)
		put_lines(rows, columns, ask_for_lines("names", names.data, aliases.data), 0);
	foreach(cell, of_roles)
		put_lines(rows, columns, *(const Lines *) lfirst(cell), LINES_OF_ROLES);
	put_lines(rows, columns, ask_for_lines(names.len > 0 ? "types with roles" : "types", server, types), 0);
	return (Datum) 0;
}

Datum
seccomp_unexercised(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = rows_begin(fcinfo, &columns);
	uint64		seconds;
	const Observations *seen = learn_observations(&seconds);
	const char *cut;
	Reply		reply = ask(CORE_UNEXERCISED, "", recommend_input_server(seen, seconds, &cut), "");
	DescribedActivity *activities;
	int			count;
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_activities(reply, &activities, &count, &rejection, &failure);

	learn_warn_of_gaps(seen);
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
