/*
 * syscall_names.c: asked for once, when the server starts, and inherited.
 */
#include "denial/syscall_names.h"

#include <string.h>

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "start/report.h"

static char *names[EXPECTED_NUMBERS];
static char *parameters[EXPECTED_NUMBERS];	/* their names, separated by spaces */
static uint32 shown[EXPECTED_NUMBERS];
static uint32 of_programs[EXPECTED_NUMBERS / 32];	/* a bit for each */

#define SYSCALL_ARGUMENT(word, i) ((word) >> 4 * (i) & 0xf)

void
syscall_names_take(Reply reply)
{
	static const int columns[] = {5};
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
		parameters[number] = pstrdup(boundary_text(&tables, 1, row, 3));
		if (boundary_integer(&tables, 1, row, 4) != 0)
			of_programs[number / 32] |= UINT32_C(1) << number % 32;
	}
	MemoryContextSwitchTo(before);
}

const char *
syscall_name(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? names[number] : NULL;
}

bool
syscall_is_of_programs(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS && (of_programs[number / 32] >> number % 32 & 1) != 0;
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

char *
syscall_described(int number, const uint64 *arguments)
{
	int			count = Max(syscall_arguments(number), 0);
	const char *next = count > 0 ? parameters[number] : "";
	const char *between = "(";
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, syscall_name(number) == NULL ? "" : syscall_name(number));
	for (int i = 0; i < count; i++)
	{
		int			length = (int) strcspn(next, " ");
		int64		value;

		if (syscall_argument_shown(number, i, arguments[i], &value))
		{
			appendStringInfo(&text, "%s%.*s: " INT64_FORMAT, between, length, next, value);
			between = "; ";
		}
		next += next[length] == ' ' ? length + 1 : length;
	}
	appendStringInfoString(&text, between[0] == '(' ? "()" : ")");
	return text.data;
}
