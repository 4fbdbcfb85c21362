/*
 * error_kinds.h: what an error of PostgreSQL is about, told by its message as it stands in the source. Others have an errno that is left from something else.
 */
#ifndef PGSECCOMP_ERROR_KINDS_H
#define PGSECCOMP_ERROR_KINDS_H

#include "postgres.h"

#include <errno.h>
#include <string.h>

/* Whether its message begins so. */
static inline bool
error_begins(const ErrorData *error, const char *with)
{
	return error->message_id != NULL && strncmp(error->message_id, with, strlen(with)) == 0;
}

/* Whether it ends with the text of errno: it is about a call that the kernel has answered. */
static inline bool
error_tells_errno(const ErrorData *error)
{
	return error->message_id != NULL && strstr(error->message_id, "%m") != NULL;
}

/* Whether a program was not started: popen(3) of glibc 2.36 and later says ENOMEM whatever kept it from executing the shell. */
static inline bool
error_is_of_popen(const ErrorData *error)
{
	return error->message_id != NULL && strcmp(error->message_id, "could not execute command \"%s\": %m") == 0 &&
		(error->saved_errno == EACCES || error->saved_errno == ENOMEM);
}

#endif
