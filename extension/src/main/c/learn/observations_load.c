/*
 * observations_load.c: reads the file of what was observed (observations_file.c writes it).
 *
 * It may be anything that has its name: nothing is waited for, and a size is not believed. What it says is the core's to read, in a process
 * of its own when a server begins to learn; here its answer becomes observations. No index and no length of the answer is believed either.
 */
#include "learn/observations_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utils/memutils.h"

#include "bridge/core_call.h"

/* More than the fixed size of Observations can take as text. */
#define LONGEST_FILE (64 * 1024 * 1024)
#define TOO_LARGE "It is larger than 64 MB."

#define NOT_REGULAR "It is not a regular file."

/* Reads to the end of the file, which can grow while it is read. NULL, or what is wrong. */
static const char *
read_all(int fd, StringInfo text)
{
	for (;;)
	{
		ssize_t		got;

		enlargeStringInfo(text, 64 * 1024);
		got = read(fd, text->data + text->len, (size_t) (text->maxlen - text->len - 1));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? NULL : strerror(errno);
		text->len += (int) got;
		if (text->len > LONGEST_FILE)
			return TOO_LARGE;
	}
}

bool
observations_read(StringInfo text, const char **problem)
{
	int			fd = open(OBSERVATIONS_FILE, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	initStringInfo(text);
	if (fd < 0)
	{
		*problem = errno == ENOENT ? NULL : errno == ELOOP ? "It is a symbolic link." :
			errno == ENXIO ? NOT_REGULAR : strerror(errno);
		return false;
	}
	if (fstat(fd, &status) != 0)
		*problem = strerror(errno);
	else if (!S_ISREG(status.st_mode))
		*problem = NOT_REGULAR;
	else if (status.st_size > LONGEST_FILE)
		*problem = TOO_LARGE;
	else
		*problem = read_all(fd, text);
	(void) close(fd);
	return *problem == NULL;
}

/* The tables of the answer (ObservedTables.java). */
enum
{
	HEAD = 1,
	SUBJECTS,
	CALLS,
	VALUES
};

static const int columns[] = {8, 4, 10, 2};

static bool
copy_name(char *to, size_t room, const char *name)
{
	return strlcpy(to, name, room) < room;
}

/* The subjects by their rows; NULL if there is one that cannot be taken. */
static int *
take_subjects(Observations *seen, const Tables *tables)
{
	int			count = boundary_rows(tables, SUBJECTS);
	int		   *subjects = palloc(sizeof(int) * ((Size) count + 1));

	for (int row = 0; row < count; row++)
	{
		ObservedSubject read = {.type = boundary_integer(tables, SUBJECTS, row, 0)};

		if (read.type < 0 || read.type >= OBSERVED_TYPES ||
			!copy_name(read.program, sizeof(read.program), boundary_text(tables, SUBJECTS, row, 1)) ||
			!copy_name(read.role, sizeof(read.role), boundary_text(tables, SUBJECTS, row, 2)) ||
			!copy_name(read.database, sizeof(read.database), boundary_text(tables, SUBJECTS, row, 3)))
			return NULL;
		subjects[row] = observations_subject(seen, &read);
	}
	return subjects;
}

static bool
take_calls(Observations *seen, const Tables *tables, const int *subjects)
{
	int			next_value = 0;

	for (int row = 0; row < boundary_rows(tables, CALLS); row++)
	{
		int			subject = boundary_integer(tables, CALLS, row, 0);
		int			number = boundary_integer(tables, CALLS, row, 1);
		int			values = boundary_integer(tables, CALLS, row, 8);
		ObservedCall read = {
			.calls = boundary_wide(tables, CALLS, row, 2),
			.first = (int64) boundary_wide(tables, CALLS, row, 4),
			.last = (int64) boundary_wide(tables, CALLS, row, 6),
			.more_values = boundary_integer(tables, CALLS, row, 9) != 0,
		};
		ObservedCall *call;

		if (subject < 0 || subject >= boundary_rows(tables, SUBJECTS) || number < 0 || number >= OBSERVED_NUMBERS ||
			values < 0 || values > OBSERVED_VALUES || values > boundary_rows(tables, VALUES) - next_value)
			return false;
		for (int i = 0; i < values; i++)
			read.values[i] = boundary_wide(tables, VALUES, next_value++, 0);
		read.value_count = (uint8) values;
		call = observations_call(seen, subjects[subject], number);
		if (call == NULL)
			return false;
		observations_add(call, &read);
	}
	return true;
}

static bool
take(Observations *seen, const Tables *tables)
{
	const int  *subjects = boundary_rows(tables, HEAD) == 1 ? take_subjects(seen, tables) : NULL;

	seen->since = (int64) boundary_wide(tables, HEAD, 0, 0);
	seen->seconds = boundary_wide(tables, HEAD, 0, 2);
	seen->not_kept = boundary_wide(tables, HEAD, 0, 4);
	seen->crash_restarts = boundary_wide(tables, HEAD, 0, 6);
	return subjects != NULL && take_calls(seen, tables, subjects);
}

/* NULL, or what is wrong with the text. */
static const char *
load(Observations *seen, StringInfo text)
{
	CoreCall	call = {0};
	Tables		tables;
	char	   *failure = NULL;

	boundary_request_observed(&call.request, CORE_OBSERVATIONS, NULL, text);
	if (!core_calls(&call, 1, &failure))
		return failure;
	if (boundary_open(call.reply, columns, lengthof(columns), &tables) != CORE_ACCEPTED)
		return tables.failure;
	return take(seen, &tables) ? NULL : "It has a name that is too long, or more than there is room for.";
}

bool
observations_load(Observations *seen, const char **problem)
{
	MemoryContext before = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(before, "pgseccomp_observed", ALLOCSET_DEFAULT_SIZES);
	StringInfoData text;
	bool		found;

	/* Nothing of it, and it may be much, stays in the postmaster, or every process would inherit it. */
	(void) MemoryContextSwitchTo(context);
	found = observations_read(&text, problem);
	if (found)
		*problem = load(seen, &text);
	(void) MemoryContextSwitchTo(before);
	if (*problem != NULL)
	{
		*problem = pstrdup(*problem);
		observations_clear(seen);
	}
	MemoryContextDelete(context);
	return found && *problem == NULL;
}
