/*
 * observations_load.c: reads the file of what was observed (observations_file.c writes it). It may come from anywhere (a backup, another
 * version, a hand): it is taken as a whole or not at all.
 */
#include "learn/observations_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/architecture.h"
#include "learn/observed_names.h"

/* More than the fixed size of Observations can take as text. */
#define LONGEST_FILE (64 * 1024 * 1024)
#define LONGEST_FILE_TEXT "64 MB"

#define NOT_REGULAR "It is not a regular file."

/* The next word of a line, which is cut out of it; NULL at its end. */
static char *
next_word(char **line)
{
	char	   *word = *line;
	char	   *space;

	if (word == NULL || *word == '\0')
		return NULL;
	space = strchr(word, ' ');
	*line = space == NULL ? NULL : space + 1;
	if (space != NULL)
		*space = '\0';
	return word;
}

static bool
next_number(char **line, uint64 *value)
{
	const char *word = next_word(line);
	uint64		number = 0;

	if (word == NULL || *word == '\0')
		return false;
	for (; *word != '\0'; word++)
	{
		uint64		digit = (uint64) (*word - '0');

		if (*word < '0' || *word > '9' || number > (PG_UINT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*value = number;
	return true;
}

static bool
read_subject(Observations *seen, char *rest, int *subject)
{
	ObservedSubject read;
	const char *type = next_word(&rest);
	const char *program = next_word(&rest);
	const char *role = next_word(&rest);
	const char *database = next_word(&rest);
	uint64		time;

	memset(&read, 0, sizeof(read));
	if (database == NULL || !next_number(&rest, &time) || !next_number(&rest, &time) || rest != NULL || (read.type = observed_type_named(type)) < 0 ||
		!observed_name_unescape(read.program, sizeof(read.program), program) || !observed_name_unescape(read.role, sizeof(read.role), role) ||
		!observed_name_unescape(read.database, sizeof(read.database), database))
		return false;
	*subject = observations_subject(seen, &read);
	return *subject >= 0;
}

static bool
read_call(Observations *seen, char *rest, int subject)
{
	uint64		number;
	uint64		calls;
	uint64		first;
	uint64		last;
	ObservedCall read = {0};
	ObservedCall *call;

	if (!next_number(&rest, &number) || number >= OBSERVED_NUMBERS || !next_number(&rest, &calls) ||
		!next_number(&rest, &first) || !next_number(&rest, &last) || first > LATEST_TIME || last > LATEST_TIME)
		return false;
	call = observations_call(seen, subject, (int) number);
	if (call == NULL)
		return false;
	read.calls = calls;
	read.first = (int64) first;
	read.last = (int64) last;
	observations_add(call, &read, false);
	while (rest != NULL)
	{
		uint64		value;

		if (strcmp(rest, "+") == 0)
		{
			call->more_values = true;
			break;
		}
		if (!next_number(&rest, &value))
			return false;
		observations_add_value(call, value);
	}
	return true;
}

static bool
read_learnt(Observations *seen, char *rest)
{
	uint64		since;

	if (!next_number(&rest, &since) || since > LATEST_TIME || !next_number(&rest, &seen->seconds) ||
		!next_number(&rest, &seen->not_kept) || !next_number(&rest, &seen->crash_restarts) || rest != NULL)
		return false;
	seen->since = (int64) since;
	return true;
}

/* Reads the lines behind the version. NULL, or what is wrong. */
static const char *
read_lines(Observations *seen, FILE *file)
{
	char		line[OBSERVATIONS_LINE];
	int			lines = 1;
	int			subject = -1;
	size_t		bytes = 0;

	while (fgets(line, sizeof(line), file) != NULL)
	{
		char	   *rest = line;
		char	   *word;
		size_t		length = strlen(line);
		uint64		number;
		bool		good;

		if (length == 0 || line[length - 1] != '\n')
			return "It has a line that is too long or not whole.";
		/* It can grow while it is read. */
		bytes += length;
		if (bytes > LONGEST_FILE)
			return "It is larger than " LONGEST_FILE_TEXT ".";
		line[length - 1] = '\0';
		word = next_word(&rest);
		if (word == NULL)
			good = false;
		else if (strcmp(word, "subject") == 0)
			good = read_subject(seen, rest, &subject);
		else if (strcmp(word, "call") == 0)
			good = read_call(seen, rest, subject);
		else if (strcmp(word, "learnt") == 0)
			good = read_learnt(seen, rest);
		else if (strcmp(word, "architecture") == 0)
		{
			good = next_number(&rest, &number);
			if (good && number != OWN_ARCH)
				return "It was written on another architecture.";
		}
		else if (strcmp(word, "end") == 0)
			return next_number(&rest, &number) && number == (uint64) lines && fgetc(file) == EOF ? NULL :
				"It does not end as it should.";
		else
			good = strcmp(word, "server") == 0 || strcmp(word, "uncounted") == 0;
		if (!good)
			return "It has a line that cannot be read.";
		lines++;
	}
	return "It is not whole.";
}

/* Opens the file, which may be anything that has its name; nothing is waited for. NULL with *problem, or without if there is none. */
static FILE *
open_file(const char **problem)
{
	int			fd = open(OBSERVATIONS_FILE, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	FILE	   *file;

	if (fd < 0)
	{
		*problem = errno == ENOENT ? NULL : errno == ELOOP ? "It is a symbolic link." :
			errno == ENXIO ? NOT_REGULAR : strerror(errno);
		return NULL;
	}
	if (fstat(fd, &status) != 0)
		*problem = strerror(errno);
	else if (!S_ISREG(status.st_mode))
		*problem = NOT_REGULAR;
	else if (status.st_size > LONGEST_FILE)
		*problem = "It is larger than " LONGEST_FILE_TEXT ".";
	else if ((file = fdopen(fd, "r")) == NULL)
		*problem = strerror(errno);
	else
		return file;
	(void) close(fd);
	return NULL;
}

bool
observations_load(Observations *seen, const char **problem)
{
	char		line[OBSERVATIONS_LINE];
	FILE	   *file;

	*problem = NULL;
	file = open_file(problem);
	if (file == NULL)
		return false;
	if (fgets(line, sizeof(line), file) == NULL || strcmp(line, OBSERVATIONS_VERSION "\n") != 0)
		*problem = "It is of another version.";
	else
		*problem = read_lines(seen, file);
	(void) fclose(file);
	if (*problem != NULL)
		observations_clear(seen);
	return *problem == NULL;
}
