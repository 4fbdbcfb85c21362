/*
 * widths.c: asks the kernel how far it looks at arguments. Each call is made twice, the second time with one more bit set in one argument,
 * in a child. Prints "name index bit same" where the kernel did not see it, "name index bit other" where it did.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define A(pointer) ((long) (intptr_t) (pointer))

static int
outcome(long number, const long *a)
{
	int status;
	pid_t child = fork();

	if (child == 0)
	{
		long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);

		_exit(result == -1 ? errno : 0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void
look(const char *name, long number, int index, int bit, long a0, long a1, long a2, long a3, long a4, long a5)
{
	long arguments[6] = {a0, a1, a2, a3, a4, a5};
	int plain = outcome(number, arguments);

	arguments[index] ^= (long) (1UL << bit);
	printf("%s %d %d %s\n", name, index, bit, outcome(number, arguments) == plain ? "same" : "other");
}

#define LOOK(name, index, bit, ...) look(#name, SYS_##name, index, bit, __VA_ARGS__)

int
main(void)
{
	char file[] = "/tmp/widths.XXXXXX";
	int fd = mkstemp(file);
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec vector = {page, 1};
	struct timespec now;
	struct rlimit limit;
	unsigned int action = SECCOMP_RET_ERRNO;
	long self = getpid();

	setvbuf(stdout, NULL, _IONBF, 0);
	if (fd < 0 || page == MAP_FAILED || write(fd, "x", 1) != 1)
		return 1;

	LOOK(socket, 0, 32, AF_UNIX, SOCK_STREAM, 0, 0, 0, 0);
	LOOK(socket, 1, 32, AF_UNIX, SOCK_STREAM, 0, 0, 0, 0);
	LOOK(socket, 2, 32, AF_UNIX, SOCK_STREAM, 0, 0, 0, 0);
	LOOK(clone, 0, 32, SIGCHLD, 0, 0, 0, 0, 0);
	LOOK(clone, 0, 63, SIGCHLD, 0, 0, 0, 0, 0);
	LOOK(unshare, 0, 32, 0, 0, 0, 0, 0, 0);
	LOOK(mprotect, 2, 32, A(page), 4096, PROT_READ, 0, 0, 0);
	LOOK(mmap, 4, 32, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	LOOK(mmap, 3, 32, 0, 4096, PROT_READ, MAP_SHARED_VALIDATE, fd, 0);
	LOOK(mremap, 3, 32, A(page), 8192, 4096, 0, 0, 0);
	LOOK(madvise, 2, 32, A(page), 4096, MADV_NORMAL, 0, 0, 0);
	LOOK(mlock2, 2, 32, A(page), 4096, 0, 0, 0, 0);
	LOOK(msync, 2, 32, A(page), 4096, MS_ASYNC, 0, 0, 0);
	LOOK(memfd_create, 1, 32, A("x"), 0, 0, 0, 0, 0);
	LOOK(openat, 0, 32, AT_FDCWD, A(file), O_RDONLY, 0, 0, 0);
	LOOK(openat, 2, 32, AT_FDCWD, A(file), O_RDONLY, 0, 0, 0);
	LOOK(openat, 3, 16, AT_FDCWD, A(file), O_RDWR | O_CREAT, 0600, 0, 0);
	LOOK(fchmod, 1, 16, fd, 0600, 0, 0, 0, 0);
	LOOK(fchmod, 0, 32, fd, 0600, 0, 0, 0, 0);
	LOOK(umask, 0, 32, 022, 0, 0, 0, 0, 0);
	LOOK(kill, 0, 32, self, 0, 0, 0, 0, 0);
	LOOK(kill, 1, 32, self, 0, 0, 0, 0, 0);
	LOOK(tgkill, 2, 32, self, self, 0, 0, 0, 0);
	LOOK(fcntl, 0, 32, fd, F_GETFD, 0, 0, 0, 0);
	LOOK(fcntl, 1, 32, fd, F_GETFD, 0, 0, 0, 0);
	LOOK(ioctl, 0, 32, fd, FIONREAD, A(page), 0, 0, 0);
	LOOK(ioctl, 1, 32, fd, FIONREAD, A(page), 0, 0, 0);
	LOOK(prctl, 0, 32, PR_GET_DUMPABLE, 0, 0, 0, 0, 0);
	LOOK(ptrace, 0, 32, PTRACE_TRACEME, 0, 0, 0, 0, 0);
	LOOK(ptrace, 1, 32, PTRACE_SEIZE, self, 0, 0, 0, 0);
	LOOK(prlimit64, 0, 32, 0, RLIMIT_NOFILE, 0, A(&limit), 0, 0);
	LOOK(prlimit64, 1, 32, 0, RLIMIT_NOFILE, 0, A(&limit), 0, 0);
	LOOK(getpriority, 0, 32, PRIO_PROCESS, 0, 0, 0, 0, 0);
	LOOK(getpriority, 1, 32, PRIO_PROCESS, 0, 0, 0, 0, 0);
	LOOK(sched_getscheduler, 0, 32, 0, 0, 0, 0, 0, 0);
	LOOK(personality, 0, 32, 0xffffffffL, 0, 0, 0, 0, 0);
	LOOK(lseek, 1, 63, fd, 0, SEEK_SET, 0, 0, 0);
	LOOK(lseek, 2, 32, fd, 0, SEEK_SET, 0, 0, 0);
	LOOK(ftruncate, 1, 63, fd, 1, 0, 0, 0, 0);
	LOOK(fallocate, 1, 32, fd, 0, 0, 1, 0, 0);
	LOOK(fadvise64, 3, 32, fd, 0, 0, POSIX_FADV_NORMAL, 0, 0);
	LOOK(readv, 0, 32, fd, A(&vector), 1, 0, 0, 0);
	LOOK(writev, 0, 32, fd, A(&vector), 1, 0, 0, 0);
	LOOK(preadv, 0, 32, fd, A(&vector), 1, 0, 0, 0);
	LOOK(pwritev2, 5, 32, fd, A(&vector), 1, 0, 0, 0);
	LOOK(getrandom, 2, 32, A(page), 1, 0, 0, 0, 0);
	LOOK(clock_gettime, 0, 32, CLOCK_MONOTONIC, A(&now), 0, 0, 0, 0);
	LOOK(eventfd2, 1, 32, 0, 0, 0, 0, 0, 0);
	LOOK(epoll_create1, 0, 32, 0, 0, 0, 0, 0, 0);
	LOOK(dup3, 2, 32, fd, 100, 0, 0, 0, 0);
	LOOK(pipe2, 1, 32, A(page), 0, 0, 0, 0, 0);
	LOOK(flock, 1, 32, fd, 8, 0, 0, 0, 0);
	LOOK(futex, 1, 32, A(page), 1, 1, 0, 0, 0);
	LOOK(futex, 2, 32, A(page), 1, 1, 0, 0, 0);
	LOOK(seccomp, 0, 32, SECCOMP_GET_ACTION_AVAIL, 0, A(&action), 0, 0, 0);
	LOOK(seccomp, 1, 32, SECCOMP_GET_ACTION_AVAIL, 0, A(&action), 0, 0, 0);
	LOOK(waitid, 3, 32, P_ALL, 0, 0, WEXITED | WNOHANG, 0, 0);
	LOOK(rt_sigprocmask, 0, 32, SIG_BLOCK, A(page), 0, 8, 0, 0);
	LOOK(rt_sigprocmask, 3, 32, SIG_BLOCK, A(page), 0, 8, 0, 0);
	LOOK(unlinkat, 2, 32, AT_FDCWD, A("/tmp/widths.none"), 0, 0, 0, 0);
	LOOK(setpriority, 0, 32, PRIO_PROCESS, 0, 0, 0, 0, 0);
	unlink(file);
	return 0;
}
