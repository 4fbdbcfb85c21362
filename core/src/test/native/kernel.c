/*
 * kernel.c: asks the kernel what programs do. For each program on stdin (count, instructions, number of calls, the numbers of the
 * calls) a child loads it and makes the calls with arguments that are all 0. Answers the error of the load, then for each call the
 * errno that it failed with, 0, or -1 where the child was killed. The programs return errors for every call, so that none is made.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 4096

static int32_t *shared;			/* error of the load, calls done, results */

static void
child(struct sock_fprog *program, const int32_t *numbers, int32_t count)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(1);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) != 0)
	{
		shared[0] = errno;
		_exit(0);
	}
	shared[0] = 0;
	for (int32_t i = 0; i < count; i++)
	{
		shared[1] = i;
		shared[2 + i] = syscall(numbers[i], 0L, 0L, 0L, 0L, 0L, 0L) == 0 ? 0 : errno;
	}
	shared[1] = count;
	__builtin_trap();			/* exit would be filtered too */
}

int
main(void)
{
	static struct sock_filter instructions[MOST];
	static int32_t numbers[MOST];
	int32_t		length;
	int32_t		count;

	shared = mmap(NULL, (MOST + 2) * sizeof(int32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	while (fread(&length, sizeof(length), 1, stdin) == 1)
	{
		struct sock_fprog program = {.len = (unsigned short) length, .filter = instructions};
		pid_t		pid;

		if (length < 0 || length > MOST || fread(instructions, 8, (size_t) length, stdin) != (size_t) length ||
			fread(&count, sizeof(count), 1, stdin) != 1 || count < 0 || count > MOST ||
			fread(numbers, 4, (size_t) count, stdin) != (size_t) count)
			return 2;
		shared[0] = -1;
		shared[1] = 0;
		for (int32_t i = 0; i < count; i++)
			shared[2 + i] = -1;
		pid = fork();
		if (pid == 0)
			child(&program, numbers, count);
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			return 3;
		if (fwrite(shared, 4, 1, stdout) != 1 || fwrite(shared + 2, 4, (size_t) count, stdout) != (size_t) count)
			return 4;
		fflush(stdout);
	}
	return 0;
}
