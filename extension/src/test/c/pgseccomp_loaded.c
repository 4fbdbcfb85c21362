/*
 * pgseccomp_loaded.c: a library that tries a system call as soon as it is loaded. A session LOADs it; PostgreSQL then loads it
 * into the session's parallel workers too. It can also start a worker whose entry point is in it.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"

#include "own_status.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	int			problem = errno_of_chroot();

	ereport(LOG,
			(errmsg("pgseccomp_loaded: %s errno=%d filters=%d", MyBackendType == B_BG_WORKER ? "worker" : "leader",
					problem, own_filters())));
}

/* Where a parallel worker of this library begins. */
extern PGDLLEXPORT void loaded_entry(dsm_segment *segment, shm_toc *toc);

void
loaded_entry(dsm_segment *segment, shm_toc *toc)
{
}

/* Starts a parallel worker of this library, and waits for its end. */
PG_FUNCTION_INFO_V1(loaded_start_worker);
Datum
loaded_start_worker(PG_FUNCTION_ARGS)
{
	ParallelContext *context;

	EnterParallelMode();
	context = CreateParallelContext("pgseccomp_loaded", "loaded_entry", 1);
	InitializeParallelDSM(context);
	LaunchParallelWorkers(context);
	WaitForParallelWorkersToFinish(context);
	DestroyParallelContext(context);
	ExitParallelMode();
	PG_RETURN_VOID();
}
