/*
 * pgseccomp_loaded.c: a library that tries a system call as soon as it is loaded. A session LOADs it; PostgreSQL then loads it
 * into the session's parallel workers too.
 */
#include "postgres.h"

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
