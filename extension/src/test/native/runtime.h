/*
 * runtime.h: the runtime as the native tests see it: java_runtime.h, and what they measure and do inside a call.
 *
 * runtime.c includes java_runtime.c of the release as it is, so that what is tested is what is shipped.
 */
#ifndef PGSECCOMP_NATIVE_RUNTIME_H
#define PGSECCOMP_NATIVE_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "c/bridge/java_runtime.h"

/* More than a request of the longest length is answered with (ROOM_FOR_REPLY in boundary.h). */
#define LONGEST_REPLY (4 * 1024 * 1024)

/* Starts the runtime by a call that is refused, and ends the program if it does not start. */
extern void runtime_start(void);

/* Bytes of the Java heap. */
extern int32_t runtime_heap_size(void);

/* Bytes of the Java heap that the last call allocated; -1 if it was stopped. */
extern int32_t runtime_allocated(void);

/* Makes the next call start with only this many bytes of the heap free; 0: with all of it. */
extern void runtime_leave_free(int32_t bytes);

/* Whether Java code is running. */
extern __attribute__((no_instrument_function)) bool runtime_in_call(void);

/* Stops the running call the way abort() in generated code does. */
extern __attribute__((no_instrument_function)) void runtime_stop(void);

#endif
