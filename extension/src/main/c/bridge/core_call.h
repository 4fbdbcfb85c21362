/*
 * core_call.h: calls of the core, in this process or in disposable ones.
 */
#ifndef PGSECCOMP_CORE_CALL_H
#define PGSECCOMP_CORE_CALL_H

#include "bridge/boundary.h"
#include "bridge/disposable.h"

/* Answers requests in whatever way this process may. False if there are no replies; then *problem is a sentence that says why. */
extern bool core_calls(CoreCall *calls, int count, char **problem);

#endif
