/*
 * disposable.h: calls of the core in a process that may die.
 */
#ifndef PGSECCOMP_DISPOSABLE_H
#define PGSECCOMP_DISPOSABLE_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "bridge/boundary.h"

/*
 * Answers requests in child processes: one, or several where there are many. False if not all of them were answered; then *problem is a
 * sentence that says why. Raises no error, so that it can be used where an error would end the postmaster.
 */
extern bool disposable_calls(CoreCall *calls, int count, char **problem);

/* Whether the filters of this process let it begin such a child; if not, *problem says why. */
extern bool disposable_can_begin(char **problem);

/*
 * Tells that this process has filters now. Where they deny a call that disposable_calls makes, every further batch fails
 * without trying: a call that is killed would end the postmaster.
 */
extern void disposable_under_filter(const ExpectedActions *filters);

#endif
