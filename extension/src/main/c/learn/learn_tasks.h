/*
 * learn_tasks.h: who makes a call, and what else the recorder and the one that takes over from it share with nobody.
 */
#ifndef PGSECCOMP_LEARN_TASKS_H
#define PGSECCOMP_LEARN_TASKS_H

#include "learn/learn.h"

/* The kernel says how large its structures are (SECCOMP_GET_NOTIF_SIZES); newer ones may have more at the end. */
#define LEARN_ROOM 1024

/* A thread that makes calls. */
typedef struct LearnTask
{
	int32		tid;			/* 0: none */
	int32		subject;		/* -1: to be looked up */
	bool		executes;		/* its program may be another one now */
	bool		aside;			/* what it does is not counted */
	uint8		looks;			/* how often its title was looked at */
	ObservedSubject who;
	LearnNames	told;			/* not taken yet */
} LearnTask;

typedef struct LearnOwn
{
	uint64		changes;		/* calls that were counted */

	/*
	 * The call that is being answered, and the answer. The kernel delivers a call once: a recorder that was killed with one in its
	 * hands leaves it to the next one, which finds it here, since the kernel wrote it here before anything could kill.
	 */
	uint64		call[LEARN_ROOM / sizeof(uint64)];
	uint64		answer[LEARN_ROOM / sizeof(uint64)];
	uint32		task_slots;		/* a power of two */
	LearnTask	tasks[FLEXIBLE_ARRAY_MEMBER];
} LearnOwn;

/* Both in the supervisor and in the recorder only. */
extern LearnOwn *learn_own;
extern LearnShared *learn_writable;

/* Makes them, in the supervisor. False without memory. */
extern bool tasks_prepare(LearnShared *writable);

/* The highest id that a thread can have (PID_MAX_LIMIT of the kernel). */
#define HIGHEST_TID 4194304

/* The task of a thread id; found out about if it is new. Never NULL. */
extern LearnTask *tasks_of(int tid);

/* The task of a thread id that was seen; NULL for any other number. */
extern const LearnTask *tasks_known(int tid);

/* Its subject: who it is and what it executes by now; -1 where there is no room. */
extern int	tasks_subject(LearnTask *task);

/*
 * What it tells (learn_told.c): words of names, what stands behind the last of which is not there; its type, to which the names belong; its
 * leader, for whom a parallel worker acts. 0, or what its call fails with, negated.
 */
extern int	tasks_take_names(LearnTask *task, uint64 first, const uint64 *words);
extern int	tasks_take_identity(LearnTask *task, uint64 type);
extern int	tasks_take_leader(LearnTask *task, uint64 pid);

/* Forgets those that have ended, before an id can be given to another one. Answers how many are left. */
extern int	tasks_sweep(void);

/* Has all subjects looked up again. */
extern void tasks_forget_subjects(void);

#endif
