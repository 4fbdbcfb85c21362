/*
 * disposable.c: runs the core in a child of the postmaster, so that the postmaster never executes generated code.
 *
 * The death of the child, however it comes, is no crash of a backend (quiet_child.h). It dies with its parent, and speaks through
 * a pipe: for each request the length of the reply, then the reply. Only whole replies of a child that ended with status 0 count.
 *
 * After a reload this runs under the global filter, in the postmaster: a call that the filter kills would take the server
 * down. Hence the list of the calls that are made here (disposable_under_filter).
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

#include "fault.h"
#include "java_runtime.h"
#include "quiet_child.h"

/* A call that is made here and that the filters of this process deny, or NULL. */
static const char *denied = NULL;

/* Whether this process has filters: the server has started. */
static bool started = false;

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
run_child(int out, pid_t parent, const CoreCall *calls, int count, uint8 *reply)
{
	static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};

	for (size_t i = 0; i < lengthof(fatal_signals); i++)
		(void) signal(fatal_signals[i], SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(2);
	(void) prctl(PR_SET_DUMPABLE, 0);

	if (fault_injected("child-crash") || (started && fault_injected("child-crash-after-start")))
	{
		volatile int *volatile nowhere = NULL;

		*nowhere = 0;
	}
	while (fault_injected("child-hang") || (started && fault_injected("child-hang-after-start")))
		(void) usleep(100000);

	fault_spare_calls();
	for (int i = 0; i < count; i++)
	{
		const StringInfoData *request = &calls[i].request;
		int32		length = java_runtime_call((const uint8 *) request->data, request->len, reply, LONGEST_REPLY);

		if (length < 0)
			_exit(3);
		if (fault_injected("child-truncates"))
		{
			(void) write_all(out, (const uint8 *) &length, sizeof(length) - 1);
			_exit(0);
		}
		if (!write_all(out, (const uint8 *) &length, sizeof(length)) || !write_all(out, reply, (size_t) length))
			_exit(4);
	}
	_exit(0);
}

static int64
milliseconds_now(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

typedef enum ReadResult
{
	READ_WHOLE,
	READ_CLOSED,				/* nothing more comes */
	READ_LATE,					/* the deadline has passed */
	READ_FAILED
} ReadResult;

static ReadResult
read_whole(int in, uint8 *buffer, size_t length, int64 deadline)
{
	size_t		done = 0;

	while (done < length)
	{
		struct pollfd ready = {.fd = in, .events = POLLIN};
		int64		left = deadline - milliseconds_now();
		struct timespec limit = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
		ssize_t		got;
		int			polled;

		if (left <= 0)
			return READ_LATE;
		polled = ppoll(&ready, 1, &limit, NULL);
		if (polled < 0 && errno != EINTR)
			return READ_FAILED;
		if (polled <= 0)
			continue;
		got = read(in, buffer + done, length - done);
		if (got == 0)
			return READ_CLOSED;
		if (got < 0 && errno != EINTR)
			return READ_FAILED;
		done += got > 0 ? (size_t) got : 0;
	}
	return READ_WHOLE;
}

/* Reads the reply of one call. */
static ReadResult
read_reply(int in, Reply *reply)
{
	int64		deadline = milliseconds_now() + DISPOSABLE_DEADLINE_MS;
	int32		length = 0;
	uint8	   *bytes;
	ReadResult	result = read_whole(in, (uint8 *) &length, sizeof(length), deadline);

	if (result != READ_WHOLE)
		return result;
	if (length < 0 || length > LONGEST_REPLY)
		return READ_FAILED;
	bytes = palloc_extended((Size) length + 1, MCXT_ALLOC_NO_OOM);
	if (bytes == NULL)
		return READ_FAILED;
	reply->bytes = bytes;
	reply->length = length;
	return read_whole(in, bytes, (size_t) length, deadline);
}

/* Reads all replies, and sees that nothing comes after them. */
static ReadResult
read_replies(int in, CoreCall *calls, int count)
{
	uint8		more;
	ReadResult	result = READ_WHOLE;

	for (int i = 0; i < count && result == READ_WHOLE; i++)
		result = read_reply(in, &calls[i].reply);
	if (result != READ_WHOLE)
		return result;
	result = read_whole(in, &more, sizeof(more), milliseconds_now() + DISPOSABLE_DEADLINE_MS);
	return result == READ_CLOSED ? READ_WHOLE : result == READ_WHOLE ? READ_FAILED : result;
}

static char *
describe_end(ReadResult result, int status)
{
	if (result == READ_LATE)
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

bool
disposable_calls(CoreCall *calls, int count, char **problem)
{
	uint8	   *scratch = palloc_extended(LONGEST_REPLY, MCXT_ALLOC_NO_OOM);
	int			pipe_ends[2];
	pid_t		parent = getpid();
	pid_t		child;
	int			clone_error;
	ReadResult	result;
	int			status;

	if (denied != NULL)
	{
		*problem = psprintf("The global filter does not allow %s, which the postmaster needs for it.", denied);
		return false;
	}
	if (scratch == NULL || pipe2(pipe_ends, O_CLOEXEC) != 0)
	{
		*problem = psprintf("Could not create a pipe: %s.", strerror(scratch == NULL ? ENOMEM : errno));
		return false;
	}

	child = quiet_child(0);
	if (child == 0)
	{
		(void) close(pipe_ends[0]);
		run_child(pipe_ends[1], parent, calls, count, scratch);
	}
	clone_error = errno;
	(void) close(pipe_ends[1]);
	if (child < 0)
	{
		(void) close(pipe_ends[0]);
		*problem = psprintf("Could not create a process: %s.", strerror(clone_error));
		return false;
	}

	result = read_replies(pipe_ends[0], calls, count);
	(void) close(pipe_ends[0]);
	pfree(scratch);
	/* One that has closed the pipe has ended, and keeps its status; any other is stuck. */
	if (result != READ_WHOLE)
		(void) kill(child, SIGKILL);
	status = quiet_child_wait(child);
	if (result == READ_WHOLE && status == 0)
		return true;
	*problem = describe_end(result, status);
	return false;
}

void
disposable_under_filter(const ExpectedActions *filters)
{
	static const struct
	{
		int			number;
		const char *name;
	}			made_here[] = {
		{SYS_pipe2, "pipe2"},
		{SYS_rt_sigprocmask, "rt_sigprocmask"},
		{SYS_clone, "clone"},
		{SYS_clock_gettime, "clock_gettime"},
		{SYS_ppoll, "ppoll"},
		{SYS_read, "read"},
		{SYS_close, "close"},
		{SYS_wait4, "wait4"},
		{SYS_kill, "kill"},
		{SYS_getpid, "getpid"},
	};

	started = true;
	for (size_t i = 0; i < lengthof(made_here) && denied == NULL; i++)
	{
		if (filters->of_number[made_here[i].number] > ACTION_LOG)
			denied = made_here[i].name;
	}
}
