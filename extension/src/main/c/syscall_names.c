/*
 * syscall_names.c: asked for once, when the server starts, and inherited.
 */
#include "syscall_names.h"

#include "utils/memutils.h"

#include "report.h"

static char *names[EXPECTED_NUMBERS];

void
syscall_names_take(Reply reply)
{
	Rejection	rejection;
	char	   *problem = NULL;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	if (boundary_read_syscalls(reply, names, &rejection, &problem) != CORE_ACCEPTED)
		report_failure(FATAL, problem);
	MemoryContextSwitchTo(before);
}

const char *
syscall_name(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? names[number] : NULL;
}
