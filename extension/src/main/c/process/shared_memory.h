/*
 * shared_memory.h: memory that the postmaster shares with its children and that outlives a crash restart.
 */
#ifndef PGSECCOMP_SHARED_MEMORY_H
#define PGSECCOMP_SHARED_MEMORY_H

#include "postgres.h"

/* Memory that every child can write to, so that whoever reads it checks what it finds. Of zeros. FATAL without. */
extern void *shared_memory_make(Size size);

/*
 * Memory that is written to by those who have the first mapping: a child keeps it, and the postmaster unmaps it before it starts others.
 * These have the second one, which no native code can make writable, "/memfd:NAME" in /proc/PID/maps. Of zeros; pages that are never used take nothing. FATAL without.
 */
extern void shared_memory_make_for_one(const char *name, Size size, void **writable, const void **readable);

#endif
