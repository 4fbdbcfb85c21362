/*
 * syscall_names.c: asked for once, when the server starts, and inherited.
 */
#include "denial/syscall_names.h"

#include "utils/memutils.h"

#include "start/report.h"

static char *names[EXPECTED_NUMBERS];
static uint32 shown[EXPECTED_NUMBERS];

#define SYSCALL_ARGUMENT(word, i) ((word) >> 4 * (i) & 0xf)

void
syscall_names_take(Reply reply)
{
	static const int columns[] = {3};
	Tables		tables;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	if (boundary_open(reply, columns, lengthof(columns), &tables) != CORE_ACCEPTED)
		report_failure(FATAL, tables.failure);
	for (int row = 0; row < boundary_rows(&tables, 1); row++)
	{
		uint32		number = (uint32) boundary_integer(&tables, 1, row, 1);

		if (number >= EXPECTED_NUMBERS)
			report_failure(FATAL, "A system call has a number that is too high.");
		names[number] = pstrdup(boundary_text(&tables, 1, row, 0));
		shown[number] = (uint32) boundary_integer(&tables, 1, row, 2);
	}
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
