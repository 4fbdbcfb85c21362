/*
 * pgseccomp_leader.c: native code that has a parallel worker of its own started in the name of another session:
 *
 *   leader_forged(process)    the answer of the worker: the errno of chroot(NULL), that of opening /etc/passwd, the number of its filters
 */
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/shm_toc.h"
#include "utils/builtins.h"

#include "own_status.h"

PG_MODULE_MAGIC;

#define KEY_OF_ANSWER UINT64CONST(1)

typedef struct Answer
{
	int			denied;
	int			file;
	int			filters;
} Answer;

extern PGDLLEXPORT void leader_worker(dsm_segment *segment, shm_toc *toc);

void
leader_worker(dsm_segment *segment, shm_toc *toc)
{
	Answer	   *answer = shm_toc_lookup(toc, KEY_OF_ANSWER, false);
	int			file;

	answer->denied = errno_of_chroot();
	file = open("/etc/passwd", O_RDONLY);
	answer->file = file < 0 ? errno : 0;
	answer->filters = own_filters();
}

PG_FUNCTION_INFO_V1(leader_forged);
Datum
leader_forged(PG_FUNCTION_ARGS)
{
	int			own = MyProcPid;
	ParallelContext *context;
	Answer	   *answer;
	char	   *text;

	EnterParallelMode();
	context = CreateParallelContext("pgseccomp_leader", "leader_worker", 1);
	shm_toc_estimate_chunk(&context->estimator, sizeof(Answer));
	shm_toc_estimate_keys(&context->estimator, 1);
	InitializeParallelDSM(context);
	answer = shm_toc_allocate(context->toc, sizeof(Answer));
	memset(answer, 0, sizeof(Answer));
	shm_toc_insert(context->toc, KEY_OF_ANSWER, answer);
	/* What becomes bgw_notify_pid. */
	MyProcPid = PG_GETARG_INT32(0);
	LaunchParallelWorkers(context);
	MyProcPid = own;
	/* The postmaster tells the other session that the worker has ended. */
	for (int i = 0; i < 1000 && context->nworkers_launched > 0; i++)
	{
		pid_t		worker;

		if (GetBackgroundWorkerPid(context->worker[0].bgwhandle, &worker) == BGWH_STOPPED)
			break;
		pg_usleep(10000);
	}
	WaitForParallelWorkersToFinish(context);
	text = context->nworkers_launched == 0 ? pstrdup("no worker") :
		psprintf("%d %d %d", answer->denied, answer->file, answer->filters);
	DestroyParallelContext(context);
	ExitParallelMode();
	PG_RETURN_TEXT_P(cstring_to_text(text));
}
