/*
 * observations_file.c: writes what was observed.
 *
 * The file is a line of a version, lines of subjects, each followed by the lines of its calls, and a last line with the number of
 * lines before it, without which a file is not whole. It is written beside the old one and renamed over it. The recorder writes
 * it: no memory is allocated, no error is raised.
 */
#include "learn/observations_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/architecture.h"
#include "learn/learn_kernel.h"

#define TEMPORARY_FILE OBSERVATIONS_FILE ".new"

/* What no line is longer than. */
#define LONGEST_LINE 1024

/*
 * A name of at most so many bytes as a word: other bytes than letters, digits, "_" and "." are %XX, an empty name is "-". It takes three
 * times its room at most.
 */
static void
escape(char *out, const char *name, size_t room)
{
	static const char digits[] = "0123456789abcdef";

	if (*name == '\0')
		*out++ = '-';
	for (size_t i = 0; i < room - 1 && name[i] != '\0'; i++)
	{
		unsigned char c = (unsigned char) name[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.')
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

	escape(program, subject->program, sizeof(subject->program));
	escape(role, subject->role, sizeof(subject->role));
	escape(database, subject->database, sizeof(subject->database));
	for (const ObservedCall *call = observations_first(seen, number); call != NULL; call = observations_next(seen, call))
	{
		if (call->calls == 0)
			continue;
		first = first == 0 ? call->first : Min(first, call->first);
		last = Max(last, call->last);
	}
	return sink->write(sink, line, snprintf(line, sizeof(line), "subject %s %s %s %s " INT64_FORMAT " " INT64_FORMAT "\n",
											observed_type_name(subject->type), program, role, database, first, last));
}

static bool
write_call(const ObservedCall *call, TextSink *sink)
{
	char		line[LONGEST_LINE];
	int			length = snprintf(line, sizeof(line), "call %d " UINT64_FORMAT " " INT64_FORMAT " " INT64_FORMAT,
								  call->number, call->calls, call->first, call->last);

	for (int i = 0; i < Min(call->value_count, OBSERVED_VALUES); i++)
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
	int			length = snprintf(line, sizeof(line), OBSERVATIONS_VERSION "\narchitecture %u\nserver %d\nlearnt " INT64_FORMAT " "
								  UINT64_FORMAT " " UINT64_FORMAT " " UINT64_FORMAT "\nuncounted", (unsigned) OWN_ARCH,
								  PG_VERSION_NUM / 10000, seen->since, seconds, seen->not_kept, seen->crash_restarts);

	for (int i = 0; i < learn_uncounted_count; i++)
		length += snprintf(line + length, sizeof(line) - (size_t) length, " %d", learn_uncounted[i]);
	line[length++] = '\n';
	return sink->write(sink, line, length);
}

bool
observations_write(const Observations *seen, uint64 seconds, TextSink *sink)
{
	char		line[LONGEST_LINE];
	int			lines = 5;

	if (!write_header(seen, seconds, sink))
		return false;
	for (int i = 0; i < Min(seen->subject_count, OBSERVED_SUBJECTS); i++)
	{
		bool		has_any = false;

		for (const ObservedCall *call = observations_first(seen, i); call != NULL; call = observations_next(seen, call))
		{
			if (call->calls == 0)
				continue;
			if (!has_any && !write_subject(seen, i, sink))
				return false;
			lines += !has_any;
			has_any = true;
			if (!write_call(call, sink))
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

/*
 * A new file of that name, whatever was there: it may be a link to another file, a pipe that nobody reads, or a folder. Where calls are
 * not answered any more, it can only be moved out of the way.
 */
static int
make_file(void)
{
	const int	flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int			fd = open(TEMPORARY_FILE, flags, S_IRUSR | S_IWUSR);

	if (fd >= 0 || errno != EEXIST)
		return fd;
	if (unlink(TEMPORARY_FILE) != 0 && rename(TEMPORARY_FILE, OBSERVATIONS_FILE ".bad") != 0)
		return -1;
	return open(TEMPORARY_FILE, flags, S_IRUSR | S_IWUSR);
}

bool
observations_save(const Observations *seen, uint64 seconds)
{
	FileSink	file = {.sink = {write_to_file}};
	bool		done;
	int			problem;

	file.fd = make_file();
	if (file.fd < 0)
		return false;
	done = observations_write(seen, seconds, &file.sink) && flush(&file) && fsync(file.fd) == 0;
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
