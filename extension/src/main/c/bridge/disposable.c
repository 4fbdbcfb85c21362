/*
 * disposable.c: runs the core in children of the postmaster, so that the postmaster never executes generated code.
 *
 * The death of a child, however it comes, is no crash of a backend (clone_quiet.h). Only whole replies of children that ended
 * with status 0 count.
 *
 * A batch of many calls is dealt out to several children, as cards are: replies are read in the order of the calls, one from each
 * child in turn, so that all of them work while the postmaster reads, and none has to be waited for out of turn.
 *
 * After a reload this runs under the global filter, in the postmaster: a call that the filter kills would take the server
 * down. Hence the list of the calls that are made here (disposable_under_filter).
 */
#include "bridge/disposable.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "miscadmin.h"

#include "denial/denying_filters.h"
#include "bridge/disposable_child.h"
#include "bridge/clone_quiet.h"
#include "bridge/reply_pipe.h"

/*
 * A child takes as long as the answers to some ten calls. More children than there are processors cost little, and how many there
 * are is not asked: what would tell it may be denied.
 */
#define MOST_CHILDREN 4
#define LEAST_CALLS 16

typedef struct Child
{
	pid_t		pid;
	int			in;				/* where its replies come from */
	ReadResult	result;
} Child;

/* A call that is made here and that the filters of this process deny, or NULL. */
static const char *denied = NULL;

/* Whether this process has filters: the server has started. */
static bool started = false;

/* A filter may look at arguments: these are the ones of the calls that are made here. Those that are not the same each time are 0. */
static const struct
{
	int			number;
	const char *name;
	uint64		arguments[6];
}			made_here[] = {
	{SYS_pipe2, "pipe2"},
	{SYS_rt_sigprocmask, "rt_sigprocmask"},
	{SYS_clone, "clone"},
	{SYS_clock_gettime, "clock_gettime"},
	{SYS_ppoll, "ppoll"},
	{SYS_read, "read"},
	{SYS_close, "close"},
	{SYS_wait4, "wait4"},
	{SYS_kill, "kill", {1, SIGKILL}},
	{SYS_getpid, "getpid"},
	/* By the child. */
	{SYS_prctl, "prctl", {PR_SET_PDEATHSIG, SIGKILL}},
	{SYS_prctl, "prctl", {PR_SET_DUMPABLE, 0}},
	{SYS_getppid, "getppid"},
};

/* Whether the filters of the postmaster, or more of them in a session, deny what is called here. */
static bool
is_denied(char **problem)
{
	const char *name = denied;

	for (size_t i = 0; IsUnderPostmaster && name == NULL && i < lengthof(made_here); i++)
	{
		if (denying_filters_deny(made_here[i].number, made_here[i].arguments))
			name = made_here[i].name;
	}
	if (name != NULL)
		*problem = name == denied && !IsUnderPostmaster ?
			psprintf("The global filter does not allow %s, which the postmaster needs for it.", name) :
			psprintf("The filters of this process do not allow %s, which it needs to start the compiler.", name);
	return name != NULL;
}

bool
disposable_can_begin(char **problem)
{
	return !is_denied(problem);
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
	if (WEXITSTATUS(status) == DISPOSABLE_NO_ANSWER)
		return pstrdup("The compiler process gave no answer; where the settings have many megabytes, its memory may not have sufficed.");
	if (WEXITSTATUS(status) != 0)
		return psprintf("The compiler process ended with exit code %d.", WEXITSTATUS(status));
	return pstrdup("The compiler process gave a truncated answer.");
}

/* False if there is no such child; then *problem says why. */
static bool
begin_child(Child *child, const ChildTask *task, char **problem)
{
	int			pipe_ends[2];
	pid_t		parent = getpid();
	int			clone_error;

	if (pipe2(pipe_ends, O_CLOEXEC) != 0)
	{
		*problem = psprintf("Could not create a pipe: %s.", strerror(errno));
		return false;
	}
	child->pid = clone_quiet(0);
	if (child->pid == 0)
	{
		(void) close(pipe_ends[0]);
		disposable_child_run(task, pipe_ends[1], parent);
	}
	clone_error = errno;
	/* Before the next child begins, or it would hold this end open. */
	(void) close(pipe_ends[1]);
	if (child->pid < 0)
	{
		(void) close(pipe_ends[0]);
		*problem = psprintf("Could not create a process: %s.", strerror(clone_error));
		return false;
	}
	child->in = pipe_ends[0];
	child->result = READ_WHOLE;
	return true;
}

/* Reads all replies, and sees that nothing comes after them. Stops at the first child that fails. */
static bool
read_replies(Child *children, int child_count, CoreCall *calls, int count)
{
	for (int i = 0; i < count; i++)
	{
		Child	   *child = &children[i % child_count];

		child->result = reply_pipe_read(child->in, ROOM_IN_CHILD(CALL_SIZE(calls[i])), &calls[i].reply);
		if (child->result != READ_WHOLE)
			return false;
	}
	for (int i = 0; i < child_count; i++)
	{
		children[i].result = reply_pipe_end(children[i].in);
		if (children[i].result != READ_WHOLE)
			return false;
	}
	return true;
}

/* Ends a child. True if it had answered all, or if others are to blame; otherwise *problem says what it did. */
static bool
end_child(const Child *child, bool batch_failed, char **problem)
{
	int			status;

	(void) close(child->in);
	/* One that has closed the pipe has ended, and keeps its status; any other is stuck. */
	if (batch_failed)
		(void) kill(child->pid, SIGKILL);
	status = clone_quiet_wait(child->pid);
	if (child->result == READ_WHOLE && (batch_failed || status == 0))
		return true;
	*problem = describe_end(child->result, status);
	return false;
}

bool
disposable_calls(CoreCall *calls, int count, char **problem)
{
	Child		children[MOST_CHILDREN] = {{0}};
	int			wanted = Max(1, Min(count / LEAST_CALLS, MOST_CHILDREN));
	int			begun = 0;
	bool		good = true;
	bool		failed;

	if (is_denied(problem))
		return false;
	while (good && begun < wanted)
	{
		ChildTask	task = {calls, count, begun, wanted, started};

		good = begin_child(&children[begun], &task, problem);
		if (good)
			begun++;
	}
	failed = !good || !read_replies(children, begun, calls, count);
	good = !failed;
	for (int i = 0; i < begun; i++)
		good = end_child(&children[i], failed, problem) && good;
	return good;
}

void
disposable_under_filter(const ExpectedActions *filters)
{
	started = true;
	for (size_t i = 0; i < lengthof(made_here) && denied == NULL; i++)
	{
		if (expected_as_written(expected_answer(filters, made_here[i].number, made_here[i].arguments).action) > ACTION_WARN)
			denied = made_here[i].name;
	}
}
