/*
 * process_table.h: what each process of the server carries, for those who ask and for the parallel workers of a leader.
 *
 * The table lies in memory that all processes share, and native code in any of them can write to it. So it holds no program that
 * a process would be given in the place of its policy: a record selects among the policies that the postmaster has made, and may
 * add a client's filter, which only takes something away (parallel.c says what is made of that).
 */
#ifndef PGSECCOMP_PROCESS_TABLE_H
#define PGSECCOMP_PROCESS_TABLE_H

#include "postgres.h"

#include "bridge/boundary.h"
#include "process/process_types.h"

/* The longest program of a client's filter. Not even a rule for each call of the largest table needs as much. */
#define LONGEST_CLIENT_PROGRAM 2048

/* What is expected of it has no more words. */
#define LONGEST_CLIENT_EXPECTED 4096

/* The policies of a process on top of the global filter, in the order in which they are loaded. */
typedef struct Carried
{
	uint64		generation;		/* of the policies that they belong to (policy_set.h) */
	ProcessType type;			/* the policy of a process type, or NO_PROCESS_TYPE */
	bool		session;		/* the policy of all sessions */
	bool		has_role;		/* the policy of a role */
	bool		is_of_members;	/* of the members of that role */
	bool		only_warns;		/* none of these denies anything */
	char		role[NAMEDATALEN];
	bool		has_database;	/* the policy of a database */
	char		database[NAMEDATALEN];
	int			filters;		/* how many filters these are */
	bool		has_paths;		/* they restrict files */
	bool		has_ports;		/* they restrict ports */
} Carried;

/* A client's filter, as a leader passes it on. */
typedef struct CarriedClient
{
	int			length;
	ExpectedActions own;
	ExpectedActions stack;		/* the words of both are here, wherever they point to */
	uint32		words[2][LONGEST_CLIENT_EXPECTED];
	struct sock_filter instructions[LONGEST_CLIENT_PROGRAM];
} CarriedClient;

/*
 * Takes a slot for this process, which was forked under a generation of policies. In the handler that fork(2) runs in the child: no
 * memory is allocated and no error raised.
 */
extern void process_table_begin(uint64 generation, bool is_isolated);

/* This process will have no parallel workers, or has written down what they are to carry: what it was forked under may be forgotten. */
extern void process_table_forget_fork(void);

/* In the postmaster: which generation is in force. And what it has noted, for those who began under an older one. */
extern void process_table_note_generation(uint64 generation);
extern uint64 process_table_in_force(void);

/* Makes the table. In the postmaster, once it knows how many processes there can be. */
extern void process_table_prepare(void);

/* Writes down what this process carries; until it ends. */
extern void process_table_set(const Carried *carried);
extern void process_table_set_client(const CompiledFilter *filter);

/* Whether this is the first session that asks under a generation or a later one. Good for what may as well happen never, or again. */
extern bool process_table_is_first(uint64 generation);

/* What a process carries; false if it has written down nothing. client may be NULL, and is filled in where there is one. */
extern bool process_table_get(int pid, Carried *carried, CarriedClient *client, bool *has_client);

/* Calls for each process that is there and has written down what it carries. */
extern void process_table_each(void (*call) (const Carried *carried, void *context), void *context);

/* Whether a process has said that it is in a domain of its own (isolation.h). False if it is not in the table. */
extern bool process_table_is_isolated(int pid, bool *is_isolated);

/* Whether a process has said that it ends; what it carried can still be looked at. True for one that is not there. */
extern bool process_table_has_ended(int pid);

/*
 * Marks that a session is to end, as its parallel worker has made a call that ends it. Async-signal-safe. Whoever forges such a mark
 * ends a session, which native code can do in any case: kill() cannot be denied.
 */
extern void process_table_end(int pid, int number);

/* The call that a parallel worker of this session has made and that ends it; EXPECTED_NUMBERS for numbers beyond, -1 for none. */
extern int	process_table_ended_by(void);

/* Whether a process that is there carries policies of a generation, or may come to: it was forked under it. */
extern bool process_table_uses(uint64 generation);

#endif
