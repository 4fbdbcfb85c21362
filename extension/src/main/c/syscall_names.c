/*
 * syscall_names.c: asked for once, when the server starts, and inherited.
 */
#include "syscall_names.h"

#include "utils/memutils.h"

#include "disposable.h"
#include "report.h"

static char *names[EXPECTED_NUMBERS];

void
syscall_names_read(void)
{
	EncodedSettings none;
	CoreCall	call;
	Rejection	rejection;
	char	   *problem = NULL;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	memset(&call, 0, sizeof(call));
	boundary_begin_settings(&none);
	boundary_request(&call.request, CORE_SYSCALLS, LEVEL_GLOBAL, &none, NULL);
	if (!disposable_calls(&call, 1, &problem) ||
		boundary_read_syscalls(call.reply, names, &rejection, &problem) != CORE_ACCEPTED)
		report_failure(FATAL, problem);
	MemoryContextSwitchTo(before);
}

const char *
syscall_name(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? names[number] : NULL;
}
