/*
 * proc_status.c: reads /proc. It takes the system calls that every session has: openat, read, close.
 */
#include "kernel/proc_status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "miscadmin.h"

static int	postmaster_filters = UNKNOWN_STATUS;

int
kernel_read_proc(int pid, const char *file, char *buffer, int size)
{
	char		path[64];
	int			length = 0;
	int			fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	while (length < size - 1)
	{
		ssize_t		got = read(fd, buffer + length, (size_t) (size - 1 - length));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		length += (int) got;
	}
	(void) close(fd);
	buffer[length] = '\0';
	return length;
}

/* The value of a line "\nName:\tvalue", or NULL. */
static const char *
value_of(const char *text, const char *line)
{
	const char *found = strstr(text, line);

	return found == NULL ? NULL : found + strlen(line);
}

static int
number_of(const char *text, const char *line)
{
	const char *value = value_of(text, line);

	return value == NULL ? UNKNOWN_STATUS : atoi(value);
}

bool
kernel_status_of(int pid, KernelStatus *status)
{
	char		text[8192];
	const char *speculation;

	if (kernel_read_proc(pid, "status", text, sizeof(text)) <= 0)
		return false;
	status->mode = number_of(text, "\nSeccomp:\t");
	status->filters = number_of(text, "\nSeccomp_filters:\t");
	status->no_new_privs = number_of(text, "\nNoNewPrivs:\t");
	speculation = value_of(text, "\nSpeculation_Store_Bypass:\t");
	status->speculation[0] = '\0';
	if (speculation != NULL)
		strlcpy(status->speculation, speculation, Min(sizeof(status->speculation), strcspn(speculation, "\n") + 1));
	return true;
}

void
kernel_note_postmaster(void)
{
	KernelStatus status;

	if (kernel_status_of(MyProcPid, &status))
		postmaster_filters = status.filters;
}

int
kernel_postmaster_filters(void)
{
	return postmaster_filters;
}
