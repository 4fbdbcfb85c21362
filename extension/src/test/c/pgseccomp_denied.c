/*
 * pgseccomp_denied.c: makes a system call in places in which a signal is the least welcome, for tests of what a denial does there.
 */
#include "postgres.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lwlock.h"
#include "storage/spin.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

static int	number;
static volatile long result;

static void
call(void)
{
	/* Arguments that do no harm where the call is allowed after all. */
	long		answer = syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);

	result = answer < 0 ? -errno : answer;
}

static void
call_in_handler(int signal)
{
	call();
}

static void
in_signal_handler(void)
{
	struct sigaction action = {.sa_handler = call_in_handler};
	struct sigaction before;

	sigfillset(&action.sa_mask);
	sigdelset(&action.sa_mask, SIGSYS);
	sigaction(SIGUSR2, &action, &before);
	kill(getpid(), SIGUSR2);
	sigaction(SIGUSR2, &before, NULL);
}

static void
in_spinlock(void)
{
	slock_t		lock;

	SpinLockInit(&lock);
	SpinLockAcquire(&lock);
	call();
	SpinLockRelease(&lock);
}

static void
in_lwlock(void)
{
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	call();
	LWLockRelease(AddinShmemInitLock);
}

static void
in_critical_section(void)
{
	START_CRIT_SECTION();
	call();
	CHECK_FOR_INTERRUPTS();
	END_CRIT_SECTION();
}

static void
on_alternate_stack(void)
{
	static char memory[65536];
	stack_t		stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	stack_t		none = {.ss_flags = SS_DISABLE};

	sigaltstack(&stack, NULL);
	call();
	sigaltstack(&none, NULL);
}

static void *
body(void *argument)
{
	call();
	return NULL;
}

static void
in_thread(void)
{
	pthread_t	thread;
	int			problem = pthread_create(&thread, NULL, body, NULL);

	if (problem == 0)
		pthread_join(thread, NULL);
	else
		result = -problem;
}

static void
in_child(void)
{
	pid_t		child = fork();
	int			status = 0;

	if (child == 0)
	{
		call();
		_exit(result == -EACCES ? 13 : 1);
	}
	waitpid(child, &status, 0);
	result = WIFEXITED(status) ? -WEXITSTATUS(status) : -1000 - WTERMSIG(status);
}

/* What an allocator does when it gets no memory is part of the test: it must return. */
static void
in_malloc(void)
{
	void	   *memory = malloc(64 * 1024 * 1024);

	result = memory == NULL ? -errno : 0;
	free(memory);
}

/* A call whose caller hears of an error, and whose errno is another one's: only a handler could change it. */
static void
beside_errno(void)
{
	cpu_set_t	set;
	int			answer;

	errno = ELOOP;
	answer = pthread_getaffinity_np(pthread_self(), sizeof(set), &set);
	result = errno == ELOOP ? -answer : -errno;
}

static void
ignore(int signal)
{
}

/* Another library takes the signal for itself. */
static void
after_other_handler(void)
{
	signal(SIGSYS, ignore);
	call();
}

static void
raise_signal(void)
{
	raise(SIGSYS);
}

static void
raise_signal_as_thread(void)
{
	syscall(SYS_tgkill, getpid(), getpid(), SIGSYS);
}

static const struct
{
	const char *name;
	void		(*make) (void);
}			places[] = {
	{"plain", call},
	{"signal handler", in_signal_handler},
	{"spinlock", in_spinlock},
	{"lwlock", in_lwlock},
	{"critical section", in_critical_section},
	{"alternate stack", on_alternate_stack},
	{"thread", in_thread},
	{"child", in_child},
	{"malloc", in_malloc},
	{"beside errno", beside_errno},
	{"other handler", after_other_handler},
	{"raise", raise_signal},
	{"tgkill", raise_signal_as_thread},
};

/* denied_in(place, number, times): the last answer, -errno where it is an error. */
PG_FUNCTION_INFO_V1(denied_in);
Datum
denied_in(PG_FUNCTION_ARGS)
{
	char	   *place = text_to_cstring(PG_GETARG_TEXT_PP(0));

	number = PG_GETARG_INT32(1);
	result = 0;
	for (size_t i = 0; i < lengthof(places); i++)
	{
		if (strcmp(places[i].name, place) != 0)
			continue;
		for (int n = PG_GETARG_INT32(2); n > 0; n--)
		{
			places[i].make();
			CHECK_FOR_INTERRUPTS();
		}
		errno = 0;
		PG_RETURN_INT64(result);
	}
	elog(ERROR, "no such place: %s", place);
}
