/*
 * policy_compare.c: what every role and process type would get, beside what it gets now.
 */
#include "policy_compare.h"

#include "report.h"

#define HINT "pgseccomp.reload_only_tightens is on: restart the server to loosen a policy."

/* Notes a pair, once. */
static void
note(Comparisons *comparisons, const SessionPolicy *after, const SessionPolicy *before)
{
	if (boundary_same_settings(&after->source, &before->source))
		return;
	for (int i = 0; i < comparisons->count; i++)
	{
		if (comparisons->pairs[i].after == after && comparisons->pairs[i].before == before)
			return;
	}
	comparisons->pairs[comparisons->count++] = (Comparison) {after, before};
}

/* A role that could not log in, and now could. */
static bool
note_role(Comparisons *comparisons, const char *role, const SessionPolicy *after, const SessionPolicy *before, int level)
{
	if (before->closed == NULL)
	{
		note(comparisons, after, before);
		return true;
	}
	if (boundary_same_settings(&after->source, &before->source))
		return true;
	ereport(level,
			(errmsg("the new policy would let role \"%s\" log in", role),
			 errdetail("Its settings were refused when the server started, and it has been closed since."),
			 errhint(HINT)));
	return false;
}

static const SessionPolicy *
of_role(const Policies *policies, const char *role, bool as_walsender)
{
	const RolePolicy *found = policies_of_role(policies, role);

	if (found != NULL)
		return as_walsender ? found->as_walsender : found->policy;
	return as_walsender ? policies->types[TYPE_WALSENDER] : policies->session;
}

/* Every role that the first whole has; a role that the other one does not have is there as one of all others. */
static bool
note_roles(Comparisons *comparisons, const Policies *named, const Policies *after, const Policies *before, int level)
{
	bool		tightens = true;

	for (int i = 0; i < named->role_count && tightens; i++)
	{
		const char *role = named->roles[i].role;

		tightens = note_role(comparisons, role, of_role(after, role, false), of_role(before, role, false), level) &&
			note_role(comparisons, role, of_role(after, role, true), of_role(before, role, true), level);
	}
	return tightens;
}

static bool
note_type(Comparisons *comparisons, ProcessType type, const SessionPolicy *after, const SessionPolicy *before, int level)
{
	if (after != NULL && before != NULL)
		note(comparisons, after, before);
	if (after != NULL || before == NULL)
		return true;
	ereport(level,
			(errmsg("the new policy would take the filter of its own from process type \"%s\"", process_type_name(type)),
			 errhint(HINT)));
	return false;
}

bool
policy_note_comparisons(Comparisons *comparisons, const Policies *after, const Policies *before, int level)
{
	bool		tightens;

	comparisons->pairs = palloc(sizeof(Comparison) *
								(2 * (size_t) (after->role_count + before->role_count) + PROCESS_TYPES + 1));
	comparisons->count = 0;
	note(comparisons, after->session, before->session);
	tightens = note_roles(comparisons, after, after, before, level) && note_roles(comparisons, before, after, before, level);
	for (int type = 0; type < PROCESS_TYPES && tightens; type++)
		tightens = note_type(comparisons, (ProcessType) type, after->types[type], before->types[type], level);
	return tightens;
}

void
policy_request_comparison(const Comparison *comparison, CoreCall *call)
{
	boundary_request(&call->request, CORE_TIGHTENS, LEVEL_SESSION, &comparison->after->source, &comparison->before->source);
}

bool
policy_read_comparison(Reply reply, const Settings *settings, int level)
{
	Rejection	rejection;
	char	   *failure = NULL;
	CoreStatus	status = boundary_read_verdict(reply, &rejection, &failure);

	if (status != CORE_ACCEPTED)
		report_refusal(level, status, &rejection, failure, settings);
	return status == CORE_ACCEPTED;
}
