/*
 * plan.c: looks things up in a plan.
 */
#include "policy/plan.h"

#include <string.h>

enum
{
	SETTINGS = 1, POLICIES, ENTRIES, ROLES, GROUPS, DATABASES, TYPES, CHANGES
};

enum
{
	FIRST_ENTRY, ENTRY_COUNT, LEVEL, CLOSABLE, BEFORE, WHOSE
};

/* How the names of a database's settings begin. */
#define DATABASE_PREFIX "database_syscall_"

static const int columns[] = {2, 6, 1, 4, 4, 3, 2, 6};

static bool
is_policy(const Tables *plan, int policy)
{
	return policy >= 0 && policy < plan_policies(plan);
}

/* Whether the settings of each policy are there. */
static bool
are_policies_whole(const Tables *plan)
{
	for (int i = 0; i < boundary_rows(plan, ENTRIES); i++)
	{
		int			setting = boundary_integer(plan, ENTRIES, i, 0);

		if (setting < 0 || setting >= boundary_rows(plan, SETTINGS))
			return false;
	}
	for (int i = 0; i < plan_policies(plan); i++)
	{
		int			first = boundary_integer(plan, POLICIES, i, FIRST_ENTRY);
		int			count = boundary_integer(plan, POLICIES, i, ENTRY_COUNT);

		if (first < 0 || count < 0 || first > boundary_rows(plan, ENTRIES) - count)
			return false;
	}
	return true;
}

/* Whether everybody gets a policy that there is, or none where that can be. */
static bool
are_all_policies_there(const Tables *plan)
{
	for (int i = 0; i < plan_roles(plan); i++)
	{
		if (!is_policy(plan, plan_role_policy(plan, i, false)) || !is_policy(plan, plan_role_policy(plan, i, true)))
			return false;
	}
	for (int i = 0; i < plan_groups(plan); i++)
	{
		if (!is_policy(plan, plan_group_policy(plan, i, false)) || !is_policy(plan, plan_group_policy(plan, i, true)))
			return false;
	}
	for (int i = 0; i < plan_databases(plan); i++)
	{
		int			policy = plan_database_policy(plan, i);

		if (policy != PLAN_NONE && (!is_policy(plan, policy) || plan_level(plan, policy) != LEVEL_DATABASE))
			return false;
	}
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		int			policy = plan_type_policy(plan, (ProcessType) type);

		if (!is_policy(plan, policy) && (policy != PLAN_NONE || process_type_falls_back_to_session((ProcessType) type)))
			return false;
	}
	for (int i = 0; i < plan_changes(plan); i++)
	{
		int			after = plan_change(plan, i).after;

		if (!is_policy(plan, after) && after != PLAN_NONE)
			return false;
	}
	return true;
}

bool
plan_is_whole(const Tables *plan)
{
	return plan_policies(plan) > PLAN_SESSION && boundary_rows(plan, TYPES) == PROCESS_TYPES && are_policies_whole(plan) &&
		are_all_policies_there(plan);
}

CoreStatus
plan_open(Reply reply, Tables *plan)
{
	CoreStatus	status = boundary_open(reply, columns, lengthof(columns), plan);

	if (status == CORE_ACCEPTED && !plan_is_whole(plan))
	{
		plan->failure = "malformed plan";
		status = plan->status = CORE_FAILED;
	}
	return status;
}

int
plan_policies(const Tables *plan)
{
	return boundary_rows(plan, POLICIES);
}

EncodedSettings
plan_settings(const Tables *plan, int policy)
{
	EncodedSettings settings;
	int			first = boundary_integer(plan, POLICIES, policy, FIRST_ENTRY);
	int			count = boundary_integer(plan, POLICIES, policy, ENTRY_COUNT);

	boundary_begin_settings(&settings);
	for (int i = first; i - first < count && i < boundary_rows(plan, ENTRIES); i++)
	{
		int			setting = boundary_integer(plan, ENTRIES, i, 0);

		boundary_add_setting(&settings, boundary_text(plan, SETTINGS, setting, 0), boundary_text(plan, SETTINGS, setting, 1));
	}
	return settings;
}

bool
plan_has_setting(const Tables *plan, int policy, const char *name)
{
	int			first = boundary_integer(plan, POLICIES, policy, FIRST_ENTRY);
	int			count = boundary_integer(plan, POLICIES, policy, ENTRY_COUNT);

	for (int i = first; i - first < count && i < boundary_rows(plan, ENTRIES); i++)
	{
		if (strcmp(boundary_text(plan, SETTINGS, boundary_integer(plan, ENTRIES, i, 0), 0), name) == 0)
			return true;
	}
	return false;
}

FilterLevel
plan_level(const Tables *plan, int policy)
{
	int			level = boundary_integer(plan, POLICIES, policy, LEVEL);

	return level == LEVEL_GLOBAL || level == LEVEL_DATABASE ? (FilterLevel) level : LEVEL_SESSION;
}

bool
plan_is_closable(const Tables *plan, int policy)
{
	return boundary_integer(plan, POLICIES, policy, CLOSABLE) == 1;
}

int
plan_before(const Tables *plan, int policy)
{
	return boundary_integer(plan, POLICIES, policy, BEFORE);
}

const char *
plan_whose(const Tables *plan, int policy)
{
	return boundary_text(plan, POLICIES, policy, WHOSE);
}

int
plan_roles(const Tables *plan)
{
	return boundary_rows(plan, ROLES);
}

/* The row of a name in a table that is sorted by names, or PLAN_NONE. */
static int
row_of(const Tables *plan, int table, const char *name)
{
	int			low = 0;
	int			high = boundary_rows(plan, table) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(boundary_text(plan, table, middle, 0), name);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle - 1;
	}
	return PLAN_NONE;
}

int
plan_role(const Tables *plan, const char *role)
{
	return row_of(plan, ROLES, role);
}

const char *
plan_role_name(const Tables *plan, int row)
{
	return boundary_text(plan, ROLES, row, 0);
}

const char *
plan_role_suffix(const Tables *plan, int row)
{
	return boundary_text(plan, ROLES, row, 1);
}

int
plan_role_policy(const Tables *plan, int row, bool as_walsender)
{
	return boundary_integer(plan, ROLES, row, as_walsender ? 3 : 2);
}

int
plan_groups(const Tables *plan)
{
	return boundary_rows(plan, GROUPS);
}

int
plan_group(const Tables *plan, const char *group)
{
	for (int row = 0; row < plan_groups(plan); row++)
	{
		if (strcmp(plan_group_name(plan, row), group) == 0)
			return row;
	}
	return PLAN_NONE;
}

const char *
plan_group_name(const Tables *plan, int row)
{
	return boundary_text(plan, GROUPS, row, 0);
}

const char *
plan_group_suffix(const Tables *plan, int row)
{
	return boundary_text(plan, GROUPS, row, 1);
}

int
plan_group_policy(const Tables *plan, int row, bool as_walsender)
{
	return boundary_integer(plan, GROUPS, row, as_walsender ? 3 : 2);
}

int
plan_database(const Tables *plan, const char *database)
{
	return row_of(plan, DATABASES, database);
}

int
plan_databases(const Tables *plan)
{
	return boundary_rows(plan, DATABASES);
}

const char *
plan_database_name(const Tables *plan, int row)
{
	return boundary_text(plan, DATABASES, row, 0);
}

const char *
plan_database_suffix(const Tables *plan, int row)
{
	return boundary_text(plan, DATABASES, row, 1);
}

int
plan_database_policy(const Tables *plan, int row)
{
	return boundary_integer(plan, DATABASES, row, 2);
}

void
plan_add_own_settings(const Tables *plan, int policy, EncodedSettings *settings)
{
	int			first = boundary_integer(plan, POLICIES, policy, FIRST_ENTRY);
	int			count = boundary_integer(plan, POLICIES, policy, ENTRY_COUNT);

	for (int i = first; i - first < count && i < boundary_rows(plan, ENTRIES); i++)
	{
		int			setting = boundary_integer(plan, ENTRIES, i, 0);
		const char *name = boundary_text(plan, SETTINGS, setting, 0);

		if (pg_strncasecmp(name, DATABASE_PREFIX, strlen(DATABASE_PREFIX)) == 0)
			boundary_add_setting(settings, name, boundary_text(plan, SETTINGS, setting, 1));
	}
}

int
plan_type_policy(const Tables *plan, ProcessType type)
{
	return boundary_integer(plan, TYPES, type, 0);
}

bool
plan_type_is_listed(const Tables *plan, ProcessType type)
{
	return boundary_integer(plan, TYPES, type, 1) == 1;
}

int
plan_changes(const Tables *plan)
{
	return boundary_rows(plan, CHANGES);
}

PlanChange
plan_change(const Tables *plan, int row)
{
	return (PlanChange) {
		boundary_text(plan, CHANGES, row, 0), boundary_integer(plan, CHANGES, row, 1), boundary_integer(plan, CHANGES, row, 2),
		boundary_text(plan, CHANGES, row, 3), boundary_text(plan, CHANGES, row, 4), boundary_text(plan, CHANGES, row, 5),
	};
}
