/*
 * load.c: how long seccomp(2) takes to load programs. The arguments are files of struct sock_filter; in each round a child loads
 * each of them, one child for each, in turn. Prints the median, the mean and the least of the rounds, in microseconds.
 *
 *   load ROUNDS FILE...
 */
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"
#include "timing.h"

#define MOST_FILES 16
#define MOST_ROUNDS 10000

static struct sock_filter instructions[MOST_FILES][LONGEST_PROGRAM];
static struct sock_fprog programs[MOST_FILES];
static double times[MOST_FILES][MOST_ROUNDS];

int
main(int argc, char **argv)
{
	int			rounds = argc > 1 ? atoi(argv[1]) : 0;
	double	   *shared = mmap(NULL, sizeof(double), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (rounds < 1 || rounds > MOST_ROUNDS || argc - 2 > MOST_FILES || shared == MAP_FAILED)
		return 2;
	for (int f = 0; f < argc - 2; f++)
	{
		if (!read_program(argv[f + 2], instructions[f], &programs[f]))
			return 2;
	}
	for (int r = 0; r < rounds; r++)
	{
		for (int f = 0; f < argc - 2; f++)
		{
			pid_t		pid;
			int			status;

			pid = fork();
			if (pid == 0)
			{
				double		from;

				if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
					_exit(1);
				from = microseconds();
				if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &programs[f]) != 0)
					_exit(1);
				*shared = microseconds() - from;
				_exit(0);
			}
			if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
				return 3;
			times[f][r] = *shared;
		}
	}
	for (int f = 0; f < argc - 2; f++)
	{
		double		sum = 0;

		for (int r = 0; r < rounds; r++)
			sum += times[f][r];
		qsort(times[f], (size_t) rounds, sizeof(double), compare_times);
		printf("%s %.1f %.1f %.1f\n", argv[f + 2], times[f][rounds / 2], sum / rounds, times[f][0]);
	}
	return 0;
}
