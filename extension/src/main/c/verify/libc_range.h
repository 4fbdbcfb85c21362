/*
 * libc_range.h: where the code of the C library lies, from which nearly all system calls are made.
 *
 * A program that is executed inherits our filters, but not our handler. The kernel puts its libraries at addresses of its own, chosen at
 * random, so that a filter can tell its calls from those of the server's processes, which are all forked from the postmaster.
 */
#ifndef PGSECCOMP_LIBC_RANGE_H
#define PGSECCOMP_LIBC_RANGE_H

#include "postgres.h"

typedef struct LibraryCode
{
	uint64		from;			/* the first address */
	uint64		to;				/* the first one behind it; equal to from: programs cannot be told apart */
} LibraryCode;

/* Looks, in the postmaster. */
extern void libc_range_find(void);

extern const LibraryCode *libc_range(void);

#endif
