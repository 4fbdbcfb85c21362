/*
 * learn.h: learning, from the server's side: pgseccomp.learn = on.
 *
 *   postmaster ── learn.c: makes the shared memory and the two processes below, and loads the filter that reports
 *   each process ── learn_identity.c: tells who it is, at the moments at which an enforcing server gives it its filters
 *   recorder ── learn_recorder.c: is asked by the kernel about each call, counts it and lets it go on
 *   supervisor ── learn_supervisor.c: replaces a recorder that dies, as the recorder does for the supervisor
 *
 * Nothing is enforced. Both processes are made by clone(2) with exit signal 0, so that PostgreSQL sees no child of its own die
 * with them. If both are gone, the kernel tells the postmaster to end: there is no one left to let calls go on.
 */
#ifndef PGSECCOMP_LEARN_H
#define PGSECCOMP_LEARN_H

#include "postgres.h"
#include "port/atomics.h"

#include "observations.h"

/* prctl(2) option by which a process speaks to the recorder; the kernel knows no such option. */
#define LEARN_TELL 0x70677363

typedef enum LearnMessage
{
	TELL_IDENTITY = 1,			/* the number of a box */
	TELL_PARALLEL_WORKER,		/* the leader's pid */
	TELL_CRASH_RESTART,
	TELL_RESET,
	TELL_SAVE
} LearnMessage;

/* Who a process is, on its way to the recorder. */
typedef struct LearnBox
{
	pg_atomic_uint32 owner;		/* pid; 0: free */
	ObservedSubject who;
} LearnBox;

#define LEARN_BOXES 64

/* The kernel says how large its structures are (SECCOMP_GET_NOTIF_SIZES); newer ones may have more at the end. */
#define LEARN_ROOM 1024

/* A thread that makes calls. */
typedef struct LearnTask
{
	int32		tid;			/* 0: none */
	int32		subject;		/* -1: to be looked up */
	bool		executes;		/* its program may be another one now */
	uint8		looks;			/* how often its title was looked at */
	ObservedSubject who;
} LearnTask;

typedef struct LearnShared
{
	pg_atomic_uint32 listener;	/* descriptor + 1, once the filter is loaded */
	pg_atomic_uint32 ready;		/* a recorder answers */
	pg_atomic_uint32 gave_up;	/* the filter could not be loaded */
	int32		postmaster;
	int64		started;		/* seconds since 1970 */
	bool		by_title[PROCESS_TYPES];	/* types that do not tell who they are in this version */
	char		executable[MAXPGPATH];
	uint64		changes;		/* calls that were counted */
	int32		save_errno;		/* of the last attempt to write the file; 0: none */

	/*
	 * The call that is being answered, and the answer. The kernel delivers a call once: a recorder that was killed with one in its
	 * hands leaves it to the next one, which finds it here, since the kernel wrote it here before anything could kill.
	 */
	uint64		call[LEARN_ROOM / sizeof(uint64)];
	uint64		answer[LEARN_ROOM / sizeof(uint64)];
	LearnBox	boxes[LEARN_BOXES];
	Observations seen;
	uint32		task_slots;		/* a power of two */
	LearnTask	tasks[FLEXIBLE_ARRAY_MEMBER];
} LearnShared;

/* NULL where the server does not learn. */
extern LearnShared *learn_shared;

/* Instead of loading filters: learns from the moment on at which the postmaster makes its shared memory. */
extern void learn_prepare(void);

/* Waits a millisecond, by a call that is not reported; pg_usleep makes one that is in some versions. */
extern void learn_wait(void);

/* How long this server has learnt, all its starts together. */
extern uint64 learn_seconds(void);

/* Tells the recorder something. False if there is none. */
extern bool learn_tell(LearnMessage message, unsigned long argument);

/* Warns that nothing is enforced, where that is so. */
extern void learn_warn(void);

/* Installs the hooks in which processes tell who they are. */
extern void learn_identity_prepare(void);

#endif
