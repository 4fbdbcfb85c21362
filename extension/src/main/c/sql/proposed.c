/*
 * proposed.c: reads a configuration that is not in force.
 *
 * Lines that are given are read as if they stood behind all others: they count before what is in the files, ALTER SYSTEM's among them, and after the
 * command line.
 */
#include "sql/proposed.h"

#include <string.h>

#include "catalog/pg_authid.h"
#include "common/string.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "sql/srf.h"
#include "start/report.h"
#include "start/server_facts.h"

/* The tables of the answer to CORE_LINES. */
#define SETTINGS 1

static const int columns[] = {3, REMARK_COLUMNS + 1};

static void
ask_of_lines(StringInfo text, Tables *answer)
{
	CoreCall	call = {0};

	boundary_request_observed(&call.request, CORE_LINES, NULL, text);
	srf_ask(&call);
	if (boundary_open(call.reply, columns, lengthof(columns), answer) != CORE_ACCEPTED)
		report_failure(ERROR, answer->failure);
}

static void
read_lines(Proposed *proposed, text *given)
{
	StringInfoData text;
	int			count;

	if (VARSIZE_ANY_EXHDR(given) > LONGEST_CONFIGURATION)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a configuration has at most %d bytes", LONGEST_CONFIGURATION)));
	initStringInfo(&text);
	appendBinaryStringInfo(&text, VARDATA_ANY(given), (int) VARSIZE_ANY_EXHDR(given));
	ask_of_lines(&text, &proposed->read);
	count = boundary_rows(&proposed->read, SETTINGS);
	proposed->lines.settings = palloc0(sizeof(Setting) * ((size_t) count + 1));
	for (int i = 0; i < count; i++)
	{
		Setting		line = {
			.name = pstrdup(boundary_text(&proposed->read, SETTINGS, i, 0)),
			.value = pstrdup(boundary_text(&proposed->read, SETTINGS, i, 1)),
			.line = boundary_integer(&proposed->read, SETTINGS, i, 2),
		};

		settings_put(&proposed->lines, &line);
	}
}

void
proposed_read(Proposed *proposed, text *lines)
{
	Oid			user;
	int			context;

	memset(proposed, 0, sizeof(*proposed));
	if (lines != NULL)
		read_lines(proposed, lines);
	proposed->next.lines = &proposed->lines;
	/* Who may ask need not be allowed to see where the server has its files, which the core is told. An error restores the user. */
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(BOOTSTRAP_SUPERUSERID, context | SECURITY_LOCAL_USERID_CHANGE);
	next_start_read_files();
	proposed->settings = next_start_settings(&proposed->next);
	proposed->libraries = next_start_value("shared_preload_libraries", &proposed->next);
	server_facts_suppose(next_start_value, &proposed->next);
	SetUserIdAndSecContext(user, context);
}

bool
proposed_explain_line(const char *name, int number, Tables *answer)
{
	StringInfoData text;
	FILE	   *file = AllocateFile(name, "r");
	bool		is_read = file != NULL;

	if (!is_read)
		return false;
	initStringInfo(&text);
	for (int i = 0; i < number && is_read; i++)
		is_read = pg_get_line_buf(file, &text);
	FreeFile(file);
	if (!is_read || text.len > LONGEST_CONFIGURATION)
		return false;
	ask_of_lines(&text, answer);
	return boundary_rows(answer, PROPOSED_WRONG) > 0;
}

void
proposed_forget(void)
{
	server_facts_as_they_are();
}

bool
proposed_is_in_force(const Proposed *proposed)
{
	const Setting *learn = settings_find(&proposed->settings, "pgseccomp.learn");
	bool		learns = false;
	bool		said_so;

	if (learn != NULL)
		(void) parse_bool(learn->value, &learns);
	return settings_enabled_as_written(&proposed->settings, DEBUG5, &said_so) && !learns && strstr(proposed->libraries, "pgseccomp") != NULL;
}
