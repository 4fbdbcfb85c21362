/*
 * cost.c: what a system call costs under a program. The arguments are files of struct sock_filter, as load.c takes them; in each round there is one
 * child for each of them, in turn, and one without a filter. Prints nanoseconds of the processor for each of the calls: the median of the rounds.
 *
 *   cost ROUNDS FILE...
 */
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"
#include "timing.h"

#define MOST_FILES 8
#define MOST_ROUNDS 1000
#define CALLS 20000
#define KINDS 3

static struct sock_filter instructions[MOST_FILES][LONGEST_PROGRAM];
static struct sock_fprog programs[MOST_FILES];
static double times[MOST_FILES][KINDS][MOST_ROUNDS];

/* getppid has no condition, fcntl one with several values, kill the longest: an allowed signal to no process. */
static void
make(int kind)
{
	for (int i = 0; i < CALLS; i++)
	{
		if (kind == 0)
			syscall(SYS_getppid);
		else if (kind == 1)
			syscall(SYS_fcntl, 0, F_GETFL, 0);
		else
			syscall(SYS_kill, 0x3fffffff, 23);
	}
}

/* What this process has had of the processor, in nanoseconds, asked for with a call that the programs let pass. */
static double
used(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		_exit(1);
	return ((double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)) * 1e3;
}

static void
child(const struct sock_fprog *program, double *results)
{
	if (program->len > 0 && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) != 0))
		_exit(1);
	for (int kind = 0; kind < KINDS; kind++)
	{
		double		start = used();

		make(kind);
		results[kind] = (used() - start) / CALLS;
	}
	_exit(0);
}

int
main(int argc, char **argv)
{
	int			rounds = argc > 1 ? atoi(argv[1]) : 0;
	int			count = argc - 1;	/* the first one is no program */
	double	   *shared = mmap(NULL, sizeof(double) * KINDS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (rounds < 1 || rounds > MOST_ROUNDS || count > MOST_FILES || shared == MAP_FAILED)
		return 2;
	for (int f = 1; f < count; f++)
	{
		if (!read_program(argv[f + 1], instructions[f], &programs[f]))
			return 2;
	}
	for (int r = 0; r < rounds; r++)
	{
		for (int f = 0; f < count; f++)
		{
			int			status;
			pid_t		pid = fork();

			if (pid == 0)
				child(&programs[f], shared);
			if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
				return 3;
			for (int kind = 0; kind < KINDS; kind++)
				times[f][kind][r] = shared[kind];
		}
	}
	for (int f = 0; f < count; f++)
	{
		printf("%s %d", f == 0 ? "no-filter" : argv[f + 1], programs[f].len);
		for (int kind = 0; kind < KINDS; kind++)
			printf(" %.1f", median(times[f][kind], rounds));
		printf("\n");
	}
	return 0;
}
