/*
 * learn.h: learning, from the server's side: pgseccomp.learn = on.
 *
 *   postmaster ── learn_start.c: makes the memory and the two processes below, and loads the filter that reports
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

#include "learn/observations.h"

/* prctl(2) option by which a process speaks to the recorder; the kernel knows no such option. */
#define LEARN_TELL 0x70677363

typedef enum LearnMessage
{
	TELL_NAMES = 1,				/* a part of the names of role and database, see learn_tell_names */
	TELL_IDENTITY,				/* the type; role and database were told before */
	TELL_PARALLEL_WORKER,		/* the leader's pid */
	TELL_CRASH_RESTART,
	TELL_RESET,
	TELL_SAVE,
	TELL_ASIDE					/* 1: what this process and new children of it do is not counted; 0: it is again */
} LearnMessage;

/* A message of names has the number of the first of three words in the bits above the message itself. */
#define LEARN_MESSAGE_BITS 8
#define LEARN_WORDS 3

/* The role and, behind it, the database. */
typedef union LearnNames
{
	char		name[2][NAMEDATALEN];
	uint64		words[2 * NAMEDATALEN / sizeof(uint64)];
} LearnNames;

/*
 * What everybody may read and only the supervisor and the recorder can write: the postmaster's children have a mapping that cannot be made
 * writable. So all that they tell is told by system calls, and nothing that native code in one of them writes can lead the others,
 * or the recorder, astray.
 */
typedef struct LearnShared
{
	pg_atomic_uint32 ready;		/* a recorder answers */
	int32		save_errno;		/* of the last attempt to write the file; 0: none */
	int64		started;		/* seconds since 1970 */
	Observations seen;
} LearnShared;

/* NULL where the server does not learn. */
extern const LearnShared *learn_shared;

/* What is known when the postmaster starts to learn, and does not change. Inherited, not shared. */
typedef struct LearnServer
{
	int			postmaster;
	uint32		most_processes;
	bool		by_title[PROCESS_TYPES];	/* types that do not tell who they are in this version */
	char		executable[MAXPGPATH];
} LearnServer;

extern LearnServer learn_server;

/* Waits a millisecond, by a call that is not reported; pg_usleep makes one that is in some versions. */
extern void learn_wait(void);

/* How long this server has learnt, all its starts together. */
extern uint64 learn_seconds(void);

/* Tells the recorder something. False if there is none, or if it cannot do it; errno is set. */
extern bool learn_tell(LearnMessage message, unsigned long argument);

/* Tells it names, as many words as are not empty. */
extern bool learn_tell_names(const LearnNames *names);

/* Warns that nothing is enforced, where that is so. */
extern void learn_warn(void);

/* Installs the hooks in which processes tell who they are. */
extern void learn_identity_prepare(void);

#endif
