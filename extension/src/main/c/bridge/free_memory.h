/*
 * free_memory.h: what the postmaster has used and does not need any more.
 *
 * The C library keeps freed memory for the next allocation. In the postmaster, that is memory whose page tables each fork copies, and
 * which each child then copies page by page, where it would otherwise get fresh pages.
 */
#ifndef PGSECCOMP_FREE_MEMORY_H
#define PGSECCOMP_FREE_MEMORY_H

#include "postgres.h"
#include "utils/memutils.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Deletes a context of the postmaster, and gives what is free then back to the kernel. */
static inline void
free_memory_return(MemoryContext context)
{
	MemoryContextDelete(context);
#ifdef __GLIBC__
	(void) malloc_trim(0);
#endif
}

#endif
