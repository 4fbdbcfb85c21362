/*
 * pgseccomp_others.c: lets tests get at other processes as native code in a session does: others_try(what, process).
 *
 * Each attempt is made by a child that the session forks: it is in the session's domain, and what it leaves behind ends with it.
 */
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fmgr.h"
#include "utils/builtins.h"

#include "attempted.h"

PG_MODULE_MAGIC;

/* Memory of a process that can be written; where that is not told, an address that it has hardly: whether it may comes first. */
static void *
memory_of(pid_t process)
{
	unsigned long from = 4096;
	unsigned long to;
	char		line[512];
	char		rights[5];
	FILE	   *maps = fopen(psprintf("/proc/%d/maps", process), "r");

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
	{
		if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 && strcmp(rights, "rw-p") == 0)
			break;
	}
	if (maps != NULL)
		(void) fclose(maps);
	return (void *) from;
}

/* The same byte goes back, so that the process does not notice. */
static long
copied(pid_t process, bool writes)
{
	char		byte = 0;
	struct iovec here = {&byte, 1};
	struct iovec there = {memory_of(process), 1};

	if (!writes)
		return syscall(SYS_process_vm_readv, process, &here, 1, &there, 1, 0);
	(void) syscall(SYS_process_vm_readv, process, &here, 1, &there, 1, 0);
	return syscall(SYS_process_vm_writev, process, &here, 1, &there, 1, 0);
}

static long
traced(pid_t process, int request)
{
	long		result = ptrace(request, process, NULL, NULL);

	if (result == 0 && request == PTRACE_ATTACH)
		waitpid(process, NULL, __WALL);
	if (result == 0)
		(void) ptrace(PTRACE_DETACH, process, NULL, NULL);
	return result;
}

/* The child asks for it, as a debugger has a program do that it starts. */
static long
traced_child(void)
{
	pid_t		child = fork();
	int			status = 0;

	if (child == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? errno : 0);
	waitpid(child, &status, 0);
	errno = WEXITSTATUS(status);
	return errno == 0 ? 0 : -1;
}

static long
watched(pid_t process)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(event), .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1, .exclude_hv = 1
	};

	return syscall(SYS_perf_event_open, &event, process, -1, -1, 0);
}

static long
wrote(const char *file, const char *text)
{
	int			opened = open(file, O_WRONLY | O_CLOEXEC);

	return opened < 0 ? -1 : write(opened, text, strlen(text));
}

static long
attempt(const char *what, pid_t process)
{
	size_t		length;
	void	   *head;
	struct rlimit limit;
	int			handle;
	cpu_set_t	processors;

	if (strcmp(what, "attach") == 0)
		return traced(process, PTRACE_ATTACH);
	if (strcmp(what, "seize") == 0)
		return traced(process, PTRACE_SEIZE);
	if (strcmp(what, "trace own child") == 0)
		return traced_child();
	if (strcmp(what, "read memory") == 0)
		return copied(process, false);
	if (strcmp(what, "write memory") == 0)
		return copied(process, true);
	if (strcmp(what, "open memory") == 0)
		return open(psprintf("/proc/%d/mem", process), O_RDWR | O_CLOEXEC);
	if (strcmp(what, "take a descriptor") == 0)
	{
		handle = (int) syscall(SYS_pidfd_open, process, 0);
		return handle < 0 ? -1 : syscall(SYS_pidfd_getfd, handle, 0, 0);
	}
	if (strcmp(what, "compare") == 0)
		return syscall(SYS_kcmp, getpid(), process, KCMP_VM, 0, 0) < 0 ? -1 : 0;
	if (strcmp(what, "list of robust futexes") == 0)
		return syscall(SYS_get_robust_list, process, &head, &length);
	if (strcmp(what, "measure") == 0)
		return watched(process);
	if (strcmp(what, "signal") == 0)
		return kill(process, SIGCONT);
	if (strcmp(what, "signal by a handle") == 0)
	{
		handle = (int) syscall(SYS_pidfd_open, process, 0);
		return handle < 0 ? -1 : syscall(SYS_pidfd_send_signal, handle, SIGCONT, NULL, 0);
	}
	if (strcmp(what, "limit") == 0)
		return prlimit(process, RLIMIT_NOFILE, NULL, &limit) != 0 ? -1 : prlimit(process, RLIMIT_NOFILE, &limit, NULL);
	if (strcmp(what, "move to processors") == 0)
		return sched_getaffinity(process, sizeof(processors), &processors) != 0 ? -1 :
			sched_setaffinity(process, sizeof(processors), &processors);
	if (strcmp(what, "offer to the out-of-memory killer") == 0)
		return wrote(psprintf("/proc/%d/oom_score_adj", process), "500");
	errno = ENOTTY;
	return -1;
}

PG_FUNCTION_INFO_V1(others_try);

Datum
others_try(PG_FUNCTION_ARGS)
{
	const char *what = text_to_cstring(PG_GETARG_TEXT_PP(0));
	pid_t		child = fork();

	if (child == 0)
		_exit(attempt(what, PG_GETARG_INT32(1)) < 0 ? errno : 0);
	return attempted(child);
}
