/*
 * denial_counters.h: how often which system call was denied to whom, in memory that all processes share.
 *
 * Everything that a signal handler calls here is async-signal-safe and takes no lock. The memory is of a fixed size, and it is
 * not PostgreSQL's: it outlives a crash restart.
 */
#ifndef PGSECCOMP_DENIAL_COUNTERS_H
#define PGSECCOMP_DENIAL_COUNTERS_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "miscadmin.h"

#include "bridge/core_tables.h"
#include "denial/condition_text.h"
#include "denial/syscall_names.h"

/* Whose denials are kept apart, and how many of these there can be until a reset. */
#define DENIAL_ENTRIES 1024
#define DENIAL_SUBJECTS 250

#define DENIAL_ARGUMENTS SYSCALL_ARGUMENTS

/* In the place of a BackendType: the postmaster, which has none, and parallel workers, which are background workers. */
#define PROCESS_POSTMASTER 255
#define PROCESS_PARALLEL_WORKER 254

/* What happened. */
typedef struct Denial
{
	int			process;		/* a BackendType, or one of those above; B_INVALID for what has only begun */
	Oid			role;			/* InvalidOid before it is known */
	Oid			database;
	int			number;
	FilterAction action;		/* ACTION_WARN: it was made; ACTION_ERROR: it failed; ACTION_TERMINATE: the session ends too */
	DenialSource source;
	bool		has_arguments;	/* the handler has seen the call */
	int64		arguments[DENIAL_ARGUMENTS];	/* 0 in the place of what is not shown */
	char		conditions[CONDITION_TEXT_SIZE];	/* what the filter says of the call, if it looks at arguments */
} Denial;

/* An entry, for those who ask: as it lies in shared memory, whatever wrote it there. */
typedef struct CountedDenial
{
	Denial		last;
	uint64		count;
	TimestampTz first_at;
	TimestampTz last_at;
	uint64		query_id;		/* 0: none */
	char		application[NAMEDATALEN];
} CountedDenial;

/* How many lines the log has of denials (denial_log.c), whatever wrote it there. */
typedef struct DenialLines
{
	uint64		written;
	uint64		missing;
	uint64		missing_in;		/* the minute */
} DenialLines;

/*
 * In the postmaster. FATAL without memory. Where it was not called, since the server learns, nothing is counted: all are empty, from the
 * start of the server on, and a reset changes nothing.
 */
extern void denial_counters_prepare(void);

/* Counts. Async-signal-safe. */
extern void denial_counters_add(const Denial *denial);

/* One after the other, index from 0 to DENIAL_ENTRIES, exclusive. False for one that is empty. */
extern bool denial_counters_get(int index, CountedDenial *counted);

/* How many denials did not fit, and since when all of them are counted, unchecked as well. */
extern uint64 denial_counters_lost(TimestampTz *since);

/* NULL where nothing is counted. */
extern DenialLines *denial_counters_lines(void);

/* Begins anew. */
extern void denial_counters_reset(void);

#endif
