/*
 * worker_signals.c: a background worker of PostgreSQL 14 to 16 gets its filter while it still has the postmaster's handlers of signals.
 *
 * It sets its own afterwards (bgworker.c, and then the worker). Under a filter that denies rt_sigaction(2) it would keep the postmaster's, which do
 * nothing in a child: nobody could end it, and DROP DATABASE and a fast shutdown would wait for it without end. So it gets handlers before its filter:
 * those of bgworker.c, but for SIGTERM and SIGHUP those that workers with a connection usually set. What it sets itself replaces them where its filter lets it.
 *
 * From PostgreSQL 17 on a signal's handler looks the current function up in memory (pqsignal.c), which no filter prevents.
 */
#include "process/worker_signals.h"

#if PG_VERSION_NUM < 170000

#include "libpq/pqsignal.h"
#include "postmaster/interrupt.h"
#include "storage/procsignal.h"
#include "tcop/tcopprot.h"
#include "utils/timeout.h"

/* As bgworker.c does: a worker without a connection may look at nothing that would tell it to end. */
static void
end_now(SIGNAL_ARGS)
{
	sigprocmask(SIG_SETMASK, &BlockSig, NULL);
	ereport(FATAL,
			(errcode(ERRCODE_ADMIN_SHUTDOWN),
			 errmsg("terminating background worker \"%s\" due to administrator command", MyBgworkerEntry->bgw_type)));
}

void
worker_signals_handle(const BackgroundWorker *worker)
{
	bool		connects = (worker->bgw_flags & BGWORKER_BACKEND_DATABASE_CONNECTION) != 0;

	pqsignal(SIGINT, connects ? StatementCancelHandler : SIG_IGN);
	pqsignal(SIGUSR1, connects ? procsignal_sigusr1_handler : SIG_IGN);
	pqsignal(SIGFPE, connects ? FloatExceptionHandler : SIG_IGN);
	pqsignal(SIGTERM, connects ? die : end_now);
	/* For those of PostgreSQL itself; others ignore it until they say otherwise, and do not look at the flag. */
	pqsignal(SIGHUP, connects ? SignalHandlerForConfigReload : SIG_IGN);
	pqsignal(SIGPIPE, SIG_IGN);
	pqsignal(SIGUSR2, SIG_IGN);
	pqsignal(SIGCHLD, SIG_DFL);
	/* SIGALRM, without which no waiter finds a deadlock. */
	InitializeTimeouts();
}

#else

void
worker_signals_handle(const BackgroundWorker *worker)
{
}

#endif
