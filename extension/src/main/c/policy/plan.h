/*
 * plan.h: who gets which policy, as the core has planned it. The reply is kept as it came (PlanTables.java).
 */
#ifndef PGSECCOMP_PLAN_H
#define PGSECCOMP_PLAN_H

#include "bridge/boundary.h"
#include "process/process_types.h"

/* Somebody who gets another policy than before; either can be PLAN_NONE, the global filter alone, or of a database no filter. */
typedef struct PlanChange
{
	const char *who;
	int			before;
	int			after;
	const char *role;			/* whose memberships decide whether it happens; empty where it happens in any case */
	const char *group;			/* the first one of those listed of which the role is a member then; empty for none */
	const char *walsender;		/* the role whose walsenders it is about: it happens only if the role may replicate; empty for others */
} PlanChange;

/* Opens a plan, which a rejected reply may hold too. CORE_FAILED for what is none. */
extern CoreStatus plan_open(Reply reply, Tables *plan);

/* Whether everybody has a policy in it, which one that is rejected may lack. */
extern bool plan_is_whole(const Tables *plan);

/* Policies, counted from 0. */
extern int	plan_policies(const Tables *plan);

/* The settings of a policy, in new memory. */
extern EncodedSettings plan_settings(const Tables *plan, int policy);

/* Whether a policy is made of a setting of this name among others. */
extern bool plan_has_setting(const Tables *plan, int policy, const char *name);

/* Whether it is the global filter's, a database's, or of sessions and others. */
extern FilterLevel plan_level(const Tables *plan, int policy);

/* Whether nobody but roles, or a database, with settings of their own has it. */
extern bool plan_is_closable(const Tables *plan, int policy);

/* The same policy in the plan before, or PLAN_NONE. */
extern int	plan_before(const Tables *plan, int policy);

/* A name of a policy, for messages. */
extern const char *plan_whose(const Tables *plan, int policy);

/* The row of a role, or PLAN_NONE; how many there are, and what a row says. */
extern int	plan_role(const Tables *plan, const char *role);
extern int	plan_roles(const Tables *plan);
extern const char *plan_role_name(const Tables *plan, int row);
extern const char *plan_role_suffix(const Tables *plan, int row);
extern int	plan_role_policy(const Tables *plan, int row, bool as_walsender);

/* The same of roles whose members are meant, in the order in which they count. */
extern int	plan_group(const Tables *plan, const char *group);
extern int	plan_groups(const Tables *plan);
extern const char *plan_group_name(const Tables *plan, int row);
extern const char *plan_group_suffix(const Tables *plan, int row);
extern int	plan_group_policy(const Tables *plan, int row, bool as_walsender);

/* The same of databases; PLAN_NONE also for the policy of one none of whose settings is written. */
extern int	plan_database(const Tables *plan, const char *database);
extern int	plan_databases(const Tables *plan);
extern const char *plan_database_name(const Tables *plan, int row);
extern const char *plan_database_suffix(const Tables *plan, int row);
extern int	plan_database_policy(const Tables *plan, int row);

/* Adds those settings of a database's policy that are its own to others. */
extern void plan_add_own_settings(const Tables *plan, int policy, EncodedSettings *settings);

extern int	plan_type_policy(const Tables *plan, ProcessType type);

/* Whether a type has settings of its own. */
extern bool plan_type_is_listed(const Tables *plan, ProcessType type);

extern int	plan_changes(const Tables *plan);
extern PlanChange plan_change(const Tables *plan, int row);

#endif
