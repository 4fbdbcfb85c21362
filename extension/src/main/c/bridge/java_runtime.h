/*
 * java_runtime.h: the core, compiled from Java to C, as a function from bytes to bytes.
 *
 * Requests and replies are described in Boundary.java and Replies.java. Nothing here knows PostgreSQL, so that the same unit also runs in a
 * stand-alone program.
 */
#ifndef PGSECCOMP_JAVA_RUNTIME_H
#define PGSECCOMP_JAVA_RUNTIME_H

#include <stdint.h>

#include "bridge/core_tables.h"

/*
 * Answers a request in this process. The first call starts the runtime: no system call, no threads, no signals, no locale, no
 * timers.
 *
 * Returns the length of the reply, or -1: the request is too long, the reply does not fit, memory ran out, or the core failed.
 * After -1 the next call works, unless the runtime itself could not start.
 *
 * Never to be called in the postmaster, only in processes whose loss it survives (see disposable.h).
 */
extern int32_t java_runtime_call(const uint8_t *request, int32_t length, uint8_t *reply, int32_t capacity);

/*
 * Says, before the first call, that this process ends with its calls: the runtime starts faster, since no class has to be ready
 * for a call behind one that was stopped, and collects garbage when there is some. After a call that was stopped no other works. Only such a
 * process can answer requests of more than LONGEST_REQUEST bytes; how long they may be is said here.
 */
extern void java_runtime_in_disposable_process(int32_t longest_request);

#endif
