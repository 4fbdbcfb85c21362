/*
 * learn_kernel.c: the filter that reports calls instead of answering them.
 *
 * Where no one listens any more, the kernel answers ENOSYS to every call that would be reported. So what a process needs to say
 * why it ends, and to end, is let through: and these calls are at the same time the ones that a backend makes most, of which
 * nothing would be learnt. A call whose arguments matter is never among them.
 */
#include "learn/learn_kernel.h"

#include <errno.h>
#include <linux/filter.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/architecture.h"
#include "kernel/fault.h"
#include "start/report.h"

#define NUMBER(number) number,

const int	learn_uncounted[] = {CORE_UNCOUNTED_CALLS(NUMBER)};
const int	learn_uncounted_count = lengthof(learn_uncounted);

void
learn_require_kernel(void)
{
	struct utsname system;
	int			major = 0;
	int			minor = 0;

	if (uname(&system) != 0)
		memset(&system, 0, sizeof(system));
	if (fault_injected("old-kernel"))
		strlcpy(system.release, "5.4.0-test", sizeof(system.release));
	if (sscanf(system.release, "%d.%d", &major, &minor) != 2 || major < 5 || (major == 5 && minor < 5))
		ereport(FATAL,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("pgseccomp.learn needs Linux 5.5 or newer"),
				 errdetail("The kernel is Linux %s.", system.release),
				 errhint("Set pgseccomp.learn = off; pgseccomp-learn(1) learns from the kernel's audit instead.")));
}

static int
load(struct sock_fprog *program)
{
	static const unsigned long flags[] = {SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0};
	long		listener = -1;

	/* Without the flag, a call that a signal interrupts is reported again. */
	for (size_t i = 0; i < lengthof(flags) && listener < 0; i++)
	{
		listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER | flags[i], program);
		if (listener < 0 && errno != EINVAL)
			break;
	}
	return (int) listener;
}

int
learn_load_filter(void)
{
	struct sock_filter instructions[lengthof(learn_uncounted) + 6];
	struct sock_fprog program = {.len = 0, .filter = instructions};
	int			count = learn_uncounted_count;

	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	instructions[program.len++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 0, (uint8) (count + 1));
	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (int i = 0; i < count; i++)
		instructions[program.len++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32) learn_uncounted[i],
																	 (uint8) (count - i), 0);
	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	instructions[program.len++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return load(&program);
}
