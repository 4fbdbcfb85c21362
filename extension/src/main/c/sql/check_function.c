/*
 * check_function.c: the SQL function seccomp_check(), which says of a configuration what the next start would say of it, and what it changes.
 *
 *   files and lines that are given ── proposed.c
 *     → lines that cannot be read
 *     → what is wrong beside policies, what only a restart changes ── the core
 *     → plan and policies, as at a start ── policy_build.c, whose report comes here
 *     → who gets another policy, and what becomes of calls ── check_changes.c
 *
 * It also works where no filter is in force: then everything that is written is a change.
 */
#include "start/exports.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include <string.h>

#include "bridge/core_call.h"
#include "policy/policy_build.h"
#include "sql/check_changes.h"
#include "sql/proposed.h"
#include "sql/srf.h"
#include "start/report.h"

#define COLUMNS 7
#define MOST_WRONG_LINES 100

PG_FUNCTION_INFO_V1(seccomp_check);

typedef struct Check
{
	Listener	listener;		/* first, for whoever gets only that */
	Tuplestorestate *rows;
	TupleDesc	columns;
	Proposed	proposed;
	Report		report;
	bool		needs_restart;
} Check;

static void
set_bytes(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL || text[0] == '\0';
	if (!nulls[column])
		values[column] = srf_text_of_bytes(text);
}

static void
put(Check *check, const Told *told, const char *file, int line)
{
	static const char prefix[] = "pgseccomp: ";
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {false};
	const char *message = strncmp(told->message, prefix, strlen(prefix)) == 0 ? told->message + strlen(prefix) : told->message;

	set_bytes(values, nulls, 0, told->severity);
	set_bytes(values, nulls, 1, told->setting);
	set_bytes(values, nulls, 2, file);
	values[3] = Int32GetDatum(line);
	nulls[3] = line == 0;
	set_bytes(values, nulls, 4, message);
	set_bytes(values, nulls, 5, told->detail);
	set_bytes(values, nulls, 6, told->hint);
	tuplestore_putvalues(check->rows, check->columns, values, nulls);
}

static void
tell(Listener *listener, const Told *told)
{
	Check	   *check = (Check *) listener;
	const Setting *setting = told->setting[0] == '\0' ? NULL : settings_find(&check->proposed.settings, told->setting);

	if (!report_has_said(&check->report, told))
		put(check, told, setting == NULL ? NULL : setting->file, setting == NULL ? 0 : setting->line);
}

/* What cannot be read, or has no effect where it stands. */
static void
tell_of_lines(Check *check)
{
	const Proposed *proposed = &check->proposed;
	Setting	   *wrong = palloc0(sizeof(Setting) * MOST_WRONG_LINES);
	int			count = next_start_wrong_lines(&proposed->next, wrong, MOST_WRONG_LINES);

	for (int i = 0; i < count; i++)
	{
		Told		told = {"error", wrong[i].name, wrong[i].value, "", ""};
		Tables		explained;

		/* PostgreSQL has read no name there. */
		if (wrong[i].name[0] == '\0' && wrong[i].line > 0 && proposed_explain_line(wrong[i].file, wrong[i].line, &explained))
			told = check_remark(&explained, PROPOSED_WRONG, 0);
		put(check, &told, wrong[i].file, wrong[i].line);
	}
	for (int row = 0; row < boundary_rows(&proposed->read, PROPOSED_WRONG); row++)
	{
		Told		told = check_remark(&proposed->read, PROPOSED_WRONG, row);

		put(check, &told, NULL, boundary_integer(&proposed->read, PROPOSED_WRONG, row, PROPOSED_LINE));
	}
	for (int i = 0; i < proposed->lines.count; i++)
	{
		const Setting *line = &proposed->lines.settings[i];

		if (next_start_is_on_command_line(line->name))
			put(check, &(Told) {"warning", line->name, "the command line of the server has another value, which counts before that of a line", "", ""},
				NULL, line->line);
		else if (settings_look_like_ours(line->name) && next_start_is_in_own_file(line->name))
			put(check, &(Told) {"remark", line->name, "ALTER SYSTEM has set this parameter", "It counts before a line in postgresql.conf.",
								"Use ALTER SYSTEM SET for it, or ALTER SYSTEM RESET first."},
				NULL, line->line);
	}
}

/* What is said of the whole beside its policies. */
static void
tell_of_whole(Check *check)
{
	Settings	in_force = settings_in_force();
	EncodedSettings written = settings_encoded(&check->proposed.settings);
	EncodedSettings now = settings_encoded(&in_force);
	CoreCall	call = {0};
	Tables		tables;

	boundary_add_setting(&written, "shared_preload_libraries", check->proposed.libraries);
	boundary_add_setting(&now, "shared_preload_libraries", "pgseccomp");
	boundary_request(&call.request, CORE_CHECK, LEVEL_GLOBAL, &written, &now);
	tables = check_ask(&call);
	for (int row = 0; row < boundary_rows(&tables, REMARKS); row++)
	{
		Told		told = check_remark(&tables, REMARKS, row);

		check->needs_restart = check->needs_restart || strcmp(told.severity, "remark") == 0;
		tell(&check->listener, &told);
	}
}

/* As at a start. */
static void
tell_of_policies(Check *check)
{
	BuildRules	rules = {.level = LOG, .remark = LOG, .warning = LOG};
	CoreStatus	status;

	report_to(&check->listener);
	(void) policy_build(&check->proposed.settings, &rules, &status);
	report_to(NULL);
}

Datum
seccomp_check(PG_FUNCTION_ARGS)
{
	Check		check = {.listener = {tell}};
	text	   *lines = PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0);

	check.rows = srf_begin(fcinfo, &check.columns);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	check.report = report_begin(0);
	PG_TRY();
	{
		proposed_read(&check.proposed, lines);
		tell_of_lines(&check);
		tell_of_whole(&check);
		tell_of_policies(&check);
		check_changes(&check.proposed, check.needs_restart, &check.listener);
	}
	PG_FINALLY();
	{
		report_to(NULL);
		proposed_forget();
	}
	PG_END_TRY();
	SPI_finish();
	return (Datum) 0;
}
