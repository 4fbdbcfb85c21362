/*
 * compile.c: what it takes from a list of calls to a program that is proved, in the native code of a release, beside what libseccomp
 * takes for the same list (script/bench --compile).
 *
 *   compile ROUNDS COUNT   COUNT calls are allowed, all others fail; the two alternate; medians in microseconds
 *
 * Ours is what the start does, in a disposable process: the request to the core, the reply read, verify_filter. libseccomp's is seccomp_init, a
 * seccomp_rule_add for each call, and its program written to /dev/null. Neither is loaded.
 */
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <unistd.h>

#include "core.h"

#define MOST_ROUNDS 10000

/* What a policy must allow (NeededCalls.java). */
static const char *const needed[] = {
	"access", "brk", "clock_nanosleep", "close", "epoll_ctl", "epoll_wait", "exit_group", "fdatasync", "fsync", "ftruncate", "futex",
	"getpid", "kill", "lseek", "openat", "pread64", "pwrite64", "pwritev", "read", "recvfrom", "rename", "rt_sigreturn", "sendto",
	"setitimer", "write", "accept", "bind", "clone", "dup", "epoll_create1", "fcntl", "getdents64", "getsockname", "listen", "mmap",
	"newfstatat", "pipe2", "prctl", "rt_sigaction", "rt_sigprocmask", "setsid", "shmat", "shmget", "signalfd4", "socket", "unlink",
	"wait4", "faccessat", "epoll_pwait", "renameat", "unlinkat", "munmap", "sync_file_range", "getrandom", "shmctl",
};

static int	numbers[EXPECTED_NUMBERS];
static char list[LONGEST_REQUEST];
static int	count = 0;

static void
fail(const char *what)
{
	fprintf(stderr, "compile: %s\n", what);
	exit(1);
}

static void
add(int number, const char *name)
{
	for (int i = 0; i < count; i++)
	{
		if (numbers[i] == number)
			return;
	}
	numbers[count] = number;
	strlcat(list, count++ == 0 ? "" : ",", sizeof(list));
	strlcat(list, name, sizeof(list));
}

/* Calls of this architecture: the needed ones, then every third number first, so that few are neighbours. */
static void
choose(int wanted)
{
	for (size_t i = 0; i < lengthof(needed); i++)
	{
		int			number = seccomp_syscall_resolve_name(needed[i]);

		if (number >= 0 && count < wanted)
			add(number, needed[i]);
	}
	for (int start = 0; start < 3; start++)
	{
		for (int number = start; number < EXPECTED_NUMBERS && count < wanted; number += 3)
		{
			char	   *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

			if (name != NULL)
				add(number, name);
			free(name);
		}
	}
}

/* The two parts, in microseconds. */
static void
ours(double *compiled, double *proved)
{
	const char *const settings[] = {"pgseccomp.global_syscall_default", "error", "pgseccomp.global_syscall_allow", list, NULL};

	(void) compile_and_prove(LEVEL_GLOBAL, settings, compiled, proved);
}

static double
theirs(int out)
{
	double		start = microseconds();
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));

	for (int i = 0; i < count; i++)
	{
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, numbers[i], 0) != 0)
			fail("seccomp_rule_add");
	}
	if (seccomp_export_bpf(filter, out) != 0)
		fail("seccomp_export_bpf");
	seccomp_release(filter);
	return microseconds() - start;
}

int
main(int argc, char **argv)
{
	static double compiled[MOST_ROUNDS];
	static double proved[MOST_ROUNDS];
	static double built[MOST_ROUNDS];
	int			rounds = argc == 3 ? atoi(argv[1]) : 0;
	int			out = open("/dev/null", O_WRONLY);
	double		a;
	double		b;

	if (rounds < 1 || rounds > MOST_ROUNDS)
		fail("usage: compile ROUNDS COUNT");
	choose(atoi(argv[2]));
	java_runtime_in_disposable_process(0);
	for (int i = -10; i < rounds; i++)
	{
		int			at = i < 0 ? 0 : i;

		ours(&compiled[at], &proved[at]);
		built[at] = theirs(out);
	}
	a = median(compiled, rounds);
	b = median(proved, rounds);
	printf("%d calls: compiled in %.0f us, proved in %.0f us; libseccomp %.0f us: %.2f of it\n", count, a, b, median(built, rounds),
		   (a + b) / median(built, rounds));
	return 0;
}
