/*
 * denial.c: what the kernel takes for a denied call by itself: an error, and a signal with a handler that does nothing but set the result, each with and
 * without a record of the audit. In each round there is one child for each of them, in turn. Prints microseconds for each of the calls: the median of the rounds.
 *
 *   denial ROUNDS
 */
#define _GNU_SOURCE				/* REG_RAX */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "timing.h"

#define MOST_ROUNDS 1000
#define CALLS 5000
#define KINDS 5

static const struct
{
	const char *name;
	unsigned int answer;
	unsigned int flags;
}			kinds[KINDS] = {
	{"allowed", SECCOMP_RET_ALLOW, 0},
	{"error", SECCOMP_RET_ERRNO | EACCES, 0},
	{"error, audited", SECCOMP_RET_ERRNO | EACCES, SECCOMP_FILTER_FLAG_LOG},
	{"signal", SECCOMP_RET_TRAP | EACCES, 0},
	{"signal, audited", SECCOMP_RET_TRAP | EACCES, SECCOMP_FILTER_FLAG_LOG},
};

static double times[KINDS][MOST_ROUNDS];

static void
handle(int signal, siginfo_t *info, void *context)
{
#if defined(__x86_64__)
	((ucontext_t *) context)->uc_mcontext.gregs[REG_RAX] = -info->si_errno;
#else
	((ucontext_t *) context)->uc_mcontext.regs[0] = (unsigned long) -info->si_errno;
#endif
}

static void
child(int kind, double *result)
{
	struct sock_filter instructions[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, kinds[kind].answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = 4, .filter = instructions};
	struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	double		start;

	sigfillset(&action.sa_mask);
	sigdelset(&action.sa_mask, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, kinds[kind].flags, &program) != 0)
		_exit(1);
	start = microseconds();
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
	*result = (microseconds() - start) / CALLS;
	_exit(0);
}

int
main(int argc, char **argv)
{
	int			rounds = argc > 1 ? atoi(argv[1]) : 0;
	double	   *shared = mmap(NULL, sizeof(double), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (rounds < 1 || rounds > MOST_ROUNDS || shared == MAP_FAILED)
		return 2;
	for (int r = 0; r < rounds; r++)
	{
		for (int kind = 0; kind < KINDS; kind++)
		{
			int			status;
			pid_t		pid = fork();

			if (pid == 0)
				child(kind, shared);
			if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
				return 3;
			times[kind][r] = *shared;
		}
	}
	for (int kind = 0; kind < KINDS; kind++)
		printf("  %-40s %.2f\n", kinds[kind].name, median(times[kind], rounds));
	return 0;
}
