/*
 * real_calls.c: calls that are really made, under a policy with conditions on their arguments.
 *
 * Each is made in a child without a filter and in one with it, from the C library and from elsewhere. What the policy does not deny has to come to the
 * same, what it denies to the error that stands there. All of them are harmless.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE				/* CLONE_NEWNET and others of sched.h */
#endif

#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "c/verify/libc_range.h"
#include "c/verify/verify.h"
#include "compiled.h"
#include "in_kernel.h"
#include "runtime.h"

/* Of what is denied by a signal to the handler: that it is to be an error (Verdict.java). */
#define TOLD 0x1000

#define UPPER UINT64CONST(0x5500000000)	/* what the kernel does not look at in an int */
#define NOBODY 0x3fffffff		/* no process */

static const char policy[] =
	"socket(domain: AF_INET, AF_INET6) = EAFNOSUPPORT, socket(domain: AF_UNIX; type: SOCK_SEQPACKET), "
	"getpriority(which: PRIO_USER), prctl(option: PR_GET_DUMPABLE) = EPERM, prctl(option: PR_SET_NAME; arg2: 0), "
	"kill(sig: SIGTRAP, SIGALRM) = EPERM, tkill(tid: 1..1000), fcntl(op: F_SETFL; arg: with O_NONBLOCK), "
	"mmap(prot: with PROT_WRITE|PROT_EXEC), mprotect(prot: with PROT_EXEC) = EINVAL, prlimit64(resource: RLIMIT_NPROC; new_rlim: not 0), "
	"prlimit64(pid: not 0) = ESRCH, personality(persona: not 0xffffffff), ioctl(op: TIOCSTI), madvise(advice: not MADV_DONTNEED, MADV_NORMAL), "
	"clone(flags: with CLONE_NEWUSER) = ENOSYS, unshare(flags: with CLONE_NEWUSER, CLONE_NEWNET), dup3(flags: without O_CLOEXEC) = EINVAL";

static uint64 page[4096 / 8] __attribute__((aligned(4096)));
static struct rlimit limit;
static char name[16];
static int	available;
static int	ends[2];

#define PAGE (uint64) (uintptr_t) page

typedef struct RealCall
{
	int			number;
	uint64		arguments[6];
	int			denied;			/* the error, or 0 */
	bool		is_unseen;		/* no handler could be told (UnseenCalls.java) */
} RealCall;

#define MAP_ANY (MAP_PRIVATE | MAP_ANONYMOUS), UINT64_MAX, 0

static const RealCall real_calls[] = {
	{SYS_socket, {AF_UNIX, SOCK_STREAM, 0}, 0, false},
	{SYS_socket, {AF_UNIX | UPPER, SOCK_STREAM | SOCK_CLOEXEC | UPPER, 0}, 0, false},
	{SYS_socket, {AF_UNIX, SOCK_SEQPACKET, 0}, EACCES, false},
	{SYS_socket, {AF_UNIX | UPPER, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0}, EACCES, false},
	{SYS_socket, {AF_INET, SOCK_STREAM, 0}, EAFNOSUPPORT, false},
	{SYS_socket, {AF_INET6 | UPPER, SOCK_DGRAM | SOCK_NONBLOCK, 0}, EAFNOSUPPORT, false},
	{SYS_socket, {AF_NETLINK, SOCK_RAW, 0}, 0, false},
	{SYS_socket, {UINT64_MAX, SOCK_STREAM, 0}, 0, false},
	{SYS_getpriority, {PRIO_PROCESS, 0}, 0, false},
	{SYS_getpriority, {PRIO_USER, 0}, EACCES, false},
	{SYS_getpriority, {PRIO_USER | UPPER, 0}, EACCES, false},
	{SYS_getpriority, {PRIO_USER + 1, 0}, 0, false},
	{SYS_prctl, {PR_GET_DUMPABLE}, EPERM, false},
	{SYS_prctl, {PR_GET_DUMPABLE | UPPER}, EPERM, false},
	{SYS_prctl, {PR_GET_NO_NEW_PRIVS}, 0, false},
	{SYS_prctl, {PR_GET_NAME, (uint64) (uintptr_t) name}, 0, false},
	{SYS_prctl, {PR_SET_NAME, 0}, EACCES, false},
	{SYS_prctl, {PR_SET_NAME, UPPER}, 0, false},
	{SYS_prctl, {PR_SET_NAME, (uint64) (uintptr_t) name}, 0, false},
	{SYS_kill, {NOBODY, 0}, 0, false},
	{SYS_kill, {NOBODY, SIGUSR1}, 0, false},
	{SYS_kill, {NOBODY, SIGTRAP}, EPERM, false},
	{SYS_kill, {NOBODY, SIGALRM | UPPER}, EPERM, false},
	{SYS_tkill, {1000, 0}, EACCES, false},
	{SYS_tkill, {NOBODY, 0}, 0, false},
	{SYS_tkill, {UINT64_MAX, 0}, 0, false},
	{SYS_mmap, {0, 4096, PROT_READ, MAP_ANY}, 0, false},
	{SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, MAP_ANY}, 0, false},
	{SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_ANY}, EACCES, false},
	{SYS_mprotect, {PAGE, 4096, PROT_READ | PROT_WRITE}, 0, false},
	{SYS_mprotect, {PAGE, 4096, PROT_READ | PROT_EXEC}, EINVAL, false},
	{SYS_prlimit64, {0, RLIMIT_NPROC, 0, (uint64) (uintptr_t) &limit}, 0, false},
	{SYS_prlimit64, {UPPER, RLIMIT_NOFILE | UPPER, 0, (uint64) (uintptr_t) &limit}, 0, false},
	{SYS_prlimit64, {0, RLIMIT_NPROC, UPPER, 0}, EACCES, false},
	{SYS_prlimit64, {1, RLIMIT_NPROC, 0, (uint64) (uintptr_t) &limit}, ESRCH, false},
	{SYS_personality, {0xffffffff}, 0, false},
	{SYS_personality, {0xffffffff | UPPER}, 0, false},
	{SYS_personality, {0}, EACCES, false},
	{SYS_unshare, {0}, 0, false},
	{SYS_unshare, {CLONE_NEWUSER | CLONE_NEWUTS}, EACCES, false},
	{SYS_dup3, {0, 100, 0}, EINVAL, true},
	{SYS_dup3, {0, 100, O_CLOEXEC}, 0, true},
	{SYS_fcntl, {0, F_GETFL}, 0, true},
	{SYS_fcntl, {0, F_SETFL, O_NONBLOCK | O_APPEND}, EACCES, true},
	{SYS_fcntl, {0, F_GETFD, O_NONBLOCK}, 0, true},
	{SYS_ioctl, {0, FIONREAD, (uint64) (uintptr_t) &available}, 0, true},
	{SYS_ioctl, {0, TIOCSTI | UPPER, 0}, EACCES, true},
	{SYS_madvise, {PAGE, 4096, MADV_NORMAL}, 0, true},
	{SYS_madvise, {PAGE, 4096, MADV_DONTNEED | UPPER}, 0, true},
	{SYS_madvise, {PAGE, 4096, MADV_FREE}, EACCES, true},
	{SYS_clone, {CLONE_NEWUSER | SIGCHLD}, ENOSYS, true},
	{SYS_clone, {CLONE_NEWUSER | CLONE_NEWNET | SIGCHLD | UPPER}, ENOSYS, true},
};

#define COUNT (2 * lengthof(real_calls))

static void
fail(const char *what)
{
	fprintf(stderr, "real_calls: %s\n", what);
	exit(1);
}

static void
check(const RealCall *real, const Call *call, Done without, Done with)
{
	int			wanted = real->denied == 0 ? without.code :
		call->from_libc && !real->is_unseen ? TRAPPED | TOLD | real->denied : real->denied;

	if (with.code == wanted && (wanted != 0 || with.result == without.result))
		return;
	fprintf(stderr, "real_calls: call %d (0x%lx, 0x%lx, 0x%lx) from %s: 0x%x, %ld, and not 0x%x; without a filter 0x%x, %ld\n", call->number,
			call->arguments[0], call->arguments[1], call->arguments[2], call->from_libc ? "the C library" : "elsewhere", (unsigned) with.code,
			with.result, (unsigned) wanted, (unsigned) without.code, without.result);
	exit(1);
}

int
main(void)
{
	static Call calls[COUNT];
	static Done without[COUNT];
	static Done with[COUNT];
	EncodedSettings settings;
	CompiledFilter filter;
	struct sock_fprog program;
	char	   *problem;

	runtime_start();
	libc_range_find();
	if (pipe(ends) != 0 || dup2(ends[0], 0) != 0)
		fail("no pipe");
	boundary_begin_settings(&settings);
	boundary_add_setting(&settings, "pgseccomp.session_syscall_error", policy);
	if (!compiled(LEVEL_SESSION, &settings, &filter))
		fail("the policy is refused");
	problem = verify_filter(&filter, NULL, 0);
	if (problem != NULL)
		fail(problem);
	for (size_t i = 0; i < COUNT; i++)
	{
		calls[i].number = real_calls[i / 2].number;
		calls[i].from_libc = i % 2 == 0;
		memcpy(calls[i].arguments, real_calls[i / 2].arguments, sizeof(calls[i].arguments));
		/* What a filter is to deny is not tried without one: it might be done. */
		if (real_calls[i / 2].denied == 0 && !in_kernel(NULL, 0, &calls[i], 1, &without[i]))
			fail("a call without a filter ends a child");
	}
	program = (struct sock_fprog) {(unsigned short) filter.length, filter.instructions};
	for (size_t i = 0; i < COUNT; i++)
	{
		if (!in_kernel(&program, 1, &calls[i], 1, &with[i]))
			fail("a call under the filter ends a child");
		check(&real_calls[i / 2], &calls[i], without[i], with[i]);
	}
	printf("%zu calls, each from two places: those that are let pass come to the same as without a filter\n", COUNT / 2);
	return 0;
}
