/*
 * parallel.h: parallel workers carry what their leader carries.
 */
#ifndef PGSECCOMP_PARALLEL_H
#define PGSECCOMP_PARALLEL_H

#include "postgres.h"

#include "postmaster/bgworker.h"

/* Whether a background worker is a parallel worker of PostgreSQL. */
extern bool parallel_is_worker(const BackgroundWorker *worker);

/* Loads in a parallel worker what its leader carries, before any library that the leader names. FATAL if that is not known. */
extern void parallel_load(const BackgroundWorker *worker);

/* Adds what it must have in any case, once it is known which role it acts for. */
extern void parallel_keep_floor(void);

#endif
