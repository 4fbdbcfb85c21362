/*
 * disposable.c: runs the core in a child of the postmaster, so that the postmaster never executes generated code.
 *
 * The child is made by clone(2) with exit signal 0: the postmaster gets no SIGCHLD for it and waitpid(-1) never sees it, so
 * that its death, however it comes, is no crash of a backend. It is waited for with __WCLONE here and nowhere else. It has
 * all signals blocked (a handler of the postmaster's must not run in it), dies with its parent, and speaks through a pipe:
 * the length of the reply, then the reply. Only a whole reply of a child that ended with status 0 counts.
 */
#include "disposable.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "boundary.h"
#include "fault.h"
#include "java_runtime.h"

static bool
write_all(int fd, const uint8 *bytes, size_t length)
{
	while (length > 0)
	{
		ssize_t		written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t) written;
	}
	return true;
}

/* The child. Calls nothing of PostgreSQL's, allocates nothing outside of the runtime. */
static __attribute__((noreturn)) void
run_child(int out, pid_t parent, const StringInfo request, uint8 *reply)
{
	static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
	int32		length;

	for (size_t i = 0; i < lengthof(fatal_signals); i++)
		(void) signal(fatal_signals[i], SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(2);
	(void) prctl(PR_SET_DUMPABLE, 0);

	if (fault_injected("child-crash"))
	{
		volatile int *volatile nowhere = NULL;

		*nowhere = 0;
	}
	while (fault_injected("child-hang"))
		(void) usleep(100000);

	length = java_runtime_call((const uint8 *) request->data, request->len, reply, LONGEST_REPLY);
	if (length < 0)
		_exit(3);
	if (fault_injected("child-truncates"))
		(void) write_all(out, (const uint8 *) &length, sizeof(length) - 1);
	else if (!write_all(out, (const uint8 *) &length, sizeof(length)) || !write_all(out, reply, (size_t) length))
		_exit(4);
	_exit(0);
}

static int64
milliseconds_now(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads until the child closes the pipe. False at the deadline, on an error, or if it says more than it may. */
static bool
read_until_closed(int in, uint8 *buffer, size_t capacity, size_t *length, int64 deadline)
{
	*length = 0;
	for (;;)
	{
		struct pollfd ready = {.fd = in, .events = POLLIN};
		int64		left = deadline - milliseconds_now();
		ssize_t		got;
		int			polled;

		if (left <= 0)
			return false;
		polled = poll(&ready, 1, (int) left);
		if (polled < 0 && errno != EINTR)
			return false;
		if (polled <= 0)
			continue;
		got = read(in, buffer + *length, capacity - *length);
		if (got == 0)
			return true;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		*length += (size_t) got;
		if (*length == capacity)
			return false;
	}
}

static int
wait_for(pid_t child)
{
	int			status;

	while (waitpid(child, &status, __WCLONE) < 0)
	{
		if (errno != EINTR)
			return -1;
	}
	return status;
}

static char *
describe_end(bool in_time, int status)
{
	if (!in_time)
		return psprintf("The compiler process gave no whole answer within %d seconds.", DISPOSABLE_DEADLINE_MS / 1000);
	if (status == -1)
		return pstrdup("The compiler process could not be waited for.");
	if (WIFSIGNALED(status))
		return psprintf("The compiler process was terminated by signal %d: %s.", WTERMSIG(status),
						strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) != 0)
		return psprintf("The compiler process ended with exit code %d.", WEXITSTATUS(status));
	return pstrdup("The compiler process gave a truncated answer.");
}

/* fork(2) without an exit signal and without the handlers of pthread_atfork. */
static pid_t
clone_quietly(void)
{
	return (pid_t) syscall(SYS_clone, 0UL, 0UL, 0UL, 0UL, 0UL);
}

uint8 *
disposable_call(StringInfo request, int *length, char **problem)
{
	int32		announced = 0;
	size_t		capacity = sizeof(announced) + LONGEST_REPLY + 1;
	uint8	   *reply = palloc(capacity);
	size_t		received = 0;
	int			pipe_ends[2];
	sigset_t	all;
	sigset_t	before;
	pid_t		parent = getpid();
	pid_t		child;
	int			clone_error;
	int64		deadline;
	bool		in_time;
	int			status;

	if (pipe2(pipe_ends, O_CLOEXEC) != 0)
	{
		*problem = psprintf("Could not create a pipe: %s.", strerror(errno));
		return NULL;
	}

	(void) sigfillset(&all);
	(void) sigprocmask(SIG_SETMASK, &all, &before);
	child = clone_quietly();
	if (child == 0)
	{
		(void) close(pipe_ends[0]);
		run_child(pipe_ends[1], parent, request, reply);
	}
	clone_error = errno;
	(void) sigprocmask(SIG_SETMASK, &before, NULL);
	(void) close(pipe_ends[1]);
	if (child < 0)
	{
		(void) close(pipe_ends[0]);
		*problem = psprintf("Could not create a process: %s.", strerror(clone_error));
		return NULL;
	}

	deadline = milliseconds_now() + DISPOSABLE_DEADLINE_MS;
	in_time = read_until_closed(pipe_ends[0], reply, capacity, &received, deadline);
	(void) close(pipe_ends[0]);
	if (!in_time)
		(void) kill(child, SIGKILL);
	status = wait_for(child);

	if (in_time && status == 0 && received >= sizeof(announced))
	{
		memcpy(&announced, reply, sizeof(announced));
		if (announced >= 0 && (size_t) announced == received - sizeof(announced))
		{
			*length = announced;
			return reply + sizeof(announced);
		}
	}
	*problem = describe_end(in_time, status);
	return NULL;
}
