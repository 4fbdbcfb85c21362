/*
 * learn_tasks.c: from the id of a thread to who it is.
 *
 * The processes of the server tell who they are (learn_identity.c). All others descend from one of them, and are what their parent
 * is; what they execute is read from /proc, when they are first seen and after each execve(2). Auxiliary processes that an older
 * PostgreSQL lets tell nothing in time are known by their title.
 *
 * The table lies in memory that recorders share with their supervisor, so that one that takes over knows what the one before it was
 * told. An id is given to
 * another thread only by a call of clone(2) that is reported first: then those that have ended are forgotten.
 */
#include "learn/learn_tasks.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/proc_status.h"

/* How often the title of a process is looked at: it is set within its first calls. */
#define MOST_LOOKS 100

#define SERVER_PROGRAM "postgres"

/* How titles begin. */
#define PREFIX "postgres: "

LearnOwn   *learn_own = NULL;
LearnShared *learn_writable = NULL;

/* Of a thread that is not in the table, because it is full. */
static LearnTask overflow;

bool
tasks_prepare(LearnShared *writable)
{
	uint32		slots = 1024;
	void	   *memory;

	while (slots < 4 * learn_server.most_processes)
		slots *= 2;
	memory = mmap(NULL, offsetof(LearnOwn, tasks) + sizeof(LearnTask) * (Size) slots, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	learn_own = memory;
	learn_own->task_slots = slots;
	learn_writable = writable;
	return true;
}

static LearnTask *
slot_of(int tid)
{
	uint32		mask = learn_own->task_slots - 1;
	uint32		at = ((uint32) tid * 2654435761U >> 8) & mask;

	while (learn_own->tasks[at].tid != tid && learn_own->tasks[at].tid != 0)
		at = (at + 1) & mask;
	return &learn_own->tasks[at];
}

const LearnTask *
tasks_known(int tid)
{
	const LearnTask *task = tid > 0 && tid <= HIGHEST_TID ? slot_of(tid) : NULL;

	return task != NULL && task->tid == tid ? task : NULL;
}

/* The number behind a name in /proc/PID/status. */
static int
number_after(const char *text, const char *name)
{
	const char *found = strstr(text, name);

	return found == NULL ? 0 : atoi(found + strlen(name));
}

/* The session of a process, field 6 of /proc/PID/stat: every child of the postmaster leads one of its own. */
static int
session_of(int tid)
{
	char		text[512];
	const char *end;
	int			parent;
	int			group;
	int			session;

	if (kernel_read_proc(tid, "stat", text, sizeof(text)) <= 0 || (end = strrchr(text, ')')) == NULL ||
		sscanf(end, ") %*c %d %d %d", &parent, &group, &session) != 3)
		return 0;
	return session;
}

static void
find_program(LearnTask *task)
{
	char		path[64];
	char		executable[MAXPGPATH];
	ssize_t		length;
	const char *name;

	snprintf(path, sizeof(path), "/proc/%d/exe", task->tid);
	length = readlink(path, executable, sizeof(executable) - 1);
	if (length < 0)
	{
		/* Another user's, or gone. */
		length = kernel_read_proc(task->tid, "comm", executable, sizeof(executable));
		if (length <= 0)
			return;
		executable[length - (executable[length - 1] == '\n')] = '\0';
	}
	else
		executable[length] = '\0';
	/* Not executed yet, or in vain; or a program has executed the server's. */
	if (strcmp(executable, learn_server.executable) == 0 && strcmp(task->who.program, SERVER_PROGRAM) == 0)
		return;
	name = strrchr(executable, '/');
	name = name == NULL ? executable : name + 1;
	strlcpy(task->who.program, strcmp(name, SERVER_PROGRAM) == 0 ? "another postgres" : name, sizeof(task->who.program));
	task->subject = -1;
}

static void
find_out(LearnTask *task)
{
	char		text[4096];
	const LearnTask *ancestor = NULL;

	task->subject = -1;
	memset(&task->who, 0, sizeof(task->who));
	strlcpy(task->who.program, SERVER_PROGRAM, sizeof(task->who.program));
	if (task->tid == learn_server.postmaster)
	{
		task->who.type = OBSERVED_POSTMASTER;
		return;
	}
	task->who.type = OBSERVED_OTHER;
	if (kernel_read_proc(task->tid, "status", text, sizeof(text)) > 0)
	{
		int			process = number_after(text, "\nTgid:");
		int			parent = number_after(text, "\nPPid:");

		if (process != task->tid)
			ancestor = tasks_known(process);
		else if (parent == learn_server.postmaster)
		{
			task->who.type = OBSERVED_STARTING;
			return;
		}
		else
			ancestor = tasks_known(parent);
	}
	if (ancestor == NULL)
		ancestor = tasks_known(session_of(task->tid));
	if (ancestor != NULL)
	{
		task->who = ancestor->who;
		task->aside = ancestor->aside;
	}
	task->executes = true;
}

LearnTask *
tasks_of(int tid)
{
	LearnTask  *task = slot_of(tid);

	if (task->tid == tid)
		return task;
	if (tasks_sweep() >= (int) (learn_own->task_slots - learn_own->task_slots / 8))
		task = &overflow;
	else
		task = slot_of(tid);
	memset(task, 0, sizeof(LearnTask));
	task->tid = tid;
	find_out(task);
	return task;
}

/* Whether a title is the one of a type: "postgres: checkpointer ", or with the cluster's name, "postgres: main: checkpointer ". */
static bool
is_title_of(const char *title, const char *type)
{
	const char *name = strrchr(title, ':');

	if (strncmp(title, PREFIX, strlen(PREFIX)) != 0 || name[1] != ' ')
		return false;
	name += strlen(": ");
	for (; *type != '\0'; type++, name++)
	{
		if (*name != *type && !(*type == '_' && *name == ' '))
			return false;
	}
	while (*name == ' ')
		name++;
	return *name == '\0';
}

/* A client's title has the names of its user and database, and is never one of these. */
static void
look_at_title(LearnTask *task)
{
	char		title[256];

	task->looks++;
	if (kernel_read_proc(task->tid, "cmdline", title, sizeof(title)) <= 0)
		return;
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		if (learn_server.by_title[type] && is_title_of(title, process_type_name((ProcessType) type)))
		{
			task->who.type = type;
			task->subject = -1;
			return;
		}
	}
}

int
tasks_subject(LearnTask *task)
{
	if (task->executes)
	{
		task->executes = false;
		find_program(task);
	}
	if (task->who.type == OBSERVED_STARTING && task->looks < MOST_LOOKS)
		look_at_title(task);
	if (task->subject < 0)
		task->subject = observations_subject(&learn_writable->seen, &task->who);
	return task->subject;
}

static bool
has_ended(int tid)
{
	return kill(tid, 0) != 0 && errno == ESRCH;
}

int
tasks_sweep(void)
{
	LearnTask  *tasks = learn_own->tasks;
	uint32		mask = learn_own->task_slots - 1;
	int			left = 0;

	for (uint32 i = 0; i <= mask; i++)
	{
		uint32		gap = i;

		if (tasks[i].tid == 0)
			continue;
		if (!has_ended(tasks[i].tid))
		{
			left++;
			continue;
		}
		/* Those behind it move up, so that each is still found from its own place on. */
		tasks[gap].tid = 0;
		for (uint32 next = (gap + 1) & mask; tasks[next].tid != 0; next = (next + 1) & mask)
		{
			LearnTask	moved = tasks[next];

			tasks[next].tid = 0;
			*slot_of(moved.tid) = moved;
		}
		/* What is in its place now is looked at again. */
		i--;
	}
	return left;
}

void
tasks_forget_subjects(void)
{
	for (uint32 i = 0; i < learn_own->task_slots; i++)
		learn_own->tasks[i].subject = -1;
	overflow.subject = -1;
}
