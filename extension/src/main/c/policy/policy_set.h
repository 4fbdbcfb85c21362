/*
 * policy_set.h: a plan, and what its policies were compiled to.
 */
#ifndef PGSECCOMP_POLICY_SET_H
#define PGSECCOMP_POLICY_SET_H

#include "postgres.h"
#include "port/pg_crc32c.h"

#include "policy/domain.h"
#include "policy/plan.h"

/* What a process gets when it begins. */
typedef struct SessionPolicy
{
	CompiledFilter filter;
	Domain		domain;			/* entered before the filter is loaded */
	const char *closed;			/* not NULL: why it could not be compiled; nobody gets in under it */
	pg_crc32c	checksum;		/* of all but texts, see policies_intact */
} SessionPolicy;

typedef struct RolePolicy
{
	const char *suffix;			/* how the names of its settings end */
	const SessionPolicy *policy;
	const SessionPolicy *as_walsender;	/* the same, where walsenders have no settings of their own */
} RolePolicy;

typedef struct DatabasePolicy
{
	const char *suffix;
	const SessionPolicy *policy;
} DatabasePolicy;

/* What a start or a reload has put in force. All of it goes with one memory context. */
typedef struct Policies
{
	MemoryContext context;
	uint64		generation;		/* counts from 1 */
	struct Policies *older;		/* one that some process still carries */
	uint64		replaced;		/* when, in the ticks of kernel_start_of; 0 while they are in force */
	Reply		reply;			/* that holds the plan */
	Tables		plan;
	const SessionPolicy *compiled;	/* as many as the plan has */
} Policies;

/* The policy of sessions, and that of a process type: NULL is the global filter alone. */
extern const SessionPolicy *policies_of_sessions(const Policies *policies);
extern const SessionPolicy *policies_of_type(const Policies *policies, ProcessType type);

/* The policies of a role; false if it has no settings of its own. */
extern bool policies_of_role(const Policies *policies, const char *role, RolePolicy *found);

/* Those of the members of a role, by its name. */
extern bool policies_of_group(const Policies *policies, const char *group, RolePolicy *found);

/* The policy of a database, which comes on top of others; false if it has none. */
extern bool policies_of_database(const Policies *policies, const char *database, DatabasePolicy *found);

/* Adds the settings of a database's policy that are its own to those of another policy. */
extern void policies_add_database(const Policies *policies, const SessionPolicy *policy, EncodedSettings *settings);

/* The settings that a policy of these was made of, in new memory. */
extern EncodedSettings policies_settings(const Policies *policies, const SessionPolicy *policy);

/* Whether a policy of these denies nothing above the global filter (pgseccomp.warn_only). */
extern bool policies_only_warn(const Policies *policies, const SessionPolicy *policy);

/* Whether nothing has changed a policy since it was proved. */
extern bool policies_intact(const SessionPolicy *policy);

/* Whether two policies are the same programs, with the same explanations. */
extern bool policies_same(const SessionPolicy *a, const SessionPolicy *b);

/* What policies_intact compares. */
extern pg_crc32c policies_checksum(const SessionPolicy *policy);

#endif
