/*
 * named_policy.h: the policy of processes, roles or databases that are named.
 */
#ifndef PGSECCOMP_NAMED_POLICY_H
#define PGSECCOMP_NAMED_POLICY_H

#include "postgres.h"

#include "fmgr.h"

#include "bridge/boundary.h"
#include "process/process_types.h"

typedef struct NamedPolicy
{
	EncodedSettings settings;	/* that it was made of, in new memory */
	FilterLevel level;			/* LEVEL_GLOBAL: the filter of the postmaster alone */
	ProcessType type;			/* NO_PROCESS_TYPE: sessions or the postmaster */
	const char *suffix;			/* how the names of a role's settings end; NULL for all others */
	const char *database_suffix;	/* and those of a database; NULL without one */
} NamedPolicy;

/*
 * That of a type of processes, by its name in settings or one that seccomp_processes() shows. ERROR if it is none. A NOTICE if such processes have none of
 * their own here.
 */
extern void named_policy_of_process(const char *name, NamedPolicy *named);

/* ERROR where a function is called with a process type and a role or a database beside it. Its arguments are a role, a type and a database. */
extern void named_policy_check_arguments(FunctionCallInfo fcinfo, const char *function);

/* The role that this session logged in as; of a process that nobody logged in to, the role that it acts for. */
extern const char *named_policy_own_role(void);

/* That of a role's sessions; false if it has no settings of its own, and therefore that of all sessions. */
extern bool named_policy_of_role(const char *role, NamedPolicy *named);

/* Adds the policy of a database to that of a role, or of sessions; false, with nothing added, if it has none. */
extern bool named_policy_add_database(const char *database, NamedPolicy *named);

#endif
