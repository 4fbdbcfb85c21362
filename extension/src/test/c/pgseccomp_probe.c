/*
 * pgseccomp_probe.c: lets tests look at a process of the server from the inside, and make system calls from it.
 *
 * When it is preloaded, the postmaster logs the state in which the libraries before it left the process. Two environment
 * variables give it the part of a filter around the server: the call of the number in PROBE_DENY_AT_START fails in the postmaster
 * and in all its children, the one in PROBE_DENY_AT_LOGIN in each session once its client is authenticated. With numbers in
 * PROBE_ALLOW_AT_START, separated by commas, every other call fails in the postmaster and its children, as under the action error.
 */
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/auth.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

#define SIGNALS 64
#define DESCRIPTORS 1024

extern PGDLLEXPORT void _PG_init(void);

/* Blocked, ignored and handled signals, each as a line of digits: signal 1 first. */
static void
append_signals(StringInfo out)
{
	sigset_t	blocked;

	(void) sigprocmask(SIG_SETMASK, NULL, &blocked);
	appendStringInfoString(out, "blocked=");
	for (int i = 1; i <= SIGNALS; i++)
		appendStringInfoChar(out, sigismember(&blocked, i) == 1 ? '1' : '0');
	appendStringInfoString(out, " handling=");
	for (int i = 1; i <= SIGNALS; i++)
	{
		struct sigaction action;

		if (sigaction(i, NULL, &action) != 0)
			appendStringInfoChar(out, '-');
		else if (action.sa_handler == SIG_DFL)
			appendStringInfoChar(out, 'd');
		else
			appendStringInfoChar(out, action.sa_handler == SIG_IGN ? 'i' : 'h');
	}
}

static void
append_timers(StringInfo out)
{
	static const int timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};

	appendStringInfoString(out, " timers=");
	for (size_t i = 0; i < lengthof(timers); i++)
	{
		struct itimerval timer;

		(void) getitimer(timers[i], &timer);
		appendStringInfoChar(out, timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0 ? '1' : '0');
	}
}

static char *
state(void)
{
	StringInfoData out;

	initStringInfo(&out);
	append_signals(&out);
	append_timers(&out);
	appendStringInfo(&out, " locale=%s", setlocale(LC_ALL, NULL));
	return out.data;
}

static int
open_descriptors(void)
{
	int			count = 0;

	for (int fd = 0; fd < DESCRIPTORS; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Whether this process has a child of any kind, also one that ended and was not waited for. */
static bool
has_child(void)
{
	siginfo_t	info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

/* From now on, the call of this number fails with EPERM in this process. */
static void
deny(int number)
{
	struct sock_filter instructions[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = lengthof(instructions), .filter = instructions};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		ereport(FATAL, (errmsg("pgseccomp_probe: no filter: %m")));
}

/* From now on, all calls but these fail with EACCES in this process. */
static void
allow_only(const char *numbers)
{
	struct sock_filter instructions[BPF_MAXINSNS] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = {.len = 1, .filter = instructions};

	for (const char *at = numbers; at != NULL && program.len + 3 < BPF_MAXINSNS; at = strchr(at, ','))
	{
		at += *at == ',';
		instructions[program.len++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) atoi(at), 0, 1);
		instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		ereport(FATAL, (errmsg("pgseccomp_probe: no filter: %m")));
}

static ClientAuthentication_hook_type previous_hook;
static const char *denied_at_login;

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status == STATUS_OK)
		deny(atoi(denied_at_login));
}

void
_PG_init(void)
{
	const char *denied_at_start = getenv("PROBE_DENY_AT_START");
	const char *allowed_at_start = getenv("PROBE_ALLOW_AT_START");

	if (!process_shared_preload_libraries_in_progress)
		return;
	ereport(LOG,
			(errmsg("pgseccomp_probe: %s descriptors=%d children=%d", state(), open_descriptors(), has_child())));
	if (denied_at_start != NULL)
		deny(atoi(denied_at_start));
	if (allowed_at_start != NULL)
		allow_only(allowed_at_start);
	denied_at_login = getenv("PROBE_DENY_AT_LOGIN");
	if (denied_at_login != NULL)
	{
		previous_hook = ClientAuthentication_hook;
		ClientAuthentication_hook = after_authentication;
	}
}

/* Makes the call of this number fail with EPERM in this process. */
PG_FUNCTION_INFO_V1(probe_deny);
Datum
probe_deny(PG_FUNCTION_ARGS)
{
	deny(PG_GETARG_INT32(0));
	PG_RETURN_VOID();
}

/* The state of this process, as one line of text. */
PG_FUNCTION_INFO_V1(probe_state);
Datum
probe_state(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(state()));
}

/* prctl(PR_GET_DUMPABLE). */
PG_FUNCTION_INFO_V1(probe_dumpable);
Datum
probe_dumpable(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
}

/* Makes the system call of this number with arguments that are all 0; answers its result, or -errno. */
PG_FUNCTION_INFO_V1(probe_syscall);
Datum
probe_syscall(PG_FUNCTION_ARGS)
{
	long		result = syscall((long) (uint32) PG_GETARG_INT32(0), 0L, 0L, 0L, 0L, 0L, 0L);

	PG_RETURN_INT32((int32) (result == -1 ? -errno : result));
}

/* The same through the i386 gate of an x86_64 kernel. */
PG_FUNCTION_INFO_V1(probe_i386_syscall);
Datum
probe_i386_syscall(PG_FUNCTION_ARGS)
{
#if defined(__x86_64__)
	long		result = PG_GETARG_INT32(0);

	__asm__ volatile("int $0x80"
					 : "+a"(result)
					 : "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
					 : "r8", "r9", "r10", "r11", "memory", "cc");

	PG_RETURN_INT32((int32) result);
#else
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("there is no i386 gate on this architecture")));
#endif
}
