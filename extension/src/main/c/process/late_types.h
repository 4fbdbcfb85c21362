/*
 * late_types.h: the filters of auxiliary processes that learn late of which type they are.
 */
#ifndef PGSECCOMP_LATE_TYPES_H
#define PGSECCOMP_LATE_TYPES_H

#include "postgres.h"

#include "process/process_types.h"

/*
 * In a child of the postmaster that does not know its type, with signals blocked: has it load the policy of its type as soon as it does.
 * False, and nothing is done, where no type of this kind has settings.
 */
extern bool late_types_await(void (*load) (ProcessType type));

/* The same in each new child of the postmaster: the logger releases none of its memory. Async-signal-safe. */
extern void late_types_await_logger(void);

/* How a logger loads its policy. In the postmaster, before its first child. */
extern void late_types_prepare(void (*load) (ProcessType type));

#endif
