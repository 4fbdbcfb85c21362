/*
 * learn_recorder.c: is asked about each call, counts it, lets it go on.
 *
 * A call is counted before it goes on, so that whoever asks for the counts afterwards finds it. No memory is allocated and no
 * error raised: whatever fails, the calls are answered. A process that tells who it is does so by calls too (learn.h, learn_told.c), which
 * the kernel never sees.
 *
 * A timer interrupts the wait for the next call: then the file is written, and looked whether anyone is left to be answered.
 */
#include "learn/learn_supervisor.h"

#include <errno.h>
#include <linux/prctl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "kernel/architecture.h"
#include "kernel/fault.h"
#include "learn/learn.h"
#include "learn/learn_kernel.h"
#include "learn/learn_tasks.h"
#include "learn/observations_file.h"

#define TICK_MS 200
#define TICK_AT_END_MS 20
#define TICKS_BETWEEN_SAVES 25

/* How long what the last processes do is still recorded once the postmaster has ended. */
#define TICKS_AFTER_POSTMASTER 20

static volatile sig_atomic_t ticked;
static uint64 saved_changes;
static bool keeps;				/* whether the file is still ours */

static void
at_tick(int number)
{
	ticked = true;
}

static void
save(void)
{
	if (!keeps)
		return;
	saved_changes = learn_own->changes;
	learn_writable->save_errno = observations_save(&learn_writable->seen, learn_seconds()) ? 0 : errno;
}

static void
set_timer(long milliseconds)
{
	struct itimerval timer = {{0, milliseconds * 1000}, {0, milliseconds * 1000}};

	(void) setitimer(ITIMER_REAL, &timer, NULL);
}

static int
take_message(int tid, const uint64 *arguments)
{
	LearnTask  *task = tasks_of(tid);

	switch (arguments[1] & ((1 << LEARN_MESSAGE_BITS) - 1))
	{
		case TELL_NAMES:
			return tasks_take_names(task, arguments[1] >> LEARN_MESSAGE_BITS, arguments + 2);
		case TELL_IDENTITY:
			return tasks_take_identity(task, arguments[2]);
		case TELL_PARALLEL_WORKER:
			return tasks_take_leader(task, arguments[2]);
		case TELL_CRASH_RESTART:
			learn_writable->seen.crash_restarts++;
			return 0;
		case TELL_RESET:
			observations_clear(&learn_writable->seen);
			tasks_forget_subjects();
			learn_writable->started = (int64) time(NULL);
			save();
			return -learn_writable->save_errno;
		case TELL_SAVE:
			save();
			/* Sent by the postmaster when it ends: it must not be waited for long. */
			if (tid == learn_server.postmaster)
				set_timer(TICK_AT_END_MS);
			return -learn_writable->save_errno;
		case TELL_ASIDE:
			task->aside = arguments[2] != 0;
			return 0;
		default:
			return -EINVAL;
	}
}

static bool
makes_a_process(int number)
{
	switch (number)
	{
#ifdef SYS_fork
		case SYS_fork:
		case SYS_vfork:
#endif
#ifdef SYS_clone3
		case SYS_clone3:
#endif
		case SYS_clone:
			return true;
		default:
			return false;
	}
}

static void
count(int tid, const struct seccomp_data *data)
{
	bool		own = data->arch == OWN_ARCH && data->nr >= 0 && data->nr < OBSERVED_OTHER_ABI;
	const uint64 *arguments = (const uint64 *) data->args;
	LearnTask  *task = tasks_of(tid);
	uint64		value = 0;
	bool		has_value = own && observations_value(data->nr, arguments, &value);

	if (!task->aside)
	{
		observations_count(&learn_writable->seen, tasks_subject(task), own ? data->nr : OBSERVED_OTHER_ABI, (int64) time(NULL),
						   has_value, value);
		learn_own->changes++;
	}
	if (own && (data->nr == SYS_execve || data->nr == SYS_execveat))
		task->executes = true;
	if (!own || makes_a_process(data->nr))
		(void) tasks_sweep();
}

/* Counts the call, or does what it asks for, and has the answer ready. Its number is written last: with it the rest is there. */
static void
decide(const struct seccomp_notif *call, struct seccomp_notif_resp *answer)
{
	const struct seccomp_data *data = &call->data;
	int			error = 0;
	uint32		flags = 0;

	if (data->arch == OWN_ARCH && data->nr == SYS_prctl && data->args[0] == LEARN_TELL)
		error = take_message((int) call->pid, (const uint64 *) data->args);
	else
	{
		count((int) call->pid, data);
		flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
	answer->val = 0;
	answer->error = error;
	answer->flags = flags;
	pg_write_barrier();
	answer->id = call->id;
}

/* Fails where the process has ended, a signal has interrupted its call, or the answer was given before: nobody waits. */
static void
send_answer(int listener, struct seccomp_notif_resp *answer)
{
	(void) ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, answer);
}

/* What a recorder before this one had in its hands when it was killed. */
static void
answer_what_is_left(int listener)
{
	struct seccomp_notif *call = (struct seccomp_notif *) learn_own->call;
	struct seccomp_notif_resp *answer = (struct seccomp_notif_resp *) learn_own->answer;

	if (call->id == 0)
		return;
	if (answer->id != call->id)
		decide(call, answer);
	send_answer(listener, answer);
}

/* Tests have it die at two moments with a call in its hands that nobody else makes. */
static void
die_with(const char *fault, const struct seccomp_notif *call)
{
	if (fault_injected(fault) && call->data.nr == SYS_swapon)
		(void) kill(getpid(), SIGKILL);
}

static void
prepare(int listener)
{
	struct sigaction action = {.sa_handler = at_tick};

	/* Wakes us on the processor of the process that asks (Linux 6.6): half of the cost of a call. */
	(void) ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	(void) sigaction(SIGALRM, &action, NULL);
	set_timer(TICK_MS);
	saved_changes = learn_own->changes;
	keeps = true;
}

/* Whether a descriptor has one of these events. */
static bool
has_event(int fd, short events)
{
	struct pollfd ready = {.fd = fd, .events = events};

	return poll(&ready, 1, 0) > 0 && (ready.revents & (events | POLLHUP)) != 0;
}

/* What is to be done now and then. */
static void
look_around(const LearnDescriptors *descriptors)
{
	static int	ticks = 0;
	static int	without_postmaster = 0;
	bool		unused = has_event(descriptors->listener, POLLHUP);

	if (has_event(descriptors->postmaster, POLLIN))
	{
		without_postmaster++;
		if (unused || without_postmaster == TICKS_AFTER_POSTMASTER)
		{
			save();
			keeps = false;
			(void) flock(descriptors->lock, LOCK_UN);
		}
		/* Whatever was executed by the server may live longer than it. */
		if (unused || (without_postmaster > TICKS_AFTER_POSTMASTER && tasks_sweep() == 0))
			_exit(0);
	}
	else if (++ticks % TICKS_BETWEEN_SAVES == 0 && saved_changes != learn_own->changes)
		save();
}

void
learn_record(const LearnDescriptors *descriptors)
{
	pid_t		supervisor = getppid();
	struct seccomp_notif *call = (struct seccomp_notif *) learn_own->call;
	struct seccomp_notif_resp *answer = (struct seccomp_notif_resp *) learn_own->answer;

	prepare(descriptors->listener);
	answer_what_is_left(descriptors->listener);
	pg_atomic_write_u32(&learn_writable->ready, 1);
	for (;;)
	{
		if (ticked)
		{
			ticked = false;
			if (getppid() != supervisor)
				break;
			look_around(descriptors);
		}
		/* The kernel refuses what is not cleared. */
		memset(call, 0, LEARN_ROOM);
		if (ioctl(descriptors->listener, SECCOMP_IOCTL_NOTIF_RECV, call) != 0)
			continue;
		die_with("recorder-dies-asked", call);
		decide(call, answer);
		die_with("recorder-dies-decided", call);
		send_answer(descriptors->listener, answer);
	}
	set_timer(0);
	(void) signal(SIGALRM, SIG_IGN);
}
