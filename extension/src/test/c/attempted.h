/*
 * attempted.h: the answer of an attempt that a child of the session makes: its exit status is the error, 0 for none.
 */
#ifndef PGSECCOMP_ATTEMPTED_H
#define PGSECCOMP_ATTEMPTED_H

#include "postgres.h"

#include <string.h>
#include <sys/wait.h>

#include "fmgr.h"
#include "utils/builtins.h"

/* "reached", or the name of the error. */
static Datum
attempted(pid_t child)
{
	int			status = 0;

	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		ereport(ERROR, (errmsg("the attempt ended by itself, with status %d", status)));
	PG_RETURN_TEXT_P(cstring_to_text(WEXITSTATUS(status) == 0 ? "reached" : strerrorname_np(WEXITSTATUS(status))));
}

#endif
