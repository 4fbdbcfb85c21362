/*
 * policy_build.c: compiles policies in one batch, one call of the core for each that is new.
 *
 *   settings → the source of each policy (policy_gather.c) → program and expected actions (the core)
 *            → proof, alone and on top of the global filter (verify.c)
 *
 * A reload compiles only what it has changed.
 */
#include "policy_build.h"

#include <string.h>

#include "utils/memutils.h"

#include "core_call.h"
#include "fault.h"
#include "policy_compare.h"
#include "policy_gather.h"
#include "policy_warnings.h"
#include "report.h"
#include "verify.h"

typedef struct Build
{
	const Settings *settings;
	const Policies *before;
	const BuildRules *rules;
	Policies   *policies;
	Comparisons comparisons;
} Build;

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

/* At start and after a reload, once for each policy that is new. */
static void
warn_of_policy(const Build *build, const SessionPolicy *policy)
{
	const Policies *policies = build->policies;
	const char *whose = "a policy of pgseccomp";

	if (policy == policies->session)
		whose = "the policy of sessions";
	for (int type = 0; type < PROCESS_TYPES && policy != policies->session; type++)
	{
		if (policies->types[type] == policy)
			whose = psprintf("the policy of process type \"%s\"", process_type_name((ProcessType) type));
	}
	for (int i = 0; i < policies->role_count && policy != policies->session; i++)
	{
		if (policies->roles[i].policy == policy)
			whose = psprintf("the policy of role \"%s\"", policies->roles[i].role);
	}
	policy_warn(&policy->filter, build->rules->global, whose, build->rules->warning);
}

/* What is not CORE_ACCEPTED makes the build fail. */
static CoreStatus
finish_policy(const Build *build, SessionPolicy *policy, Reply reply)
{
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = accept_policy(build, policy, reply, &rejection, &failure);
	bool		closes = status == CORE_REJECTED && policy->of_roles_only && build->rules->closes_roles;

	if (status == CORE_ACCEPTED)
	{
		warn_of_policy(build, policy);
		return CORE_ACCEPTED;
	}
	report_refusal(closes ? LOG : build->rules->level, status, &rejection, failure, build->settings);
	if (closes)
	{
		policy->closed = MemoryContextAlloc(build->policies->context, sizeof(Rejection));
		*policy->closed = rejection;
	}
	return closes ? CORE_ACCEPTED : status;
}

/* Compiles and compares, in one batch. */
static CoreStatus
compile(Build *build)
{
	Policies   *policies = build->policies;
	Comparisons *comparisons = &build->comparisons;
	SessionPolicy **wanted = palloc(sizeof(SessionPolicy *) * (size_t) policies->policy_count);
	CoreCall   *calls = palloc0(sizeof(CoreCall) * (size_t) (policies->policy_count + comparisons->count));
	int			compiled = 0;
	int			count;
	char	   *failure = NULL;
	CoreStatus	status = CORE_ACCEPTED;

	for (int i = 0; i < policies->policy_count; i++)
	{
		if (!take_over(build, policies->policies[i]))
		{
			boundary_request(&calls[compiled].request, CORE_COMPILE, LEVEL_SESSION, &policies->policies[i]->source, NULL);
			wanted[compiled++] = policies->policies[i];
		}
	}
	count = compiled;
	for (int i = 0; i < comparisons->count; i++)
		policy_request_comparison(&comparisons->pairs[i], &calls[count++]);
	for (int i = 0; i < count; i++)
	{
		if (report_if_too_long(build->rules->level, &calls[i].request))
			return CORE_REJECTED;
	}
	if (count > 0 && !core_calls(calls, count, &failure))
	{
		report_failure(build->rules->level, failure);
		return CORE_FAILED;
	}
	for (int i = 0; i < compiled; i++)
	{
		CoreStatus	of_policy = finish_policy(build, wanted[i], calls[i].reply);

		if (status == CORE_ACCEPTED)
			status = of_policy;
	}
	for (int i = compiled; i < count && status == CORE_ACCEPTED; i++)
	{
		if (!policy_read_comparison(calls[i].reply, build->settings, build->rules->level))
			status = CORE_REJECTED;
	}
	return status;
}

/* Whether the new whole is one that a reload may bring, as far as that can be seen before anything is compiled. */
static bool
may_follow(Build *build)
{
	if (build->before == NULL || !settings_reload_only_tightens)
		return true;
	return policy_note_comparisons(&build->comparisons, build->policies, build->before, build->rules->level);
}

Policies *
policy_build(const Settings *settings, const Policies *before, const BuildRules *rules, CoreStatus *status)
{
	Build		build = {.settings = settings, .before = before, .rules = rules};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgseccomp policies", ALLOCSET_SMALL_SIZES);

	build.policies = MemoryContextAllocZero(context, sizeof(Policies));
	build.policies->context = context;
	*status = policy_gather(build.policies, settings, rules->level);
	if (*status == CORE_ACCEPTED && !may_follow(&build))
		*status = CORE_REJECTED;
	if (*status == CORE_ACCEPTED)
		*status = compile(&build);
	if (*status != CORE_ACCEPTED)
	{
		MemoryContextDelete(context);
		return NULL;
	}
	policy_report_unused(build.policies, settings, rules->remark);
	return build.policies;
}
