/*
 * pgseccomp_worker.c: background workers in C, with a connection to a database and without, that try a system call at each
 * step and then wait to be terminated.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/wait_event.h"

#include "own_status.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);
extern PGDLLEXPORT void worker_main(Datum argument);

typedef struct Wanted
{
	char		database[NAMEDATALEN];
	char		role[NAMEDATALEN];
} Wanted;

StaticAssertDecl(sizeof(Wanted) <= BGW_EXTRALEN, "what a worker is told fits");

/* The calls of Syscalls.createFunctions() that a filter denies with EACCES, in the order of their names. */
static const char *
denied(void)
{
	static const struct
	{
		const char *name;
		long		number;
	}			calls[] = {
		{"acct", SYS_acct}, {"bpf", SYS_bpf}, {"chroot", SYS_chroot}, {"mount", SYS_mount}, {"pivot_root", SYS_pivot_root},
		{"swapoff", SYS_swapoff}, {"swapon", SYS_swapon}
	};
	StringInfoData names;

	initStringInfo(&names);
	for (size_t i = 0; i < lengthof(calls); i++)
	{
		if (syscall(calls[i].number, 0, 0, 0, 0, 0, 0) < 0 && errno == EACCES)
			appendStringInfo(&names, "%s%s", names.len == 0 ? "" : " ", calls[i].name);
	}
	return names.data;
}

static void
tell(const char *when)
{
	int			problem = errno_of_chroot();

	ereport(LOG, (errmsg("pgseccomp_worker: %s errno=%d filters=%d denied=%s.", when, problem, own_filters(), denied())));
}

void
_PG_init(void)
{
	if (MyBackendType == B_BG_WORKER && MyBgworkerEntry != NULL && strcmp(MyBgworkerEntry->bgw_library_name, "pgseccomp_worker") == 0)
		tell("loaded");
}

void
worker_main(Datum argument)
{
	Wanted		wanted;

	memcpy(&wanted, MyBgworkerEntry->bgw_extra, sizeof(wanted));
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	tell("begins");
	if (wanted.database[0] != '\0')
	{
		BackgroundWorkerInitializeConnection(wanted.database, wanted.role[0] == '\0' ? NULL : wanted.role, 0);
		pgstat_report_activity(STATE_IDLE, NULL);
		tell("connected");
	}
	for (;;)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, -1, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

/* worker_start(database text, role text): starts one and answers its pid. */
PG_FUNCTION_INFO_V1(worker_start);
Datum
worker_start(PG_FUNCTION_ARGS)
{
	BackgroundWorker worker;
	BackgroundWorkerHandle *handle;
	Wanted		wanted;
	pid_t		pid;

	memset(&worker, 0, sizeof(worker));
	memset(&wanted, 0, sizeof(wanted));
	strlcpy(wanted.database, text_to_cstring(PG_GETARG_TEXT_PP(0)), sizeof(wanted.database));
	strlcpy(wanted.role, text_to_cstring(PG_GETARG_TEXT_PP(1)), sizeof(wanted.role));
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS;
	if (wanted.database[0] != '\0')
		worker.bgw_flags |= BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_notify_pid = MyProcPid;
	strlcpy(worker.bgw_name, "probe worker", sizeof(worker.bgw_name));
	strlcpy(worker.bgw_type, "probe worker", sizeof(worker.bgw_type));
	strlcpy(worker.bgw_library_name, "pgseccomp_worker", sizeof(worker.bgw_library_name));
	strlcpy(worker.bgw_function_name, "worker_main", sizeof(worker.bgw_function_name));
	memcpy(worker.bgw_extra, &wanted, sizeof(wanted));
	if (!RegisterDynamicBackgroundWorker(&worker, &handle))
		ereport(ERROR, (errmsg("no background worker can be started")));
	if (WaitForBackgroundWorkerStartup(handle, &pid) != BGWH_STARTED)
		ereport(ERROR, (errmsg("the background worker did not start")));
	PG_RETURN_INT32(pid);
}
