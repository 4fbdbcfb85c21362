/*
 * pgseccomp_deny.c: denies system calls to a server without pgseccomp, so that nothing is refused and every denial has its effect.
 *
 * DENY_AT_START holds for the postmaster and everything that it starts, DENY_IN_SESSIONS for the sessions of the role "denied"
 * and their parallel workers. Each is an action, a colon and numbers with commas between them: "error:76,77" answers EACCES,
 * "kill:76" kills the process. "kill:!0,1,2" denies all calls but these.
 *
 * hold_spinlock(milliseconds) holds the spinlock that pg_last_wal_receive_lsn() wants, as a backend does that is not scheduled.
 */
#include "postgres.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "fmgr.h"
#include "libpq/auth.h"
#include "miscadmin.h"
#include "replication/walreceiver.h"
#include "storage/spin.h"
#include "utils/timestamp.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

static void
deny(const char *what)
{
	struct sock_filter instructions[BPF_MAXINSNS] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = {.len = 1, .filter = instructions};
	uint32		action = strncmp(what, "kill:", 5) == 0 ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EACCES;
	const char *colon = strchr(what, ':');
	const char *numbers = colon == NULL ? "" : colon + 1;
	bool		all_but = *numbers == '!';

	numbers += all_but;
	for (const char *at = numbers; at != NULL && program.len + 3 < BPF_MAXINSNS; at = strchr(at, ','))
	{
		at += *at == ',';
		instructions[program.len++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) atoi(at), 0, 1);
		instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, all_but ? SECCOMP_RET_ALLOW : action);
	}
	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, all_but ? action : SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		ereport(FATAL, (errmsg("pgseccomp_deny: no filter: %m")));
}

static ClientAuthentication_hook_type previous_hook;
static const char *denied_in_sessions;
static bool is_denied;

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status == STATUS_OK && strcmp(port->user_name, "denied") == 0)
		deny(denied_in_sessions);
}

/* The first transaction of a parallel worker ends before anything of its leader is restored. */
static void
at_end_of_transaction(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_PRE_COMMIT && IsParallelWorker() && !is_denied)
	{
		is_denied = true;
		if (strcmp(GetUserNameFromId(GetSessionUserId(), false), "denied") == 0)
			deny(denied_in_sessions);
	}
}

void
_PG_init(void)
{
	const char *denied_at_start = getenv("DENY_AT_START");

	if (!process_shared_preload_libraries_in_progress)
		return;
	denied_in_sessions = getenv("DENY_IN_SESSIONS");
	if (denied_in_sessions != NULL)
	{
		previous_hook = ClientAuthentication_hook;
		ClientAuthentication_hook = after_authentication;
		RegisterXactCallback(at_end_of_transaction, NULL);
	}
	if (denied_at_start != NULL)
		deny(denied_at_start);
}

PG_FUNCTION_INFO_V1(hold_spinlock);
Datum
hold_spinlock(PG_FUNCTION_ARGS)
{
	TimestampTz end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), PG_GETARG_INT32(0));

	SpinLockAcquire(&WalRcv->mutex);
	while (GetCurrentTimestamp() < end)
		pg_usleep(1000);
	SpinLockRelease(&WalRcv->mutex);
	PG_RETURN_VOID();
}
