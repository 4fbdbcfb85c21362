/*
 * disposable_child.c: calls the core, and nothing of PostgreSQL's; allocates nothing outside of the runtime.
 */
#include "bridge/disposable_child.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kernel/fault.h"
#include "bridge/java_runtime.h"

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

/* Of the calls of this child. */
static int
longest_request(const ChildTask *task)
{
	int			longest = 0;

	for (int i = task->first; i < task->count; i += task->step)
		longest = Max(longest, CALL_SIZE(task->calls[i]));
	return longest;
}

void
disposable_child_run(const ChildTask *task, int out, pid_t parent)
{
	static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
	sigset_t	of_denials;
	bool		is_last = task->step > 1 && task->first == task->step - 1;
	int			longest;
	Size		room;
	uint8	   *scratch;

	for (size_t i = 0; i < lengthof(fatal_signals); i++)
		(void) signal(fatal_signals[i], SIG_DFL);
	/* All are blocked (clone_quiet.c). A call that a filter denies is to fail, and not to end this process. */
	(void) sigemptyset(&of_denials);
	(void) sigaddset(&of_denials, SIGSYS);
	(void) sigprocmask(SIG_UNBLOCK, &of_denials, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(2);
	(void) prctl(PR_SET_DUMPABLE, 0);

	if (fault_injected("child-crash") || (is_last && fault_injected("last-child-crash")) ||
		(task->after_start && fault_injected("child-crash-after-start")))
	{
		volatile int *volatile nowhere = NULL;

		*nowhere = 0;
	}
	while (fault_injected("child-hang") || (is_last && fault_injected("last-child-hang")) ||
		   (task->after_start && fault_injected("child-hang-after-start")))
		(void) usleep(100000);

	fault_spare_calls();
	longest = longest_request(task);
	room = ROOM_IN_CHILD(longest);
	scratch = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (scratch == MAP_FAILED)
		_exit(5);
	java_runtime_in_disposable_process(longest);
	for (int i = task->first; i < task->count; i += task->step)
	{
		const StringInfoData *request = &task->calls[i].request;
		int32		length = java_runtime_call((const uint8 *) request->data, request->len, scratch, (int32) room);

		if (length < 0)
			_exit(DISPOSABLE_NO_ANSWER);
		if (fault_injected("child-truncates"))
		{
			(void) write_all(out, (const uint8 *) &length, sizeof(length) - 1);
			_exit(0);
		}
		if (!write_all(out, (const uint8 *) &length, sizeof(length)) || !write_all(out, scratch, (size_t) length))
			_exit(4);
	}
	_exit(0);
}
