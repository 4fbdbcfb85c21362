/*
 * core_call.h: a call of the core in this process, which is not the postmaster.
 */
#ifndef PGSECCOMP_CORE_CALL_H
#define PGSECCOMP_CORE_CALL_H

#include "boundary.h"

/* Answers a request. False if there is no reply; then *problem is a sentence that says why. */
extern bool core_call(const StringInfoData *request, Reply *reply, char **problem);

#endif
