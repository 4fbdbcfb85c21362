/*
 * policies.c: the whole that is in force, and how a reload replaces it.
 *
 * PostgreSQL has no hook after a reload, so that the postmaster looks before each fork whether there was one: then the processes
 * that begin after it get what it has put in force, and pay nothing for it. A whole that is refused, in any part, is not taken:
 * the one before stays, and the log says why.
 *
 * A parallel worker carries what its leader carries, and the leader may have begun before a reload. So a whole is kept as long as
 * any process carries it.
 */
#include "policies.h"

#include <string.h>

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "free_memory.h"
#include "policy_build.h"
#include "policy_freeze.h"
#include "process_table.h"
#include "report.h"

static CompiledFilter global_filter;
static EncodedSettings global_source;
static Policies *in_force = NULL;

/* The reload that in_force follows. */
static TimestampTz followed;

void
policies_start(const Settings *settings, const CompiledFilter *global)
{
	BuildRules	rules = {.global = &global_filter, .closes_roles = true, .level = FATAL};
	Size		size = sizeof(struct sock_filter) * (size_t) global->length;
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

	global_filter = *global;
	global_filter.instructions = palloc(size);
	memcpy(global_filter.instructions, global->instructions, size);
	boundary_begin_settings(&global_source);
	settings_encode_global(&global_source, settings);
	MemoryContextSwitchTo(before);
	in_force = policy_freeze(policy_build(settings, NULL, &rules), NULL);
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
	built->generation = in_force->generation + 1;
	built->older = in_force;
	in_force = built;
	forget_older();
	ereport(LOG,
			(errmsg("pgseccomp: new session policies are in force, %d for %d roles and all others",
					built->policy_count, built->role_count)));
}

static void
follow_reload(void)
{
	BuildRules	rules = {.global = &global_filter, .closes_roles = false, .level = LOG};
	Settings	settings = settings_in_force();
	const char *refused = settings_refused_by_reload();
	Policies   *built = NULL;

	if (refused == NULL)
		built = policy_build(&settings, in_force, &rules);
	if (built != NULL)
		put_in_force(built);
	else
		ereport(LOG,
				(errmsg("pgseccomp: the reload has changed no policy"),
				 refused == NULL ? 0 : errdetail("The value of parameter \"%s\" was refused.", refused),
				 errhint("The session policies from before stay in force until a reload of a configuration without mistakes.")));
}

void
policies_follow_reload(void)
{
	MemoryContext before = CurrentMemoryContext;
	MemoryContext context;

	if (followed == PgReloadTime)
		return;
	followed = PgReloadTime;
	PG_TRY();
	{
		context = AllocSetContextCreate(TopMemoryContext, "pgseccomp reload", ALLOCSET_DEFAULT_SIZES);
		MemoryContextSwitchTo(context);
		follow_reload();
		MemoryContextSwitchTo(before);
		free_memory_return(context);
	}
	PG_CATCH();
	{
		/* An error here, out of memory for one, would end the postmaster. */
		MemoryContextSwitchTo(before);
		EmitErrorReport();
		FlushErrorState();
	}
	PG_END_TRY();
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
