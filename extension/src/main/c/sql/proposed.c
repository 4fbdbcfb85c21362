/*
 * proposed.c: reads a configuration that is not in force.
 *
 * Lines that are given are read as if they stood behind all others: they count before what is in the files, ALTER SYSTEM's among them, and after the
 * command line.
 */
#include "sql/proposed.h"

#include <string.h>

#include "catalog/pg_authid.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "sql/srf.h"
#include "start/report.h"
#include "start/server_facts.h"

/* The tables of the answer to CORE_LINES. */
#define SETTINGS 1

static const int columns[] = {3, REMARK_COLUMNS + 1};

static void
read_lines(Proposed *proposed, text *given)
{
	CoreCall	call = {0};
	StringInfoData text;
	int			count;

	if (VARSIZE_ANY_EXHDR(given) > LONGEST_CONFIGURATION)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a configuration has at most %d bytes", LONGEST_CONFIGURATION)));
	initStringInfo(&text);
	appendBinaryStringInfo(&text, VARDATA_ANY(given), (int) VARSIZE_ANY_EXHDR(given));
	boundary_request_observed(&call.request, CORE_LINES, NULL, &text);
	srf_ask(&call);
	if (boundary_open(call.reply, columns, lengthof(columns), &proposed->read) != CORE_ACCEPTED)
		report_failure(ERROR, proposed->read.failure);
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
