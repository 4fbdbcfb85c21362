/*
 * clock_calls.c: tries in a child whether the clock is read without a system call.
 *
 * The vDSO reads the clock in user space where the kernel's clock source allows it (tsc, kvm-clock, Hyper-V's page, ARM's counter). With
 * other sources (hpet, acpi_pm, xen, a tsc that was found to be unstable), and where there is no vDSO, each reading is a system call.
 * PostgreSQL does not expect it to fail: now() answers a wrong year, and pg_sleep() waits for ever. What the source is called does not
 * tell which of the three calls the C library makes, so they are made, under a filter that gives each of them an error of its own.
 */
#include "postgres.h"

#include "start/clock_calls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bridge/clone_quiet.h"

#define CALLS 3

/* Errors that these calls do not have otherwise. */
#define FIRST_ERROR 200

#ifdef SYS_time
#define NUMBER_OF_TIME SYS_time
#else
/* Newer architectures have no such call. */
#define NUMBER_OF_TIME (-1)
#endif

static const char *const names[CALLS] = {"clock_gettime", "gettimeofday", "time"};

static bool
load_filter(void)
{
	struct sock_filter instructions[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) NUMBER_OF_TIME, 3, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | FIRST_ERROR),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (FIRST_ERROR + 1)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (FIRST_ERROR + 2)),
	};
	struct sock_fprog program = {.len = lengthof(instructions), .filter = instructions};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* The call that has failed, as a bit. */
static int
bit_of(bool failed)
{
	int			which = errno - FIRST_ERROR;

	return failed && which >= 0 && which < CALLS ? 1 << which : 0;
}

static int
try_all(void)
{
	struct timespec monotonic;
	struct timespec real;
	struct timeval now;
	int			made = 0;

	if (!load_filter())
		return (1 << CALLS) - 1;
	made |= bit_of(clock_gettime(CLOCK_MONOTONIC, &monotonic) != 0);
	made |= bit_of(clock_gettime(CLOCK_REALTIME, &real) != 0);
	made |= bit_of(gettimeofday(&now, NULL) != 0);
	made |= bit_of(time(NULL) == (time_t) -1);
	return made;
}

const char *
clock_calls(void)
{
	static char text[64] = "";
	pid_t		child = clone_quiet(0);
	int			made = (1 << CALLS) - 1;
	int			status;

	if (child == 0)
		_exit(try_all());
	/* What cannot be tried is taken for needed. */
	status = child < 0 ? -1 : clone_quiet_wait(child);
	if (status != -1 && WIFEXITED(status))
		made = WEXITSTATUS(status);
	for (int i = 0; i < CALLS; i++)
	{
		if ((made & 1 << i) == 0)
			continue;
		if (text[0] != '\0')
			strlcat(text, ",", sizeof(text));
		strlcat(text, names[i], sizeof(text));
	}
	return text;
}
