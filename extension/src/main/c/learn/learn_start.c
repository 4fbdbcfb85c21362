/*
 * learn_start.c: begins to learn, in the postmaster.
 *
 * The filter is loaded when PostgreSQL makes its shared memory: late enough to be no "postgres -C" and no single-user server,
 * early enough to be before the first child. The listener reaches the supervisor without a system call, since none is answered
 * before it has it: until then both have one table of descriptors (CLONE_FILES), and the number lies in shared memory.
 */
#include "learn/learn_start.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/proc.h"

#include "kernel/fault.h"
#include "learn/learn_kernel.h"
#include "learn/learn_supervisor.h"
#include "learn/observations_file.h"
#include "bridge/clone_quiet.h"
#include "start/settings.h"
#include "process/shared_memory.h"

#define LOCK_LIMIT_MS 10000
#define READY_LIMIT_MS 10000

static LearnStart *between = NULL;

static shmem_startup_hook_type previous_hook = NULL;
static pid_t supervisor;

static void
know_server(void)
{
	ssize_t		length;

	learn_server.postmaster = MyProcPid;
	learn_server.most_processes = (uint32) (MaxBackends + NUM_AUXILIARY_PROCS);
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		learn_server.by_title[type] = !process_type_is_told_early((ProcessType) type);
	}
	length = readlink("/proc/self/exe", learn_server.executable, sizeof(learn_server.executable) - 1);
	learn_server.executable[length < 0 ? 0 : length] = '\0';
}

/*
 * Waits until no recorder of an earlier server writes the file any more. The lock is on the data directory, and lasts until the
 * last process closes the descriptor.
 */
static int
lock_data_directory(void)
{
	int			fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (int waited = 0; fd >= 0; waited++)
	{
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		if (errno != EWOULDBLOCK || waited == LOCK_LIMIT_MS)
			break;
		learn_wait();
	}
	ereport(FATAL,
			(errmsg("pgseccomp could not lock the data directory to learn: %m"),
			 errhint("The recorder of an earlier server may still be writing what it has seen.")));
}

static void
read_file(LearnShared *shared)
{
	const char *problem = NULL;

	if (observations_load(&shared->seen, &problem))
		ereport(LOG,
				(errmsg("pgseccomp: %d system calls of %d kinds of processes are known from before",
						shared->seen.call_count, shared->seen.subject_count)));
	else if (problem != NULL)
	{
		ereport(WARNING,
				(errmsg("pgseccomp cannot use the file \"" OBSERVATIONS_FILE "\" and begins anew"),
				 errdetail("%s", problem),
				 rename(OBSERVATIONS_FILE, OBSERVATIONS_FILE ".bad") == 0 ?
				 errhint("It is kept as \"" OBSERVATIONS_FILE ".bad\".") :
				 errhint("It could not be renamed to \"" OBSERVATIONS_FILE ".bad\": %m. Remove it, or what is recorded cannot be kept.")));
	}
}

/* A socket whose other end both processes hold. With the last of them the kernel sends SIGQUIT: an immediate shutdown. */
static void
make_life_line(int ends[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0 ||
		fcntl(ends[0], F_SETOWN, MyProcPid) != 0 ||
		fcntl(ends[0], F_SETSIG, SIGQUIT) != 0 ||
		fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK) != 0)
		ereport(FATAL, (errmsg("pgseccomp could not prepare to learn: %m")));
}

static void
give_up(const char *what, int problem)
{
	pg_atomic_write_u32(&between->gave_up, 1);
	errno = problem;
	if (problem == EBUSY)
		ereport(FATAL,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("pgseccomp cannot learn here: another program already listens to the calls of this server"),
				 errdetail("A container's manager, for one, may use seccomp's user notification; the kernel allows one listener."),
				 errhint("Learn outside of it, or set pgseccomp.learn = off; pgseccomp-learn(1) learns from the kernel's audit instead.")));
	ereport(FATAL, (errmsg("pgseccomp could not %s: %m", what)));
}

/* Loads the filter, and waits until its calls are answered. Only calls that are not reported are made in between. */
static void
load(int keep[2])
{
	int			listener;
	int			problem;

	if (fault_injected("learn-busy"))
		give_up("load the filter that reports system calls", EBUSY);
	listener = learn_load_filter();
	if (listener < 0)
		give_up("load the filter that reports system calls", errno);
	pg_atomic_write_u32(&between->listener, (uint32) listener + 1);
	for (int waited = 0; pg_atomic_read_u32((pg_atomic_uint32 *) &learn_shared->ready) == 0; waited++)
	{
		if (waited == READY_LIMIT_MS || waitpid(supervisor, NULL, __WCLONE | WNOHANG) != 0)
		{
			(void) kill(supervisor, SIGKILL);
			(void) close(listener);
			ereport(FATAL, (errmsg("pgseccomp could not start to learn: its supervisor has ended")));
		}
		learn_wait();
	}
	problem = close(listener) | close(keep[0]) | close(keep[1]) | munmap(between, sizeof(LearnStart));
	(void) problem;
}

static void
start_supervisor(LearnDescriptors *descriptors, LearnShared *writable)
{
	supervisor = clone_quiet(CLONE_FILES);
	if (supervisor == 0)
		learn_supervise(descriptors, between, writable);
	if (supervisor < 0)
		ereport(FATAL, (errmsg("pgseccomp could not start its supervisor: %m")));
}

/*
 * Before each fork: a supervisor that was killed, whose place the recorder has taken, would stay a zombie. PostgreSQL does not wait for
 * children without an exit signal.
 */
static void
wait_for_killed_supervisor(void)
{
	int			before = errno;

	if (!IsUnderPostmaster && supervisor > 0 && waitpid(supervisor, NULL, __WCLONE | WNOHANG) == supervisor)
		supervisor = 0;
	errno = before;
}

/*
 * The last chance to keep what was seen, where a service manager ends all processes with the main one; and the last word. Where the recorder is
 * there, its answer is how it could write the file.
 */
static void
at_exit(int code, Datum argument)
{
	if (MyProcPid != learn_server.postmaster)
		return;
	if (learn_tell(TELL_SAVE, 0))
		return;
	if (errno != ENOSYS)
	{
		ereport(LOG,
				(errmsg("pgseccomp: what was seen could not be written to \"%s\": %m", OBSERVATIONS_FILE),
				 errhint("The file has what was seen until it could be written for the last time.")));
		return;
	}
	/* All that this takes are calls that are not reported. */
	(void) observations_save(&learn_shared->seen, learn_seconds());
	ereport(LOG,
			(errmsg("pgseccomp: the processes that learn are gone, and the server ends because no system call can be answered any more"),
			 errhint("Both the recorder and its supervisor were ended by somebody. Start the server again; what was seen is kept.")));
}

static void
begin(void)
{
	LearnDescriptors descriptors;
	void	   *writable;
	const void *readable;
	LearnShared *shared;
	int			life_line[2];
	int			keep[2];

	know_server();
	between = mmap(NULL, sizeof(LearnStart), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (between == MAP_FAILED)
		ereport(FATAL, (errmsg("pgseccomp could not map %zu bytes of shared memory: %m", sizeof(LearnStart))));
	pg_atomic_init_u32(&between->listener, 0);
	pg_atomic_init_u32(&between->gave_up, 0);
	shared_memory_make_for_one("pgseccomp-observed", sizeof(LearnShared), &writable, &readable);
	shared = writable;
	pg_atomic_init_u32(&shared->ready, 0);
	shared->started = (int64) time(NULL);
	descriptors.lock = lock_data_directory();
	read_file(shared);
	if ((errno = pthread_atfork(wait_for_killed_supervisor, NULL, NULL)) != 0)
		ereport(FATAL, (errmsg("pgseccomp could not prepare to learn: %m")));
	make_life_line(life_line);
	descriptors.life_line = life_line[1];
	start_supervisor(&descriptors, shared);
	(void) munmap(writable, sizeof(LearnShared));
	learn_shared = readable;
	keep[0] = descriptors.lock;
	keep[1] = life_line[1];
	load(keep);
	on_proc_exit(at_exit, (Datum) 0);
	ereport(WARNING,
			(errmsg("pgseccomp learns: NO SYSTEM CALL FILTER IS IN FORCE in this server"),
			 errdetail("Every system call is allowed, and recorded. The policy in the configuration was read, but is not loaded."),
			 errhint("When enough was seen, put what seccomp_recommend() says into postgresql.conf, set pgseccomp.learn = off and restart the server.")));
}

static void
at_shmem_startup(void)
{
	if (previous_hook != NULL)
		previous_hook();
	if (!IsPostmasterEnvironment || IsUnderPostmaster)
		return;
	if (learn_shared == NULL)
		begin();
	else
		(void) learn_tell(TELL_CRASH_RESTART, 0);
}

void
learn_prepare(void)
{
	if (!IsPostmasterEnvironment)
	{
		ereport(WARNING, (errmsg("pgseccomp.learn is on: no system call filter is in force, and a single-user server does not learn")));
		return;
	}
	learn_require_kernel();
	previous_hook = shmem_startup_hook;
	shmem_startup_hook = at_shmem_startup;
	learn_identity_prepare();
}
