/*
 * disposable.h: a call of the core in a process that may die.
 */
#ifndef PGSECCOMP_DISPOSABLE_H
#define PGSECCOMP_DISPOSABLE_H

#include "postgres.h"
#include "lib/stringinfo.h"

/* How long a call may take. It needs about a millisecond; a loaded machine may stretch that a hundredfold. */
#define DISPOSABLE_DEADLINE_MS 5000

/*
 * Answers a request in a child process. Returns the reply's bytes and sets *length; NULL if there is none, then *problem is a
 * sentence that says why.
 */
extern uint8 *disposable_call(StringInfo request, int *length, char **problem);

#endif
