/*
 * proc_status.c: reads /proc. It takes the system calls that every session has: openat, read, close.
 */
#include "kernel/proc_status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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

bool
kernel_start_of(int pid, uint64 *ticks)
{
	char		text[1024];
	char	   *field;

	if (kernel_read_proc(pid, "stat", text, sizeof(text)) <= 0)
		return false;
	/* The name of the process, the second field, may have spaces and parentheses. The start is the 22nd. */
	field = strrchr(text, ')');
	for (int i = 2; i < 22 && field != NULL; i++)
		field = strchr(field + 1, ' ');
	if (field == NULL)
		return false;
	*ticks = strtoull(field + 1, NULL, 10);
	return true;
}

uint64
kernel_ticks_now(void)
{
	struct timespec now = {0, 0};
	uint64		ticks_per_second = (uint64) sysconf(_SC_CLK_TCK);

	(void) clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64) now.tv_sec * ticks_per_second + (uint64) now.tv_nsec / (UINT64CONST(1000000000) / ticks_per_second);
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
