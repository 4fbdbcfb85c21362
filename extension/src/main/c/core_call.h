/*
 * core_call.h: a call of the core in this process, if it is not the postmaster.
 */
#ifndef PGSECCOMP_CORE_CALL_H
#define PGSECCOMP_CORE_CALL_H

#include "boundary.h"
#include "disposable.h"

/* Answers requests in whatever way this process may: the postmaster in disposable children. False as below. */
extern bool core_calls(CoreCall *calls, int count, char **problem);

/* Answers a request. False if there is no reply; then *problem is a sentence that says why. */
extern bool core_call(const StringInfoData *request, Reply *reply, char **problem);

#endif
