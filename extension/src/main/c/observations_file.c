/*
 * observations_file.c: writes and reads the file of what was observed.
 *
 * The file is a line of a version, lines of subjects, each followed by the lines of its calls, and a last line with the number of
 * lines before it, without which a file is not whole. It is written beside the old one and renamed over it. The recorder writes
 * it: no memory is allocated, no error is raised. A file that is read may come from anywhere (a backup, another version, a hand):
 * it is taken as a whole or not at all.
 */
#include "observations_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "architecture.h"
#include "learn_kernel.h"

#define VERSION_LINE "pgseccomp-observed 1"
#define TEMPORARY_FILE OBSERVATIONS_FILE ".new"

/* More than the fixed size of Observations can take as text. */
#define LONGEST_FILE (16 * 1024 * 1024)
#define LONGEST_LINE 1024

/* The bytes of a name that stand for themselves; others are %XX. An empty name is "-". */
static bool
is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static void
escape(char *out, const char *name)
{
	static const char digits[] = "0123456789abcdef";

	if (*name == '\0')
		*out++ = '-';
	for (; *name != '\0'; name++)
	{
		unsigned char c = (unsigned char) *name;

		if (is_plain(c))
			*out++ = (char) c;
		else
		{
			*out++ = '%';
			*out++ = digits[c >> 4];
			*out++ = digits[c & 15];
		}
	}
	*out = '\0';
}

static int
digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
unescape(char *out, int size, const char *text)
{
	int			length = 0;

	if (strcmp(text, "-") == 0)
		text = "";
	while (*text != '\0')
	{
		char		c = *text++;

		if (c == '%')
		{
			int			high = digit_of(*text);
			int			low = high < 0 ? -1 : digit_of(text[1]);

			if (low < 0 || (high == 0 && low == 0))
				return false;
			c = (char) (high << 4 | low);
			text += 2;
		}
		else if (!is_plain((unsigned char) c))
			return false;
		if (length == size - 1)
			return false;
		out[length++] = c;
	}
	out[length] = '\0';
	return true;
}

/* With the times of the first and the last of its calls. */
static bool
write_subject(const Observations *seen, int number, TextSink *sink)
{
	const ObservedSubject *subject = &seen->subjects[number];
	int64		first = 0;
	int64		last = 0;
	char		line[LONGEST_LINE];
	char		program[3 * LONGEST_PROGRAM];
	char		role[3 * NAMEDATALEN];
	char		database[3 * NAMEDATALEN];

	escape(program, subject->program);
	escape(role, subject->role);
	escape(database, subject->database);
	for (int i = 0; i < OBSERVED_NUMBERS; i++)
	{
		const ObservedCall *call = seen->index[number][i] == 0 ? NULL : &seen->calls[seen->index[number][i] - 1];

		if (call == NULL || call->calls == 0)
			continue;
		first = first == 0 ? call->first : Min(first, call->first);
		last = Max(last, call->last);
	}
	return sink->write(sink, line, snprintf(line, sizeof(line), "subject %s %s %s %s " INT64_FORMAT " " INT64_FORMAT "\n",
											observed_type_name(subject->type), program, role, database, first, last));
}

static bool
write_call(const ObservedCall *call, bool times, TextSink *sink)
{
	char		line[LONGEST_LINE];
	int			length = snprintf(line, sizeof(line), "call %d " UINT64_FORMAT " " INT64_FORMAT " " INT64_FORMAT,
								  call->number, call->calls, times ? call->first : INT64CONST(0), times ? call->last : INT64CONST(0));

	for (int i = 0; i < call->value_count; i++)
		length += snprintf(line + length, sizeof(line) - (size_t) length, " " UINT64_FORMAT, call->values[i]);
	if (call->more_values)
		length += snprintf(line + length, sizeof(line) - (size_t) length, " +");
	line[length++] = '\n';
	return sink->write(sink, line, length);
}

static bool
write_header(const Observations *seen, uint64 seconds, TextSink *sink)
{
	char		line[LONGEST_LINE];
	int			length = snprintf(line, sizeof(line), VERSION_LINE "\narchitecture %u\nserver %d\nlearnt " INT64_FORMAT " "
								  UINT64_FORMAT " " UINT64_FORMAT " " UINT64_FORMAT "\nuncounted", (unsigned) OWN_ARCH,
								  PG_VERSION_NUM / 10000, seen->since, seconds, seen->not_kept, seen->crash_restarts);

	for (int i = 0; i < learn_uncounted_count; i++)
		length += snprintf(line + length, sizeof(line) - (size_t) length, " %d", learn_uncounted[i]);
	line[length++] = '\n';
	return sink->write(sink, line, length);
}

bool
observations_write(const Observations *seen, uint64 seconds, bool times, TextSink *sink)
{
	char		line[LONGEST_LINE];
	int			lines = 5;

	if (!write_header(seen, seconds, sink))
		return false;
	for (int i = 0; i < seen->subject_count; i++)
	{
		bool		has_any = false;

		for (int number = 0; number < OBSERVED_NUMBERS; number++)
		{
			uint16		at = seen->index[i][number];

			if (at == 0 || seen->calls[at - 1].calls == 0)
				continue;
			if (!has_any && !write_subject(seen, i, sink))
				return false;
			lines += !has_any;
			has_any = true;
			if (!write_call(&seen->calls[at - 1], times, sink))
				return false;
			lines++;
		}
	}
	return sink->write(sink, line, snprintf(line, sizeof(line), "end %d\n", lines));
}

/* A buffer before a descriptor. */
typedef struct FileSink
{
	TextSink	sink;
	int			fd;
	int			length;
	char		buffer[8192];
} FileSink;

static bool
flush(FileSink *file)
{
	int			done = 0;

	while (done < file->length)
	{
		ssize_t		written = write(file->fd, file->buffer + done, (size_t) (file->length - done));

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		done += (int) written;
	}
	file->length = 0;
	return true;
}

static bool
write_to_file(TextSink *sink, const char *text, int length)
{
	FileSink   *file = (FileSink *) sink;

	if (file->length + length > (int) sizeof(file->buffer) && !flush(file))
		return false;
	memcpy(file->buffer + file->length, text, (size_t) length);
	file->length += length;
	return true;
}

bool
observations_save(const Observations *seen, uint64 seconds)
{
	FileSink	file = {.sink = {write_to_file}};
	bool		done;
	int			problem;

	file.fd = open(TEMPORARY_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (file.fd < 0)
		return false;
	done = observations_write(seen, seconds, true, &file.sink) && flush(&file) && fsync(file.fd) == 0;
	problem = errno;
	if (close(file.fd) != 0 && done)
	{
		done = false;
		problem = errno;
	}
	if (done && rename(TEMPORARY_FILE, OBSERVATIONS_FILE) == 0)
		return true;
	if (done)
		problem = errno;
	(void) unlink(TEMPORARY_FILE);
	errno = problem;
	return false;
}

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
		!unescape(read.program, sizeof(read.program), program) || !unescape(read.role, sizeof(read.role), role) ||
		!unescape(read.database, sizeof(read.database), database))
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
	ObservedCall *call;

	if (!next_number(&rest, &number) || number >= OBSERVED_NUMBERS || !next_number(&rest, &calls) ||
		!next_number(&rest, &first) || !next_number(&rest, &last) || first > PG_INT64_MAX || last > PG_INT64_MAX ||
		(call = observations_call(seen, subject, (int) number)) == NULL)
		return false;
	call->calls += calls;
	call->first = call->first == 0 ? (int64) first : Min(call->first, (int64) first);
	call->last = Max(call->last, (int64) last);
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

	if (!next_number(&rest, &since) || since > PG_INT64_MAX || !next_number(&rest, &seen->seconds) ||
		!next_number(&rest, &seen->not_kept) || !next_number(&rest, &seen->crash_restarts) || rest != NULL)
		return false;
	seen->since = (int64) since;
	return true;
}

/* Reads the lines behind the version. NULL, or what is wrong. */
static const char *
read_lines(Observations *seen, FILE *file)
{
	char		line[LONGEST_LINE];
	int			lines = 1;
	int			subject = -1;

	while (fgets(line, sizeof(line), file) != NULL)
	{
		char	   *rest = line;
		char	   *word;
		size_t		length = strlen(line);
		uint64		number;
		bool		good;

		if (length == 0 || line[length - 1] != '\n')
			return "It has a line that is too long or not whole.";
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

bool
observations_load(Observations *seen, const char **problem)
{
	char		line[LONGEST_LINE];
	FILE	   *file = fopen(OBSERVATIONS_FILE, "re");
	struct stat status;

	*problem = NULL;
	if (file == NULL)
	{
		if (errno != ENOENT)
			*problem = strerror(errno);
		return false;
	}
	if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > LONGEST_FILE)
		*problem = "It is no file of the size that it can have.";
	else if (fgets(line, sizeof(line), file) == NULL || strcmp(line, VERSION_LINE "\n") != 0)
		*problem = "It is of another version.";
	else
		*problem = read_lines(seen, file);
	(void) fclose(file);
	if (*problem != NULL)
		observations_clear(seen);
	return *problem == NULL;
}
