/*
 * policy_build.c: compiles policies in one batch, one call of the core for each that is new.
 *
 *   settings → roles (the core) → for each role its settings → those that differ → program and expected actions (the core)
 *            → proof, alone and on top of the global filter (verify.c)
 *
 * Two roles with equal settings share a policy, and a reload compiles only what it has changed: a policy is known by the exact
 * text of all its settings.
 */
#include "policy_build.h"

#include <string.h>

#include "utils/memutils.h"

#include "disposable.h"
#include "fault.h"
#include "report.h"
#include "verify.h"

/* Compares with the policy in force where reloads may only tighten. */
typedef struct Comparison
{
	SessionPolicy *after;
	SessionPolicy *before;
} Comparison;

typedef struct Build
{
	const Settings *settings;
	const Policies *before;
	const BuildRules *rules;
	Policies   *policies;
	bool	   *used;			/* which settings of roles belong to one */
	Comparison *comparisons;
	int			comparison_count;
	const char *opened;			/* a role that could not log in before, where reloads may only tighten */
} Build;

static pg_crc32c
checksum_of_bytes(const void *bytes, size_t length)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, bytes, length);
	FIN_CRC32C(crc);
	return crc;
}

pg_crc32c
policy_checksum(const SessionPolicy *policy)
{
	const CompiledFilter *filter = &policy->filter;
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, policy->source.bytes.data, (size_t) policy->source.bytes.len);
	COMP_CRC32C(crc, &filter->length, sizeof(filter->length));
	COMP_CRC32C(crc, filter->instructions, sizeof(struct sock_filter) * (size_t) filter->length);
	COMP_CRC32C(crc, &filter->own, sizeof(filter->own));
	COMP_CRC32C(crc, &filter->stack, sizeof(filter->stack));
	FIN_CRC32C(crc);
	return crc;
}

static int
compare_role(const void *name, const void *role)
{
	return strcmp(name, ((const RolePolicy *) role)->role);
}

SessionPolicy *
policy_of_role(const Policies *policies, const char *role)
{
	const RolePolicy *found = bsearch(role, policies->roles, (size_t) policies->role_count, sizeof(RolePolicy), compare_role);

	return found == NULL ? policies->session : found->policy;
}

/* The policy with these settings; until it is compiled, the checksum is the one of its source. */
static SessionPolicy *
intern(Policies *policies, EncodedSettings *source)
{
	pg_crc32c	checksum = checksum_of_bytes(source->bytes.data, (size_t) source->bytes.len);
	SessionPolicy *policy;

	for (int i = 0; i < policies->policy_count; i++)
	{
		policy = policies->policies[i];
		if (policy->checksum == checksum && boundary_same_settings(&policy->source, source))
			return policy;
	}
	policy = palloc0(sizeof(SessionPolicy));
	boundary_copy_settings(&policy->source, source);
	policy->checksum = checksum;
	policies->policies[policies->policy_count++] = policy;
	return policy;
}

/* Asks the core which roles have settings of their own. */
static bool
read_roles(const Build *build, DescribedRole **roles, int *count)
{
	EncodedSettings settings;
	CoreCall	call;
	CoreStatus	status = CORE_FAILED;
	Rejection	rejection;
	char	   *failure = NULL;

	memset(&call, 0, sizeof(call));
	boundary_begin_settings(&settings);
	settings_encode_roles(&settings, build->settings);
	boundary_request(&call.request, CORE_ROLES, LEVEL_GLOBAL, &settings, NULL);
	if (report_if_too_long(build->rules->level, &call.request))
		return false;
	if (disposable_calls(&call, 1, &failure))
		status = boundary_read_roles(call.reply, roles, count, &rejection, &failure);
	if (status != CORE_ACCEPTED)
		report_refusal(build->rules->level, status, &rejection, failure, build->settings);
	return status == CORE_ACCEPTED;
}

/* Gathers the settings of each role, in the memory of the new whole. */
static void
gather(Build *build, const DescribedRole *roles, int count)
{
	Policies   *policies = build->policies;
	EncodedSettings session;
	MemoryContext before = MemoryContextSwitchTo(policies->context);

	policies->policies = palloc0(sizeof(SessionPolicy *) * ((size_t) count + 1));
	policies->roles = palloc0(sizeof(RolePolicy) * ((size_t) count + 1));
	boundary_begin_settings(&session);
	settings_encode_global(&session, build->settings);
	settings_encode_session(&session, build->settings);
	policies->session = intern(policies, &session);
	for (int i = 0; i < count; i++)
	{
		EncodedSettings of_role;

		boundary_copy_settings(&of_role, &session);
		settings_encode_role(&of_role, build->settings, roles[i].suffix, build->used);
		policies->roles[i].role = pstrdup(roles[i].name);
		policies->roles[i].policy = intern(policies, &of_role);
		policies->role_count++;
		pfree(of_role.bytes.data);
	}
	MemoryContextSwitchTo(before);
}

/* Takes a policy over from the whole before. False if it has none with these settings. */
static bool
take_over(const Build *build, SessionPolicy *policy)
{
	for (int i = 0; build->before != NULL && i < build->before->policy_count; i++)
	{
		const SessionPolicy *known = build->before->policies[i];
		Size		size = sizeof(struct sock_filter) * ((size_t) known->filter.length + 1);

		if (known->closed != NULL || !boundary_same_settings(&known->source, &policy->source))
			continue;
		policy->filter = known->filter;
		policy->filter.instructions = MemoryContextAlloc(build->policies->context, size);
		memcpy(policy->filter.instructions, known->filter.instructions, size);
		policy->checksum = known->checksum;
		return true;
	}
	return false;
}

/* Notes two policies of a role to be compared, once. */
static void
note_comparison(Build *build, const char *role, SessionPolicy *after, SessionPolicy *before)
{
	if (boundary_same_settings(&after->source, &before->source))
		return;
	if (before->closed != NULL)
	{
		build->opened = role;
		return;
	}
	for (int i = 0; i < build->comparison_count; i++)
	{
		if (build->comparisons[i].after == after && build->comparisons[i].before == before)
			return;
	}
	build->comparisons[build->comparison_count++] = (Comparison) {after, before};
}

/* What each role would get, beside what it gets now. */
static void
note_comparisons(Build *build)
{
	const Policies *after = build->policies;
	const Policies *before = build->before;

	if (before == NULL || !settings_reload_only_tightens)
		return;
	build->comparisons = palloc(sizeof(Comparison) * (size_t) (after->role_count + before->role_count + 1));
	note_comparison(build, "", after->session, before->session);
	for (int i = 0; i < after->role_count; i++)
		note_comparison(build, after->roles[i].role, after->roles[i].policy, policy_of_role(before, after->roles[i].role));
	for (int i = 0; i < before->role_count; i++)
		note_comparison(build, before->roles[i].role, policy_of_role(after, before->roles[i].role), before->roles[i].policy);
}

/* Reads and proves what the core made of a policy. */
static CoreStatus
accept_policy(const Build *build, SessionPolicy *policy, Reply reply, Rejection *rejection, char **failure)
{
	const CompiledFilter *below[] = {build->rules->global};
	MemoryContext before = MemoryContextSwitchTo(build->policies->context);
	CoreStatus	status = boundary_read_compiled(reply, &policy->filter, rejection, failure);

	MemoryContextSwitchTo(before);
	if (status != CORE_ACCEPTED)
		return status;
	if (fault_injected("session-program-corrupted") && policy->filter.length > 0)
		policy->filter.instructions[policy->filter.length - 1].k ^= 0x00010000;
	*failure = verify_filter(&policy->filter, below, 1);
	if (*failure != NULL)
		return CORE_FAILED;
	policy->checksum = policy_checksum(policy);
	return CORE_ACCEPTED;
}

/* False if the policy makes the build fail. */
static bool
finish_policy(const Build *build, SessionPolicy *policy, Reply reply)
{
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = accept_policy(build, policy, reply, &rejection, &failure);
	bool		closes = status == CORE_REJECTED && policy != build->policies->session && build->rules->closes_roles;

	if (status == CORE_ACCEPTED)
		return true;
	report_refusal(closes ? LOG : build->rules->level, status, &rejection, failure, build->settings);
	if (closes)
	{
		policy->closed = MemoryContextAlloc(build->policies->context, sizeof(Rejection));
		*policy->closed = rejection;
	}
	return closes;
}

/* False if the policy in force is stricter than the one that would follow it. */
static bool
finish_comparison(const Build *build, Reply reply)
{
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_verdict(reply, &rejection, &failure);

	if (status != CORE_ACCEPTED)
		report_refusal(build->rules->level, status, &rejection, failure, build->settings);
	return status == CORE_ACCEPTED;
}

/* Compiles and compares, in one batch. */
static bool
compile(Build *build)
{
	Policies   *policies = build->policies;
	SessionPolicy **wanted = palloc(sizeof(SessionPolicy *) * (size_t) policies->policy_count);
	CoreCall   *calls = palloc0(sizeof(CoreCall) * (size_t) (policies->policy_count + build->comparison_count));
	int			compiled = 0;
	int			count;
	char	   *failure = NULL;
	bool		good = true;

	for (int i = 0; i < policies->policy_count; i++)
	{
		if (!take_over(build, policies->policies[i]))
		{
			boundary_request(&calls[compiled].request, CORE_COMPILE, LEVEL_SESSION, &policies->policies[i]->source, NULL);
			wanted[compiled++] = policies->policies[i];
		}
	}
	count = compiled;
	for (int i = 0; i < build->comparison_count; i++)
		boundary_request(&calls[count++].request, CORE_TIGHTENS, LEVEL_SESSION, &build->comparisons[i].after->source,
						 &build->comparisons[i].before->source);
	for (int i = 0; i < count; i++)
	{
		if (report_if_too_long(build->rules->level, &calls[i].request))
			return false;
	}
	if (count > 0 && !disposable_calls(calls, count, &failure))
	{
		report_failure(build->rules->level, failure);
		return false;
	}
	for (int i = 0; i < compiled; i++)
		good = finish_policy(build, wanted[i], calls[i].reply) && good;
	for (int i = compiled; i < count && good; i++)
		good = finish_comparison(build, calls[i].reply);
	if (good && build->opened != NULL)
	{
		ereport(build->rules->level,
				(errmsg("the new policy would let role \"%s\" log in", build->opened),
				 errdetail("Its settings were refused when the server started, and it has been closed since."),
				 errhint("pgseccomp.reload_only_tightens is on: restart the server to loosen a policy.")));
		return false;
	}
	return good;
}

/* A role's setting that nobody has is probably misspelt; but a role may also have been taken out of the list for a while. */
static void
report_unused(const Build *build)
{
	for (int i = 0; i < build->settings->count; i++)
	{
		const Setting *setting = &build->settings->settings[i];

		if (!build->used[i] && !settings_is_of_extension(setting))
			ereport(LOG,
					(errmsg("pgseccomp: parameter \"%s\" has no effect", setting->name),
					 errdetail("No role in pgseccomp.session_roles has settings that end so."),
					 report_place(setting)));
	}
}

Policies *
policy_build(const Settings *settings, const Policies *before, const BuildRules *rules)
{
	Build		build = {.settings = settings, .before = before, .rules = rules};
	DescribedRole *roles = NULL;
	int			count = 0;
	MemoryContext context;

	if (!read_roles(&build, &roles, &count))
		return NULL;
	context = AllocSetContextCreate(TopMemoryContext, "pgseccomp policies", ALLOCSET_SMALL_SIZES);
	build.policies = MemoryContextAllocZero(context, sizeof(Policies));
	build.policies->context = context;
	build.used = palloc0(sizeof(bool) * (size_t) (settings->count + 1));
	gather(&build, roles, count);
	note_comparisons(&build);
	if (!compile(&build))
	{
		MemoryContextDelete(context);
		return NULL;
	}
	report_unused(&build);
	return build.policies;
}
