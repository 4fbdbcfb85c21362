/*
 * policy_build.c: has a plan made, and compiles the policies of it that are new in one batch, one call of the core for each.
 *
 *   settings → plan (the core) → program and expected actions of each policy (the core)
 *            → proof, alone and on top of the global filter (verify.c)
 *
 * A reload compiles only what it has changed.
 */
#include "policy/policy_build.h"

#include <string.h>

#include "bridge/core_call.h"
#include "kernel/fault.h"
#include "policy/domain_trial.h"
#include "start/report.h"
#include "verify/verify.h"

/* So many warnings of what is probably not meant are told one by one: a thousand roles can have the same mistake. */
#define MOST_DOUBTS 20

typedef struct Build
{
	const Settings *settings;
	const BuildRules *rules;
	Policies   *policies;
	SessionPolicy *compiled;
	CoreCall   *calls;			/* compilations, then comparisons */
	int		   *policy_of;		/* of each compilation */
	int			compilations;
	int			count;
	Tables	   *refusals;		/* replies that make the build fail */
	int			refused;
	Report		report;
} Build;

/* Which policies of those in force nobody can log in under. */
static void
add_closed(EncodedSettings *request, const Policies *before)
{
	StringInfoData closed;

	initStringInfo(&closed);
	for (int i = 0; i < plan_policies(&before->plan); i++)
	{
		if (before->compiled[i].closed != NULL)
			appendStringInfo(&closed, "%s%d", closed.len == 0 ? "" : ",", i);
	}
	boundary_add_fact(request, "closed", closed.data);
}

/* Whether all that a plan says of the one before is there. */
static bool
refers_to(const Tables *plan, const Tables *before)
{
	int			most = plan_policies(before);

	for (int i = 0; i < plan_policies(plan); i++)
	{
		if (plan_before(plan, i) < PLAN_NONE || plan_before(plan, i) >= most)
			return false;
	}
	for (int i = 0; i < plan_changes(plan); i++)
	{
		if (plan_change(plan, i).before < PLAN_NONE || plan_change(plan, i).before >= most)
			return false;
	}
	return true;
}

/* Asks for the plan. */
static CoreStatus
make_plan(Build *build)
{
	const Policies *before = build->rules->before;
	EncodedSettings all = settings_encoded(build->settings);
	CoreCall	call = {0};
	char	   *failure = NULL;
	CoreStatus	status;

	if (before != NULL)
		add_closed(&all, before);
	if (before != NULL && settings_reload_only_tightens)
		boundary_add_fact(&all, "only_tightens", "on");
	boundary_request_plan(&call.request, &all, before == NULL ? (Reply) {NULL, 0} : before->reply);
	pfree(all.bytes.data);
	if (!core_calls(&call, 1, &failure))
	{
		report_failure(build->rules->level, failure);
		return CORE_FAILED;
	}
	build->policies->reply = call.reply;
	status = plan_open(call.reply, &build->policies->plan);
	if (status == CORE_ACCEPTED && before != NULL && !refers_to(&build->policies->plan, &before->plan))
	{
		build->policies->plan.failure = "The plan refers to policies that were not there before.";
		status = build->policies->plan.status = CORE_FAILED;
	}
	report_problems(&build->policies->plan, build->rules->level, build->rules->warning, build->rules->remark, build->settings,
					&build->report);
	return status;
}

/* Takes a policy over from what is in force. */
static void
take_over(const Build *build, int policy, int before)
{
	const SessionPolicy *known = &build->rules->before->compiled[before];
	Size		size = sizeof(struct sock_filter) * ((Size) known->filter.length + 1);

	build->compiled[policy] = *known;
	build->compiled[policy].filter.instructions = palloc(size);
	memcpy(build->compiled[policy].filter.instructions, known->filter.instructions, size);
}

/* Whether sessions have to be able to load one more filter. */
static bool
databases_have_filters(const Tables *plan)
{
	for (int i = 0; i < plan_databases(plan); i++)
	{
		if (plan_database_policy(plan, i) != PLAN_NONE)
			return true;
	}
	return false;
}

static void
add_compilations(Build *build)
{
	const Tables *plan = &build->policies->plan;
	const char *databases = databases_have_filters(plan) ? "on" : "off";

	for (int i = 0; i < plan_policies(plan); i++)
	{
		int			before = build->rules->before == NULL ? PLAN_NONE : plan_before(plan, i);

		/* What somebody has written over is compiled again. */
		if (before >= 0 && policies_intact(&build->rules->before->compiled[before]))
			take_over(build, i, before);
		else
		{
			EncodedSettings settings = plan_settings(plan, i);

			boundary_add_fact(&settings, "whose", plan_whose(plan, i));
			boundary_add_fact(&settings, "databases", databases);
			boundary_request(&build->calls[build->count].request, CORE_COMPILE, plan_level(plan, i), &settings, NULL);
			pfree(settings.bytes.data);
			build->policy_of[build->count++] = i;
		}
	}
	build->compilations = build->count;
}

/* Where reloads may only tighten, each new policy beside the one that it would replace. */
static void
add_comparisons(Build *build)
{
	const Tables *plan = &build->policies->plan;
	int		   *compared = palloc0(sizeof(int) * (Size) plan_policies(plan));

	for (int i = 0; settings_reload_only_tightens && build->rules->before != NULL && i < plan_changes(plan); i++)
	{
		PlanChange	change = plan_change(plan, i);
		EncodedSettings before;
		EncodedSettings after;

		/* Many roles may go from one policy to another. */
		if (change.before < 0 || change.after < 0 || change.after >= plan_policies(plan) || compared[change.after] == change.before + 1)
			continue;
		compared[change.after] = change.before + 1;
		before = plan_settings(&build->rules->before->plan, change.before);
		after = plan_settings(plan, change.after);
		boundary_request(&build->calls[build->count++].request, CORE_TIGHTENS, plan_level(plan, change.after), &after, &before);
	}
}

/* Proves what was compiled. */
static CoreStatus
prove(const Build *build, int policy, Tables *tables)
{
	SessionPolicy *compiled = &build->compiled[policy];
	const CompiledFilter *below[] = {&build->compiled[PLAN_GLOBAL].filter};
	bool		is_global = policy == PLAN_GLOBAL;

	if (fault_injected(is_global ? "program-corrupted" : "session-program-corrupted") && compiled->filter.length > 0)
		compiled->filter.instructions[compiled->filter.length - 1].k ^= 0x00010000;
	if (fault_injected("quiet-program-corrupted") && compiled->filter.quiet_length > 0)
		compiled->filter.quiet_instructions[compiled->filter.quiet_length - 1].k ^= 0x00010000;
	tables->failure = verify_filter(&compiled->filter, below, is_global ? 0 : 1);
	return tables->failure == NULL ? CORE_ACCEPTED : CORE_FAILED;
}

/* Reads what a policy was compiled to, or why it was not. */
static CoreStatus
finish_policy(Build *build, int policy, Reply reply)
{
	SessionPolicy *compiled = &build->compiled[policy];
	const BuildRules *rules = build->rules;
	Tables	   *tables = &build->refusals[build->refused];
	CoreStatus	status = boundary_read_compiled(reply, &compiled->filter, tables);

	if (status == CORE_ACCEPTED)
		status = tables->status = prove(build, policy, tables);
	if (status == CORE_ACCEPTED)
		status = domain_take(tables, &compiled->domain, rules->before == NULL ? NULL : &rules->before->compiled[PLAN_GLOBAL].filter.own);
	if (status == CORE_ACCEPTED)
		compiled->checksum = policies_checksum(compiled);
	if (status == CORE_ACCEPTED)
		domain_warn_of_missing(&compiled->domain, rules->warning, &build->report);
	if (status == CORE_ACCEPTED)
		report_problems(tables, rules->level, rules->warning, rules->remark, build->settings, &build->report);
	else if (status == CORE_REJECTED && plan_is_closable(&build->policies->plan, policy) && rules->closes_roles)
	{
		report_problems(tables, LOG, rules->warning, rules->remark, build->settings, &build->report);
		compiled->closed = psprintf("%s. %s", boundary_text(tables, PROBLEMS, 0, PROBLEM_MESSAGE),
									boundary_text(tables, PROBLEMS, 0, PROBLEM_DETAIL));
		status = CORE_ACCEPTED;
	}
	else
		build->refused++;
	return status;
}

/* Of a policy that stands on a global filter which is refused: what the core says of it. */
static void
tell_of(const Build *build, Reply reply)
{
	CompiledFilter filter;
	Tables		tables;

	(void) boundary_read_compiled(reply, &filter, &tables);
	report_problems(&tables, build->rules->level, build->rules->warning, build->rules->remark, build->settings, NULL);
}

static CoreStatus
finish_comparison(Build *build, Reply reply)
{
	CoreStatus	status = boundary_open(reply, NULL, 0, &build->refusals[build->refused]);

	build->refused += status != CORE_ACCEPTED;
	return status;
}

/* Tells all that makes the build fail; the first one last, as it may raise an error. */
static void
report_refusals(Build *build)
{
	const BuildRules *rules = build->rules;

	report_will_raise(&build->report, &build->refusals[0]);
	for (int i = build->refused - 1; i >= 0; i--)
	{
		build->report.is_last = i == 0;
		report_problems(&build->refusals[i], i == 0 ? rules->level : report_level_beside(rules->level), rules->warning, rules->remark,
						build->settings, &build->report);
	}
}

/* Of two, the one that makes a build fail for good. */
static CoreStatus
worse(CoreStatus a, CoreStatus b)
{
	return a == CORE_REJECTED || b == CORE_REJECTED ? CORE_REJECTED : Max(a, b);
}

/* Compiles and compares, in one batch. */
static CoreStatus
compile(Build *build)
{
	CoreStatus	status = CORE_ACCEPTED;
	char	   *failure = NULL;
	Size		most = (Size) plan_policies(&build->policies->plan) + (Size) plan_changes(&build->policies->plan);

	build->compiled = palloc0(sizeof(SessionPolicy) * (Size) plan_policies(&build->policies->plan));
	build->policies->compiled = build->compiled;
	build->calls = palloc0(sizeof(CoreCall) * most);
	build->policy_of = palloc0(sizeof(int) * most);
	build->refusals = palloc0(sizeof(Tables) * (most + 1));
	add_compilations(build);
	add_comparisons(build);
	if (build->count > 0 && !core_calls(build->calls, build->count, &failure))
	{
		report_failure(build->rules->level, failure);
		return CORE_FAILED;
	}
	for (int i = 0; i < build->compilations; i++)
	{
		status = worse(status, finish_policy(build, build->policy_of[i], build->calls[i].reply));
		/* Everything is proved on top of the global filter, and refused for what that one is refused for. */
		if (status != CORE_ACCEPTED && build->policy_of[i] == PLAN_GLOBAL)
		{
			while (report_is_listened_to() && ++i < build->compilations)
				tell_of(build, build->calls[i].reply);
			break;
		}
	}
	for (int i = build->compilations; i < build->count && status == CORE_ACCEPTED; i++)
		status = worse(status, finish_comparison(build, build->calls[i].reply));
	report_rest(build->rules->warning, &build->report);
	report_refusals(build);
	return status;
}

Policies *
policy_build(const Settings *settings, const BuildRules *rules, CoreStatus *status)
{
	Build		build = {.settings = settings, .rules = rules, .policies = palloc0(sizeof(Policies)), .report = report_begin(MOST_DOUBTS)};

	*status = make_plan(&build);
	if (*status == CORE_ACCEPTED)
		*status = compile(&build);
	else if (*status == CORE_REJECTED && report_is_listened_to() && plan_is_whole(&build.policies->plan))
		(void) compile(&build);
	return *status == CORE_ACCEPTED ? build.policies : NULL;
}

void
policy_require_names(const Settings *settings, int level)
{
	EncodedSettings all = settings_encoded(settings);
	CoreCall	call = {0};
	Tables		plan;
	char	   *failure = NULL;

	boundary_request_plan(&call.request, &all, (Reply) {NULL, 0});
	if (!core_calls(&call, 1, &failure))
		report_failure(level, failure);
	if (plan_open(call.reply, &plan) == CORE_FAILED)
		report_failure(level, plan.failure);
	report_unknown_names(&plan, level, settings);
}
