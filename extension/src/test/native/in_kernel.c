/*
 * in_kernel.c: see in_kernel.h.
 *
 * Children and parent share memory, since a filter may deny every way to tell something. A child makes no calls but those that it is asked for,
 * rt_sigreturn where one was trapped, and exit_group.
 */
#define _GNU_SOURCE
#include "in_kernel.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Shared
{
	volatile int at;			/* the call that is being made; MOST_CALLS: none yet */
	Done		done[MOST_CALLS];
} Shared;

static Shared *shared = NULL;
static volatile sig_atomic_t trapped = 0;

static void
on_signal(int number, siginfo_t *info, void *context)
{
	(void) number;
	(void) context;
	trapped = TRAPPED | info->si_errno;
}

/* As the C library does it, at another address. */
static long
made_here(const Call *call)
{
	const uint64_t *a = call->arguments;
	long		result;

#if defined(__x86_64__)
	register uint64_t r10 __asm__("r10") = a[3];
	register uint64_t r8 __asm__("r8") = a[4];
	register uint64_t r9 __asm__("r9") = a[5];

	__asm__ volatile("syscall"
					 : "=a"(result)
					 : "a"((long) call->number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
					 : "rcx", "r11", "memory");
#elif defined(__aarch64__)
	register uint64_t x8 __asm__("x8") = (uint64_t) call->number;
	register uint64_t x0 __asm__("x0") = a[0];
	register uint64_t x1 __asm__("x1") = a[1];
	register uint64_t x2 __asm__("x2") = a[2];
	register uint64_t x3 __asm__("x3") = a[3];
	register uint64_t x4 __asm__("x4") = a[4];
	register uint64_t x5 __asm__("x5") = a[5];

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	result = (long) x0;
#else
#error "how does this architecture make a system call?"
#endif
	return result;
}

static long
made_by_libc(const Call *call)
{
	const uint64_t *a = call->arguments;
	long		result;

	errno = 0;
	result = syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	return result == -1 && errno != 0 ? -errno : result;
}

static void
make(const Call *call, Done *done)
{
	long		result;

	trapped = 0;
	result = call->from_libc ? made_by_libc(call) : made_here(call);
	if (trapped != 0)
		*done = (Done) {trapped, 0};
	else if (result < 0 && result >= -4095)
		*done = (Done) {(int) -result, 0};
	else
		*done = (Done) {0, result};
}

static void
child(const struct sock_fprog *programs, int program_count, const Call *calls, int from, int to)
{
	const struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
	const struct rlimit none = {0, 0};

	/* Being killed by a filter dumps core. */
	if (setrlimit(RLIMIT_CORE, &none) != 0 || sigaction(SIGSYS, &action, NULL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(1);
	for (int i = 0; i < program_count; i++)
	{
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &programs[i]) != 0)
			_exit(1);
	}
	for (int i = from; i < to; i++)
	{
		shared->at = i;
		make(&calls[i], &shared->done[i]);
	}
	_exit(0);
}

bool
in_kernel(const struct sock_fprog *programs, int program_count, const Call *calls, int call_count, Done *done)
{
	int			from = 0;

	if (shared == NULL)
		shared = mmap(NULL, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || call_count > MOST_CALLS)
		return false;
	while (from < call_count)
	{
		pid_t		pid;
		int			status;

		shared->at = MOST_CALLS;
		pid = fork();
		if (pid == 0)
			child(programs, program_count, calls, from, call_count);
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			return false;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			break;
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS || shared->at >= call_count)
			return false;
		shared->done[shared->at] = (Done) {KILLED, 0};
		from = shared->at + 1;
	}
	memcpy(done, shared->done, sizeof(Done) * (size_t) call_count);
	return true;
}
