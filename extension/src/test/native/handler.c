/*
 * handler.c: the handler of SIGSYS (denial.c) in a program by itself, where no PostgreSQL runs: an architecture in an emulator.
 *
 *   handler   exit status 0 if everything is as it should be; as the first process of a machine it turns it off afterwards
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "postgres.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "c/denial/denial.h"
#include "c/denial/denying_filters.h"
#include "c/kernel/architecture.h"
#include "c/kernel/gate.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "utils/timestamp.h"

#undef printf

/* What denial.c uses of the server besides (no_server.c). */
BackendType MyBackendType = B_BACKEND;
bool		IsUnderPostmaster = true;
volatile sig_atomic_t InterruptPending = false;
volatile sig_atomic_t ProcDiePending = false;
volatile sig_atomic_t LogMemoryContextPending = false;
bool		proc_exit_inprogress = false;
struct Latch *MyLatch = NULL;

TimestampTz
GetCurrentStatementStartTimestamp(void)
{
	return 1;
}

bool
TimestampDifferenceExceeds(TimestampTz start, TimestampTz stop, int ms)
{
	return false;
}

void
SetLatch(Latch *latch)
{
}

/* All but the second one. */
bool
syscall_argument_shown(int number, int argument, uint64 value, int64 *as_kernel)
{
	*as_kernel = argument == 1 ? 0 : (int64) value;
	return argument != 1;
}

int			ParallelWorkerNumber = -1;
BackgroundWorker *MyBgworkerEntry = NULL;

void
process_table_end(int pid, int number)
{
}

int
process_table_ended_by(void)
{
	return -1;
}

static int	failures = 0;
static pid_t real_parent;

static void
expect(const char *what, bool is_so)
{
	printf("%-60s %s\n", what, is_so ? "ok" : "FAILED");
	failures += !is_so;
}

static volatile long result;

static void
call(void)
{
	long		answer = syscall(SYS_chroot, 11L, 22L, 33L, 44L, 55L, 66L);

	result = answer < 0 ? -errno : answer;
}

static void
call_in_handler(int signal)
{
	call();
}

static void *
call_in_thread(void *argument)
{
	call();
	return NULL;
}

/* Answers: to other numbers, to other ABIs; how many there are, and these (ExpectedTables.java). */
static const uint32 words_of_global[] = {ACTION_ALLOW, ACTION_ERROR | EACCES << 8, 1, ACTION_ALLOW};
static const uint32 words_of_session[] = {
	ACTION_ALLOW, ACTION_ERROR | EACCES << 8, 4, ACTION_ALLOW, ACTION_EXPLAINED_ERROR | EACCES << 8, ACTION_TERMINATE | EACCES << 8,
	ACTION_COUNTED_WARN,
};

static CompiledFilter global = {.own = {.words = words_of_global, .word_count = lengthof(words_of_global)}};
static CompiledFilter session = {
	.own = {.words = words_of_session, .word_count = lengthof(words_of_session)},
	/* The numbers are those of chroot; one that begins in the same way, and nonsense, are not it. */
#if defined(__x86_64__)
	.conditions = "16 allow f(x: 1), else error\n1611 no\nno\n161 allow chroot(filename: 0), else error\n161 later\n",
#else
	.conditions = "5 allow f(x: 1), else error\n511 no\nno\n51 allow chroot(filename: 0), else error\n51 later\n",
#endif
};

/* Two calls that wait and that answer something are warned of. */
static void
load_warnings(void)
{
	struct sock_filter instructions[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_nanosleep, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mincore, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) gate_address(), 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) (gate_address() >> 32), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | TRAP_WARN),
	};
	struct sock_fprog program = {lengthof(instructions), instructions};

	session.own.of_number[SYS_getppid] = 3;
	session.own.of_number[SYS_clock_nanosleep] = 3;
	session.own.of_number[SYS_mincore] = 3;
	expect("a filter that warns is loaded", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

/* chroot and sched_getaffinity are errors, acct ends the session. */
static void
load(void)
{
	struct sock_filter instructions[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_chroot, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_getaffinity, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_acct, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | TRAP_TERMINATE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | TRAP_ERROR | EACCES),
	};
	struct sock_fprog program = {lengthof(instructions), instructions};

	session.own.of_number[SYS_chroot] = 1;
	session.own.of_number[SYS_sched_getaffinity] = 1;
	session.own.of_number[SYS_acct] = 2;
	denial_begin(&global);
	denying_filters_add(&session, SOURCE_SESSION);
	expect("the filter is loaded", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		   syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static bool
counted(int number, CountedDenial *found)
{
	for (int i = 0; i < DENIAL_ENTRIES; i++)
	{
		if (denial_counters_get(i, found) && found->last.number == number)
			return true;
	}
	return false;
}

static void
try_places(void)
{
	static char memory[262144];
	struct sigaction action = {.sa_handler = call_in_handler};
	stack_t		stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	stack_t		none = {.ss_flags = SS_DISABLE};
	pthread_t	thread;
	int			status = 0;
	pid_t		child;

	sigfillset(&action.sa_mask);
	sigdelset(&action.sa_mask, SIGSYS);
	sigaction(SIGUSR2, &action, NULL);
	result = 0;
	raise(SIGUSR2);
	expect("in another signal's handler", result == -EACCES);

	sigaltstack(&stack, NULL);
	result = 0;
	call();
	sigaltstack(&none, NULL);
	expect("with an alternate stack", result == -EACCES);

	result = 0;
	expect("in a thread", pthread_create(&thread, NULL, call_in_thread, NULL) == 0 && pthread_join(thread, NULL) == 0 &&
		   result == -EACCES);

	child = fork();
	if (child == 0)
	{
		result = 0;
		call();
		_exit(result == -EACCES ? 13 : 1);
	}
	waitpid(child, &status, 0);
	expect("in a child", WIFEXITED(status) && WEXITSTATUS(status) == 13);
}

/* Whether a child that sends itself the signal ends by it. */
static bool
ends_by_signal(bool directed)
{
	int			status = 0;
	pid_t		child = fork();

	if (child == 0)
	{
		if (directed)
			syscall(SYS_tgkill, getpid(), gettid(), SIGSYS);
		else
			kill(getpid(), SIGSYS);
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static volatile sig_atomic_t alarms = 0;

static void
on_alarm(int signal)
{
	alarms++;
	(void) getppid();
}

/* A warning is counted, and the call is made as it would be without us. */
static void
try_warnings(void)
{
	CountedDenial found;
	struct timespec second = {1, 0};
	struct timespec moment = {0, 1000000};
	struct itimerval soon = {{0, 0}, {0, 50000}};
	struct sigaction interrupts = {.sa_handler = on_alarm};
	sigset_t	alarm;
	sigset_t	now;
	pid_t		child;
	int			status;

	load_warnings();
	expect("a call that is warned of is made", getppid() == real_parent);
	expect("and counted", counted(SYS_getppid, &found) && found.count == 1 && found.last.action == ACTION_WARN);
	expect("it waits", clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL) == 0);
	errno = ELOOP;
	expect("it fails as it would", mincore((void *) 1, 1, NULL) == -1 && errno == EINVAL);
	sigaction(SIGALRM, &interrupts, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	expect("a signal interrupts it", clock_nanosleep(CLOCK_MONOTONIC, 0, &second, NULL) == EINTR && alarms == 1);
	expect("whose handler was warned too", counted(SYS_getppid, &found) && found.count == 2);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	soon.it_value.tv_usec = 0;
	second = (struct timespec) {0, 100000000};
	expect("a blocked signal does not", clock_nanosleep(CLOCK_MONOTONIC, 0, &second, NULL) == 0 && alarms == 1);
	sigprocmask(SIG_UNBLOCK, &alarm, &now);
	expect("it comes when it may, and the mask is what it was", alarms == 2 && sigismember(&now, SIGALRM) == 1 &&
		   sigismember(&now, SIGTERM) == 0);
	child = fork();
	if (child == 0)
		_exit(getppid() == getpid());
	waitpid(child, &status, 0);
	expect("a child is warned as well", WIFEXITED(status) && WEXITSTATUS(status) == 0 && counted(SYS_getppid, &found) &&
		   found.count == 4);
	expect("nothing was denied", !ProcDiePending);
}

int
main(void)
{
	CountedDenial found;
	cpu_set_t	set;
	int			answer;

	real_parent = getppid();
	denial_counters_prepare();
	load();
	call();
	expect("a denied call fails with EACCES", result == -EACCES);
	expect("it is counted, with its arguments", counted(SYS_chroot, &found) && found.count == 1 && found.last.has_arguments &&
		   found.last.arguments[0] == 11 && found.last.arguments[1] == 0 && found.last.arguments[2] == 33 &&
		   found.last.arguments[3] == 44 && found.last.arguments[4] == 55 && found.last.arguments[5] == 66);
	expect("its source is the session's filter", found.last.source == SOURCE_SESSION && found.last.action == ACTION_ERROR);
	errno = ELOOP;
	answer = pthread_getaffinity_np(pthread_self(), sizeof(set), &set);
	expect("errno is what it was", answer == EACCES && errno == ELOOP);
	try_places();
	for (int i = 0; i < 10000; i++)
		call();
	expect("and with what the filter says of it", strcmp(found.last.conditions, "allow chroot(filename: 0), else error") == 0);
	expect("10,000 more, each counted", counted(SYS_chroot, &found) && found.count == 10005);
	expect("nothing is to end so far", !ProcDiePending && denial_that_terminates() < 0);
	try_warnings();
	expect("a call that ends the session fails", syscall(SYS_acct, 0L) == -1 && errno == EACCES);
	expect("and leaves its mark", ProcDiePending && InterruptPending && denial_that_terminates() == SYS_acct);
	expect("somebody's SIGSYS ends the process, by kill", ends_by_signal(false));
	expect("and by tgkill", ends_by_signal(true));
	printf("%d failures\n", failures);
	fflush(stdout);
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
	return failures > 0;
}
