/*
 * recommend_function.c: the SQL functions seccomp_recommend() and seccomp_unexercised(): what the core makes of what was observed.
 *
 * A recommendation is asked for in parts, since a request and a reply have their limits: the server's and the sessions' lists, those of
 * roles, some at a time, the settings that name these roles, and the lists of process types. Each reply is lines; here they are put
 * one behind the other (Recommendation.java).
 */
#include "start/exports.h"

#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "sql/learn_functions.h"
#include "learn/observations_file.h"
#include "process/process_types.h"
#include "sql/recommend_input.h"
#include "start/report.h"
#include "sql/srf.h"

/* The columns of the replies (srf.h). */
#define LINES "b"
#define ACTIVITIES "tftt"

PG_FUNCTION_INFO_V1(seccomp_recommend);
PG_FUNCTION_INFO_V1(seccomp_unexercised);

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

/* A request for a part (Boundary.java); the names of settings have no meaning. */
static CoreCall
request(CoreOperation operation, const char *part, const char *first, const char *second)
{
	EncodedSettings settings;
	CoreCall	call = {0};

	boundary_begin_settings(&settings);
	boundary_add_setting(&settings, "part", part);
	boundary_add_setting(&settings, "first", first);
	boundary_add_setting(&settings, "second", second);
	boundary_request(&call.request, operation, LEVEL_GLOBAL, &settings, NULL);
	return call;
}

static Tables
ask_for_lines(const char *part, const char *first, const char *second)
{
	CoreCall	call = request(CORE_RECOMMEND, part, first, second);

	return srf_ask_core(&call, LINES);
}

static void
put_lines(Tuplestorestate *rows, TupleDesc columns, Tables lines, int from)
{
	srf_put_table(rows, columns, &lines, from, LINES);
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
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
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
		Tables	   *lines = palloc(sizeof(Tables));

		*lines = ask_for_lines(part, text, "");
		pfree(text);
		if (boundary_rows(lines, 1) < LINES_OF_ROLES)
			report_failure(ERROR, "The core's answer about roles is too short.");
		part = boundary_text(lines, 1, NEXT_PART, 0);
		join(&names, boundary_text(lines, 1, ROLE_ELEMENTS, 0));
		join(&aliases, boundary_text(lines, 1, ALIAS_ELEMENTS, 0));
		of_roles = lappend(of_roles, lines);
	}

	put_lines(rows, columns, ask_for_lines("server", server, ""), 0);
	if (names.len > 0)
		put_lines(rows, columns, ask_for_lines("names", names.data, aliases.data), 0);
	foreach(cell, of_roles)
		put_lines(rows, columns, *(const Tables *) lfirst(cell), LINES_OF_ROLES);
	put_lines(rows, columns, ask_for_lines(names.len > 0 ? "types with roles" : "types", server, types), 0);
	return (Datum) 0;
}

Datum
seccomp_unexercised(PG_FUNCTION_ARGS)
{
	uint64		seconds;
	const Observations *seen = learn_observations(&seconds);
	const char *cut;
	CoreCall	call = request(CORE_UNEXERCISED, "", recommend_input_server(seen, seconds, &cut), "");

	learn_warn_of_gaps(seen);
	srf_of_core(fcinfo, &call, ACTIVITIES);
	return (Datum) 0;
}
