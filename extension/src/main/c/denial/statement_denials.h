/*
 * statement_denials.h: what the statement was denied, the last few calls, for its next error.
 */
#ifndef PGSECCOMP_STATEMENT_DENIALS_H
#define PGSECCOMP_STATEMENT_DENIALS_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "bridge/core_tables.h"
#include "denial/syscall_names.h"

/* What a statement was denied, the last few. */
#define DENIALS_OF_STATEMENT 4

/* A call that this statement was denied. */
typedef struct NotedDenial
{
	uint64		order;			/* of the process, from 1 on */
	int			number;
	int			err;			/* that it failed with */
	TimestampTz at;				/* 0 in a statement */
	DenialSource from;			/* filters that were loaded before this one let the call pass */
	bool		has_arguments;
	uint64		arguments[SYSCALL_ARGUMENTS];	/* as they were in the registers: not for other processes */
} NotedDenial;

/*
 * What was denied since this statement began and was not forgotten yet: the last DENIALS_OF_STATEMENT numbers, the last one first. In a process
 * that executes no statements, what was denied in the last minute. Answers how many.
 */
extern int	denial_noted(NotedDenial *denials);
extern void denial_forget(void);

/* Takes note of one, and of the error; NULL for arguments that are not known. Async-signal-safe. */
extern void denial_note(int number, int err, const uint64 *arguments);

#endif
