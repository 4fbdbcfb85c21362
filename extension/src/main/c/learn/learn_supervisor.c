/*
 * learn_supervisor.c: keeps the listener open, and a recorder at it.
 *
 * As long as anyone holds the listener, calls wait for an answer; when no one does, the kernel answers ENOSYS to each. So there
 * are two who hold it, and each looks after the other: the supervisor waits for the recorder's end and makes another one; a
 * recorder that finds its supervisor gone makes a recorder and becomes the supervisor.
 *
 * They leave the postmaster's session and ignore what a terminal or a service manager sends to all processes: they have to
 * outlive the last process whose calls they answer, and end after it.
 */
#include "learn/learn_supervisor.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "miscadmin.h"
#include "storage/pg_shmem.h"
#include "utils/ps_status.h"

#include "learn/learn_tasks.h"

/* Descriptors of a starting postmaster are small numbers. */
#define MANY_DESCRIPTORS 4096

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static void
set_signals(void)
{
	static const int defaults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGCHLD};
	static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2, SIGTSTP, SIGALRM, SIGIO, SIGURG};
	sigset_t	none;

	for (size_t i = 0; i < lengthof(defaults); i++)
		(void) signal(defaults[i], SIG_DFL);
	for (size_t i = 0; i < lengthof(ignored); i++)
		(void) signal(ignored[i], SIG_IGN);
	(void) sigemptyset(&none);
	(void) sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
close_all_but(const LearnDescriptors *kept)
{
	for (int fd = 0; fd < MANY_DESCRIPTORS; fd++)
	{
		if (fd != STDERR_FILENO && fd != kept->listener && fd != kept->postmaster && fd != kept->life_line && fd != kept->lock)
			(void) close(fd);
	}
#ifdef SYS_close_range
	(void) syscall(SYS_close_range, (unsigned) MANY_DESCRIPTORS, ~0U, 0U);
#endif
}

static void
pause_for(long milliseconds)
{
	struct timespec pause = {.tv_nsec = milliseconds * 1000000};

	(void) nanosleep(&pause, NULL);
}

/* Waits for the listener, in the table of descriptors that it shares with the postmaster, and leaves that table. */
static void
take_listener(LearnDescriptors *descriptors, LearnStart *between)
{
	uint32		listener;

	descriptors->postmaster = (int) syscall(SYS_pidfd_open, learn_server.postmaster, 0U);
	if (descriptors->postmaster < 0)
		_exit(1);
	while ((listener = pg_atomic_read_u32(&between->listener)) == 0)
	{
		if (pg_atomic_read_u32(&between->gave_up) != 0 || getppid() != learn_server.postmaster)
			_exit(1);
		pause_for(1);
	}
	(void) munmap(between, sizeof(LearnStart));
	descriptors->listener = (int) listener - 1;
	if (unshare(CLONE_FILES) != 0)
		_exit(1);
	close_all_but(descriptors);
}

static void
set_title(const char *title)
{
	char		text[64];

	/* PostgreSQL titles children only. */
	IsUnderPostmaster = true;
	snprintf(text, sizeof(text), "pgseccomp %s", title);
	init_ps_display(text);
}

static void
say(const char *format, int argument)
{
	char		text[256];
	int			length = snprintf(text, sizeof(text), format, argument);
	ssize_t		ignored = write(STDERR_FILENO, text, (size_t) length);

	(void) ignored;
}

static pid_t
start_recorder(const LearnDescriptors *descriptors)
{
	pid_t		recorder = (pid_t) syscall(SYS_clone, 0UL, 0UL, 0UL, 0UL, 0UL);

	if (recorder == 0)
	{
		set_title("recorder");
		learn_record(descriptors);
		/* Its supervisor is gone. */
		say("pgseccomp: the supervisor of process %d was killed; that process takes its place\n", (int) getpid());
	}
	return recorder;
}

void
learn_supervise(LearnDescriptors *descriptors, LearnStart *between, LearnShared *writable)
{
	set_signals();
	(void) setsid();
	learn_shared = writable;
	if (!tasks_prepare(writable))
		_exit(1);
	take_listener(descriptors, between);
	/* As long as it is attached, the data directory counts as in use. */
	PGSharedMemoryDetach();

	for (;;)
	{
		pid_t		recorder = start_recorder(descriptors);
		int			status = 0;

		if (recorder == 0)
			continue;
		set_title("supervisor");
		if (recorder < 0)
		{
			pause_for(100);
			continue;
		}
		while (waitpid(recorder, &status, __WALL) < 0 && errno == EINTR)
			;
		if (WIFEXITED(status))
			_exit(WEXITSTATUS(status));
		say("pgseccomp: the recorder was terminated by signal %d; another one takes its place\n", WTERMSIG(status));
		pause_for(1);
	}
}
