/*
 * policies.h: the policies of sessions, compiled and proved in the postmaster, inherited by every process that it forks.
 *
 * No other memory is trusted for them: a session can write to its own copy only.
 */
#ifndef PGSECCOMP_POLICIES_H
#define PGSECCOMP_POLICIES_H

#include "postgres.h"
#include "port/pg_crc32c.h"

#include "settings.h"

/* What a session gets when it begins, and the settings that it was made of. Equal settings are one policy. */
typedef struct SessionPolicy
{
	EncodedSettings source;
	CompiledFilter filter;
	Rejection  *closed;			/* not NULL: it could not be compiled, and nobody logs in under it */
	pg_crc32c	checksum;		/* of all of it, see policies_intact */
} SessionPolicy;

typedef struct RolePolicy
{
	char	   *role;
	SessionPolicy *policy;
} RolePolicy;

/* A whole: what a start or a reload has put in force. All of it lives in one memory context. */
typedef struct Policies
{
	MemoryContext context;
	SessionPolicy *session;		/* of all who are not in roles */
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

/* The policy of a session that a role begins. */
extern const SessionPolicy *policies_of(const char *role);

/* Whether nothing has changed a policy since it was proved. */
extern bool policies_intact(const SessionPolicy *policy);

/* The filter of the postmaster, and the settings that it was made of. */
extern const CompiledFilter *policies_global_filter(void);
extern const EncodedSettings *policies_global_source(void);

#endif
