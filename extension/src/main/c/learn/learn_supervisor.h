/*
 * learn_supervisor.h: the processes that learn.
 */
#ifndef PGSECCOMP_LEARN_SUPERVISOR_H
#define PGSECCOMP_LEARN_SUPERVISOR_H

#include "learn/learn.h"

/* Between the postmaster and the supervisor, until calls are answered. Unmapped before there are other processes. */
typedef struct LearnStart
{
	pg_atomic_uint32 listener;	/* descriptor + 1, once the filter is loaded */
	pg_atomic_uint32 gave_up;	/* the filter could not be loaded */
} LearnStart;

/* What both processes have open. */
typedef struct LearnDescriptors
{
	int			listener;
	int			postmaster;		/* pidfd_open(2) */
	int			life_line;
	int			lock;
} LearnDescriptors;

/*
 * The supervisor's whole life, from the moment of its creation with the postmaster's table of descriptors on. Calls nothing of
 * PostgreSQL's that allocates or raises errors.
 */
extern void learn_supervise(LearnDescriptors *descriptors, LearnStart *between, LearnShared *writable) __attribute__((noreturn));

/* The recorder's whole life. Returns when its supervisor has died: then it is the supervisor. */
extern void learn_record(const LearnDescriptors *descriptors);

#endif
