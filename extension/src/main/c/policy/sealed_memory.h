/*
 * sealed_memory.h: memory of the postmaster's that is written once, and then by nobody.
 *
 * It is a file without a name (memfd_create(2)), sealed against every change, and mapped privately: whoever gave himself the right to
 * write there would change a copy of his own, as in all memory that a process inherits. Fork copies no page tables for it.
 */
#ifndef PGSECCOMP_SEALED_MEMORY_H
#define PGSECCOMP_SEALED_MEMORY_H

#include "postgres.h"

#include "bridge/boundary.h"

typedef struct SealedMemory
{
	void	   *address;
	Size		size;
	int			file;
} SealedMemory;

/*
 * Whether it can be had here. filters: what this process is under, NULL if nothing. A child tries it first, since a filter of
 * somebody else's may kill who does.
 */
extern bool sealed_memory_is_possible(const ExpectedActions *filters);

/* Makes a file of a size, and maps it. False, with nothing left behind, if there is none. */
extern bool sealed_memory_begin(SealedMemory *memory, Size size);

/* Writes size bytes and seals them. False, with nothing left behind, if that cannot be done. */
extern bool sealed_memory_finish(SealedMemory *memory, const char *bytes);

extern void sealed_memory_release(SealedMemory *memory);

#endif
