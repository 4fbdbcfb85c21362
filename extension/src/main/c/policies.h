/*
 * policies.h: the policies of sessions, compiled and proved in the postmaster, inherited by every process that it forks.
 *
 * No other memory is trusted for them: a session can write to its own copy only.
 */
#ifndef PGSECCOMP_POLICIES_H
#define PGSECCOMP_POLICIES_H

#include "postgres.h"
#include "port/pg_crc32c.h"

#include "process_types.h"
#include "settings.h"

/* What a process gets when it begins, and the settings that it was made of. Equal settings are one policy. */
typedef struct SessionPolicy
{
	EncodedSettings source;
	CompiledFilter filter;
	bool		of_roles_only;	/* no other process has it */
	Rejection  *closed;			/* not NULL: it could not be compiled, and nobody logs in under it */
	pg_crc32c	checksum;		/* of all of it, see policies_intact */
	struct SessionPolicy *moved;	/* where policy_freeze.c has put it */
} SessionPolicy;

typedef struct RolePolicy
{
	char	   *role;
	char	   *suffix;			/* how the names of its settings end */
	SessionPolicy *policy;
	SessionPolicy *as_walsender;	/* the same, where walsenders have settings of their own */
} RolePolicy;

/* A whole: what a start or a reload has put in force. All of it goes with one memory context. */
typedef struct Policies
{
	MemoryContext context;
	uint64		generation;		/* counts from 1 */
	struct Policies *older;		/* a whole that some process still carries */
	SessionPolicy *session;		/* of all who are not in roles */
	SessionPolicy *types[PROCESS_TYPES];	/* NULL: the global filter only */
	bool		listed[PROCESS_TYPES];	/* whether the type has settings of its own */
	RolePolicy *roles;			/* sorted by the bytes of their names */
	int			role_count;
	SessionPolicy **policies;	/* each once */
	int			policy_count;
} Policies;

/*
 * Compiles what is in force when the server starts. FATAL for what is wrong with the sessions' policy; a role whose own
 * settings are wrong is closed, with a line in the log.
 */
extern void policies_start(const Settings *settings, const CompiledFilter *global);

/*
 * Takes over what a reload has changed, as a whole, or not at all. Cheap where nothing has. For the postmaster, before it
 * forks; raises no error.
 */
extern void policies_follow_reload(void);

/* The whole in force when this process was forked. */
extern const Policies *policies_in_force(void);

/* A whole that was in force before this process was forked, or is; NULL if it is not there any more. */
extern const Policies *policies_of_generation(uint64 generation);

/* The settings of a role in a whole; NULL if it has none of its own. */
extern const RolePolicy *policies_of_role(const Policies *policies, const char *role);

/* Whether nothing has changed a policy since it was proved. */
extern bool policies_intact(const SessionPolicy *policy);

/* The filter of the postmaster, and the settings that it was made of. */
extern const CompiledFilter *policies_global_filter(void);
extern const EncodedSettings *policies_global_source(void);

#endif
