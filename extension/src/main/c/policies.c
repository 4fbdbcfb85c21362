/*
 * policies.c: the whole that is in force, and how a reload replaces it.
 *
 * PostgreSQL has no hook after a reload, so that the postmaster looks before each fork whether there was one: then the processes
 * that begin after it get what it has put in force, and pay nothing for it. A whole that is refused, in any part, is not taken:
 * the one before stays, and the log says why.
 *
 * A whole that could not be compiled for a reason that may pass (no memory, no process) is tried again, before later forks, until it is
 * in force or another reload has come.
 *
 * A parallel worker carries what its leader carries, and the leader may have begun before a reload, or may be about to authenticate its
 * client under what was in force then. So a whole is kept as long as any process carries it or was forked under it.
 */
#include "policies.h"

#include <string.h>

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "fault.h"
#include "free_memory.h"
#include "policy_build.h"
#include "policy_freeze.h"
#include "process_table.h"
#include "report.h"

static CompiledFilter global_filter;
static EncodedSettings global_source;
static Policies *in_force = NULL;

/* The reload that in_force follows, or that was refused. */
static TimestampTz followed;

/* A reload that could not be followed yet, when it is tried again, and in how many milliseconds after that. */
#define FIRST_DELAY_MS 1000
#define LONGEST_DELAY_MS 60000

static TimestampTz pending;
static TimestampTz next_attempt;
static int	next_delay;

void
policies_start(const Settings *settings, const CompiledFilter *global)
{
	BuildRules	rules = {.global = &global_filter, .closes_roles = true, .level = FATAL, .remark = LOG, .warning = WARNING};
	CoreStatus	status;
	Size		size = sizeof(struct sock_filter) * (size_t) global->length;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	global_filter = *global;
	global_filter.instructions = palloc(size);
	memcpy(global_filter.instructions, global->instructions, size);
	boundary_begin_settings(&global_source);
	settings_encode_global(&global_source, settings);
	MemoryContextSwitchTo(before);
	in_force = policy_freeze(policy_build(settings, NULL, &rules, &status), NULL);
	MemoryContextSetParent(in_force->context, TopMemoryContext);
	in_force->generation = 1;
	followed = PgReloadTime;
}

static bool
same_policy(const SessionPolicy *a, const SessionPolicy *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->closed == NULL && b->closed == NULL && boundary_same_settings(&a->source, &b->source);
}

/* Whether two wholes have the same policies for the same roles and types. */
static bool
same_policies(const Policies *a, const Policies *b)
{
	if (a->role_count != b->role_count || !same_policy(a->session, b->session))
		return false;
	for (int i = 0; i < a->role_count; i++)
	{
		if (strcmp(a->roles[i].role, b->roles[i].role) != 0 ||
			!same_policy(a->roles[i].policy, b->roles[i].policy) ||
			!same_policy(a->roles[i].as_walsender, b->roles[i].as_walsender))
			return false;
	}
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		if (a->listed[type] != b->listed[type] || !same_policy(a->types[type], b->types[type]))
			return false;
	}
	return true;
}

/* Forgets the wholes that no process carries any more. */
static void
forget_older(void)
{
	for (Policies *newer = in_force; newer->older != NULL;)
	{
		Policies   *older = newer->older;

		if (process_table_uses(older->generation))
			newer = older;
		else
		{
			newer->older = older->older;
			MemoryContextDelete(older->context);
		}
	}
}

static void
put_in_force(Policies *built)
{
	if (same_policies(built, in_force))
	{
		MemoryContextDelete(built->context);
		return;
	}
	built = policy_freeze(built, &global_filter.own);
	MemoryContextSetParent(built->context, TopMemoryContext);
	built->generation = in_force->generation + 1;
	built->older = in_force;
	in_force = built;
	forget_older();
	ereport(LOG,
			(errmsg("pgseccomp: new session policies are in force, %d for %d roles and all others",
					built->policy_count, built->role_count)));
}

/* CORE_FAILED where it should be tried again. */
static CoreStatus
follow_reload(void)
{
	BuildRules	rules = {.global = &global_filter, .closes_roles = false, .level = LOG, .remark = LOG, .warning = WARNING};
	Settings	settings = settings_in_force();
	const char *refused = settings_refused_by_reload();
	CoreStatus	status = CORE_REJECTED;
	Policies   *built = NULL;

	if (refused == NULL)
		built = policy_build(&settings, in_force, &rules, &status);
	if (built != NULL)
		put_in_force(built);
	else if (status == CORE_REJECTED)
		ereport(LOG,
				(errmsg("pgseccomp: the reload has changed no policy"),
				 refused == NULL ? 0 : errdetail("The value of parameter \"%s\" was refused.", refused),
				 errhint("The session policies from before stay in force until a reload of a configuration without mistakes.")));
	return status;
}

/* The same, in memory of its own, and without an error. */
static CoreStatus
follow_reload_safely(void)
{
	MemoryContext before = CurrentMemoryContext;
	volatile MemoryContext context = NULL;
	volatile CoreStatus status = CORE_FAILED;
	static int	failures = 0;

	PG_TRY();
	{
		if (fault_injected("reload-fails-twice") && failures++ < 2)
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		context = AllocSetContextCreate(TopMemoryContext, "pgseccomp reload", ALLOCSET_DEFAULT_SIZES);
		MemoryContextSwitchTo(context);
		status = follow_reload();
	}
	PG_CATCH();
	{
		/* An error here, out of memory for one, would end the postmaster. */
		MemoryContextSwitchTo(before);
		EmitErrorReport();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	if (context != NULL)
		free_memory_return(context);
	return status;
}

static void
try_again_later(void)
{
	next_delay = pending == PgReloadTime ? Min(2 * next_delay, LONGEST_DELAY_MS) : FIRST_DELAY_MS;
	pending = PgReloadTime;
	next_attempt = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), next_delay);
	ereport(LOG,
			(errmsg("pgseccomp: the reload has changed no policy yet"),
			 errdetail_plural("The session policies from before are in force. The new ones will be tried again in %d second, when a process begins.",
							  "The session policies from before are in force. The new ones will be tried again in %d seconds, when a process begins.",
							  (unsigned long) next_delay / 1000, next_delay / 1000)));
}

void
policies_follow_reload(void)
{
	if (followed == PgReloadTime || (pending == PgReloadTime && GetCurrentTimestamp() < next_attempt))
		return;
	if (follow_reload_safely() == CORE_FAILED)
		try_again_later();
	else
		followed = PgReloadTime;
}

const Policies *
policies_in_force(void)
{
	return in_force;
}

const Policies *
policies_of_generation(uint64 generation)
{
	const Policies *policies = in_force;

	while (policies != NULL && policies->generation != generation)
		policies = policies->older;
	return policies;
}

static int
compare_role(const void *name, const void *role)
{
	return strcmp(name, ((const RolePolicy *) role)->role);
}

const RolePolicy *
policies_of_role(const Policies *policies, const char *role)
{
	return bsearch(role, policies->roles, (size_t) policies->role_count, sizeof(RolePolicy), compare_role);
}

bool
policies_intact(const SessionPolicy *policy)
{
	return policy->closed != NULL || policy->checksum == policy_checksum(policy);
}

const CompiledFilter *
policies_global_filter(void)
{
	return &global_filter;
}

const EncodedSettings *
policies_global_source(void)
{
	return &global_source;
}
