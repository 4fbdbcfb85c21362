/*
 * policies.c: the whole that is in force, and how a reload replaces it.
 *
 * PostgreSQL has no hook after a reload, so that the postmaster looks before each fork whether there was one: then the processes
 * that begin after it get what it has put in force, and pay nothing for it. A whole that is refused, in any part, is not taken:
 * the one before stays, and the log says why.
 */
#include "policies.h"

#include <string.h>

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "policy_build.h"
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
	in_force = policy_build(settings, NULL, &rules);
	followed = PgReloadTime;
}

/* Whether two wholes have the same policies for the same roles. */
static bool
same_policies(const Policies *a, const Policies *b)
{
	if (a->role_count != b->role_count || !boundary_same_settings(&a->session->source, &b->session->source))
		return false;
	for (int i = 0; i < a->role_count; i++)
	{
		if (strcmp(a->roles[i].role, b->roles[i].role) != 0 ||
			!boundary_same_settings(&a->roles[i].policy->source, &b->roles[i].policy->source))
			return false;
	}
	return true;
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
	{
		Policies   *before = in_force;

		in_force = built;
		if (!same_policies(built, before))
			ereport(LOG,
					(errmsg("pgseccomp: new session policies are in force, %d for %d roles and all others",
							built->policy_count, built->role_count)));
		MemoryContextDelete(before->context);
	}
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
		MemoryContextDelete(context);
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

const SessionPolicy *
policies_of(const char *role)
{
	return policy_of_role(in_force, role);
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
