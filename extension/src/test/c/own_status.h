/*
 * own_status.h: what a process of the server can find out about its own filters, without the extension.
 */
#ifndef OWN_STATUS_H
#define OWN_STATUS_H

#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The errno of chroot(NULL): EACCES where a filter forbids it, else EFAULT. */
static inline int
errno_of_chroot(void)
{
	return syscall(SYS_chroot, NULL) == 0 ? 0 : errno;
}

/* Seccomp_filters of /proc/self/status, -1 where the kernel does not tell. */
static inline int
own_filters(void)
{
	char		text[8192] = "";
	int			fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t		length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	const char *found = length <= 0 ? NULL : strstr(text, "\nSeccomp_filters:\t");

	if (fd >= 0)
		(void) close(fd);
	return found == NULL ? -1 : atoi(found + strlen("\nSeccomp_filters:\t"));
}

#endif
