/*
 * disposable_child.c: calls the core, and nothing of PostgreSQL's; allocates nothing outside of the runtime.
 */
#include "disposable_child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

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

void
disposable_child_run(const ChildTask *task, int out, pid_t parent)
{
	static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
	bool		is_last = task->step > 1 && task->first == task->step - 1;

	for (size_t i = 0; i < lengthof(fatal_signals); i++)
		(void) signal(fatal_signals[i], SIG_DFL);
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
	java_runtime_in_disposable_process();
	for (int i = task->first; i < task->count; i += task->step)
	{
		const StringInfoData *request = &task->calls[i].request;
		int32		length = java_runtime_call((const uint8 *) request->data, request->len, task->scratch, LONGEST_REPLY);

		if (length < 0)
			_exit(3);
		if (fault_injected("child-truncates"))
		{
			(void) write_all(out, (const uint8 *) &length, sizeof(length) - 1);
			_exit(0);
		}
		if (!write_all(out, (const uint8 *) &length, sizeof(length)) || !write_all(out, task->scratch, (size_t) length))
			_exit(4);
	}
	_exit(0);
}
