/*
 * check_changes.c: what a configuration changes for whom, for seccomp_check().
 *
 *   plan in force, plan of the configuration ── the core
 *     → who goes from which policy to which one
 *     → what becomes of calls, files and ports there ── the core, once for each way
 *     → one row for all to whom the same happens
 */
#include "sql/check_changes.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include <string.h>

#include "policy/policies.h"
#include "process/catalog_names.h"
#include "process/process_table.h"
#include "sql/srf.h"

/* So many of those who get another policy are named. */
#define MOST_NAMED 10

#define AFTER_RELOAD "It takes effect for new processes after a reload."
#define AFTER_RESTART "All of it takes effect when the server is restarted."

/* The same change of many stands in one row. */
typedef struct ChangeRow
{
	Told		told;			/* of the message what comes behind the names */
	StringInfoData who;
	int			names;
	List	   *members;		/* of those, as they are named */
} ChangeRow;

typedef struct Changes
{
	List	   *rows;
	bool		needs_restart;
} Changes;

Told
check_remark(const Tables *tables, int table, int row)
{
	return (Told) {
		boundary_text(tables, table, row, REMARK_SEVERITY), boundary_text(tables, table, row, REMARK_SETTING),
		boundary_text(tables, table, row, REMARK_MESSAGE), boundary_text(tables, table, row, REMARK_DETAIL),
		boundary_text(tables, table, row, REMARK_HINT)
	};
}

Tables
check_ask(CoreCall *call)
{
	static const int columns[] = {REMARK_COLUMNS};
	Tables		tables;

	srf_ask(call);
	if (boundary_open(call->reply, columns, lengthof(columns), &tables) != CORE_ACCEPTED)
		report_failure(ERROR, tables.failure);
	return tables;
}

/* A plan, beside another one. False if there is none. */
static bool
make_plan(const EncodedSettings *settings, Reply before, Tables *plan, Reply *reply)
{
	CoreCall	call = {0};

	boundary_request_plan(&call.request, settings, before);
	srf_ask(&call);
	if (plan_open(call.reply, plan) == CORE_FAILED)
		report_failure(ERROR, plan->failure);
	*reply = call.reply;
	return plan_is_whole(plan);
}

/* Two plans, and whether they are of a server that loads filters. */
typedef struct Plans
{
	Tables		before;
	Tables		after;
	bool	   *happens;		/* of each change */
	bool		was_off;
	bool		is_off;
} Plans;

static bool
is_member(const char *role, const char *group)
{
	Oid			member = get_role_oid(role, true);
	Oid			of = get_role_oid(group, true);

	return OidIsValid(member) && OidIsValid(of) && is_member_of_role_nosuper(member, of);
}

static bool
may_replicate(const char *name)
{
	Oid			role = get_role_oid(name, true);

	/* Of one that does not exist yet nobody knows. */
	return !OidIsValid(role) || has_rolreplication(role);
}

/* What happens to a role that begins or ceases to be listed is the change of the first group that it is a member of, or that of members of none. */
static bool
happens(const Plans *plans, PlanChange change)
{
	const Tables *unlisted = plan_role(&plans->after, change.role) == PLAN_NONE ? &plans->after : &plans->before;

	if (change.walsender[0] != '\0' && !may_replicate(change.walsender))
		return false;
	if (change.role[0] == '\0')
		return true;
	for (int i = 0; i < plan_groups(unlisted); i++)
	{
		if (is_member(change.role, plan_group_name(unlisted, i)))
			return strcmp(plan_group_name(unlisted, i), change.group) == 0;
	}
	return change.group[0] == '\0';
}

static bool
go_the_same_way(PlanChange a, PlanChange b)
{
	return a.before == b.before && a.after == b.after;
}

static bool
is_first_of_its_way(const Plans *plans, int row)
{
	const Tables *plan = &plans->after;

	for (int i = 0; i < row; i++)
	{
		if (plans->happens[i] && go_the_same_way(plan_change(plan, i), plan_change(plan, row)))
			return false;
	}
	return true;
}

static bool
has_member(const ChangeRow *row, const char *who)
{
	ListCell   *cell;

	foreach(cell, row->members)
		if (strcmp(lfirst(cell), who) == 0)
			return true;
	return false;
}

/* Members of a role may go the same way twice, by the other roles that they are members of; they are named once. */
static void
add_name(ChangeRow *row, const char *who)
{
	if (strncmp(who, "members of ", strlen("members of ")) == 0)
	{
		if (has_member(row, who))
			return;
		row->members = lappend(row->members, unconstify(char *, who));
	}
	if (row->names++ < MOST_NAMED)
		appendStringInfo(&row->who, "%s%s", row->names == 1 ? "" : ", ", who);
}

/* Those who go the same way, from one row of changes on; of no row, the postmaster. */
static void
add_names(ChangeRow *row, const Plans *plans, int way)
{
	const Tables *plan = &plans->after;

	if (way < 0)
		add_name(row, "the postmaster");
	for (int i = Max(way, 0); way >= 0 && i < plan_changes(plan); i++)
	{
		if (plans->happens[i] && go_the_same_way(plan_change(plan, i), plan_change(plan, way)))
			add_name(row, plan_change(plan, i).who);
	}
}

/* The row that says the same, which may be new. */
static ChangeRow *
row_of(Changes *changes, const Told *told)
{
	ListCell   *cell;
	ChangeRow  *row;

	foreach(cell, changes->rows)
	{
		row = lfirst(cell);
		if (strcmp(row->told.severity, told->severity) == 0 && strcmp(row->told.setting, told->setting) == 0 &&
			strcmp(row->told.message, told->message) == 0 && strcmp(row->told.detail, told->detail) == 0 &&
			strcmp(row->told.hint, told->hint) == 0)
			return row;
	}
	row = palloc0(sizeof(ChangeRow));
	row->told = *told;
	initStringInfo(&row->who);
	changes->rows = lappend(changes->rows, row);
	return row;
}

/* What becomes of calls where one policy replaces another one. */
static void
compare(Changes *changes, const Plans *plans, int before, int after, int way, const char *when)
{
	int			was = before < 0 ? PLAN_GLOBAL : before;
	int			is = after < 0 ? PLAN_GLOBAL : after;
	EncodedSettings settings = plan_settings(&plans->after, is);
	EncodedSettings settings_before = plan_settings(&plans->before, was);
	FilterLevel level = Max(plan_level(&plans->after, is), plan_level(&plans->before, was));
	CoreCall	call = {0};
	Tables		tables;

	if (plans->was_off)
		boundary_add_fact(&settings, "off_before", "on");
	if (plans->is_off)
		boundary_add_fact(&settings, "off_after", "on");
	if (before >= 0 && !plans->was_off && policies_in_force()->compiled[before].closed != NULL)
		boundary_add_fact(&settings, "closed_before", "on");
	boundary_request(&call.request, CORE_CHANGE, level, &settings, &settings_before);
	tables = check_ask(&call);
	for (int row = 0; row < boundary_rows(&tables, REMARKS); row++)
	{
		Told		told = check_remark(&tables, REMARKS, row);
		bool		is_refused = settings_reload_only_tightens && !changes->needs_restart && strcmp(told.severity, "looser") == 0;

		told.hint = is_refused ? "pgseccomp.reload_only_tightens is on: restart the server to loosen a policy." : when;
		add_names(row_of(changes, &told), plans, way);
	}
}

static void
tell_rows(const Changes *changes, Listener *listener)
{
	ListCell   *cell;

	foreach(cell, changes->rows)
	{
		ChangeRow  *row = lfirst(cell);

		if (row->names > MOST_NAMED)
			appendStringInfo(&row->who, " and %d more", row->names - MOST_NAMED);
		row->told.message = psprintf("%s: %s", row->who.data, row->told.message);
		listener->told(listener, &row->told);
	}
}

/* What no judgement of settings knows: whether there is anybody of these names. */
static void
tell_of_names(Listener *listener, const Tables *plan)
{
	report_to(listener);
	catalog_names_tell(plan);
	report_to(NULL);
}

void
check_changes(const Proposed *proposed, bool needs_restart, Listener *listener)
{
	EncodedSettings none;
	EncodedSettings written = settings_encoded(&proposed->settings);
	bool		is_in_force = settings_enabled && !settings_learn;
	Plans		plans = {.was_off = !is_in_force, .is_off = !proposed_is_in_force(proposed)};
	/* No reload begins to enforce, or ceases to. */
	bool		restarts = needs_restart || plans.was_off != plans.is_off;
	Changes		changes = {NIL, restarts};
	Reply		before;
	Reply		after;
	const char *when = restarts ? AFTER_RESTART : AFTER_RELOAD;

	if (plans.was_off && plans.is_off)
		return;
	boundary_begin_settings(&none);
	if (is_in_force)
	{
		before = policies_in_force()->reply;
		if (plan_open(before, &plans.before) != CORE_ACCEPTED)
			report_failure(ERROR, plans.before.failure);
	}
	else if (!make_plan(&none, (Reply) {NULL, 0}, &plans.before, &before))
		return;
	if (!make_plan(plans.is_off ? &none : &written, before, &plans.after, &after))
		return;
	if (!plans.is_off)
		tell_of_names(listener, &plans.after);
	compare(&changes, &plans, PLAN_GLOBAL, PLAN_GLOBAL, -1, "It takes effect when the server is restarted.");
	plans.happens = palloc(sizeof(bool) * (Size) (plan_changes(&plans.after) + 1));
	for (int i = 0; i < plan_changes(&plans.after); i++)
		plans.happens[i] = happens(&plans, plan_change(&plans.after, i));
	for (int i = 0; i < plan_changes(&plans.after); i++)
	{
		PlanChange	change = plan_change(&plans.after, i);

		if (plans.happens[i] && is_first_of_its_way(&plans, i) && change.before < plan_policies(&plans.before) && change.after < plan_policies(&plans.after))
			compare(&changes, &plans, change.before, change.after, i, when);
	}
	tell_rows(&changes, listener);
	if (is_in_force && IsUnderPostmaster && process_table_in_force() > policies_in_force()->generation)
		listener->told(listener, &(Told) {
			"remark", "", "policies have changed since this session began", "Changes are shown from what was in force then.",
			"Connect again to see what changes from now on."
		});
}
