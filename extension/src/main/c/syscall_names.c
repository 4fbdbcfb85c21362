/*
 * syscall_names.c: asked for once, when the server starts, and inherited.
 */
#include "syscall_names.h"

#include "utils/memutils.h"

#include "report.h"

static char *names[EXPECTED_NUMBERS];
static uint32 shown[EXPECTED_NUMBERS];

/* What to do with an argument (ShownArguments.java). */
enum
{
	ARGUMENT_NONE,
	ARGUMENT_HIDDEN,
	ARGUMENT_INT,
	ARGUMENT_UNSIGNED_INT,
	ARGUMENT_UNSIGNED_SHORT,
	ARGUMENT_WHOLE
};

#define SYSCALL_ARGUMENT(word, i) ((word) >> 4 * (i) & 0xf)

void
syscall_names_take(Reply reply)
{
	Rejection	rejection;
	char	   *problem = NULL;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	if (boundary_read_syscalls(reply, names, shown, &rejection, &problem) != CORE_ACCEPTED)
		report_failure(FATAL, problem);
	MemoryContextSwitchTo(before);
}

const char *
syscall_name(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? names[number] : NULL;
}

int
syscall_arguments(int number)
{
	uint32		word = number >= 0 && number < EXPECTED_NUMBERS ? shown[number] : 0;
	int			count = 0;

	if (word == 0)
		return -1;
	while (count < SYSCALL_ARGUMENTS && SYSCALL_ARGUMENT(word, count) != ARGUMENT_NONE)
		count++;
	return count;
}

bool
syscall_argument_shown(int number, int argument, uint64 value, int64 *as_kernel)
{
	uint32		word = number >= 0 && number < EXPECTED_NUMBERS ? shown[number] : 0;

	switch (SYSCALL_ARGUMENT(word, argument))
	{
		case ARGUMENT_INT:
			*as_kernel = (int32) value;
			return true;
		case ARGUMENT_UNSIGNED_INT:
			*as_kernel = (uint32) value;
			return true;
		case ARGUMENT_UNSIGNED_SHORT:
			*as_kernel = (uint16) value;
			return true;
		case ARGUMENT_WHOLE:
			*as_kernel = (int64) value;
			return true;
		default:
			*as_kernel = 0;
			return false;
	}
}
