/*
 * role_policy.c: looks up which policy a role has.
 *
 * A role that is listed itself has its own. Any other one has that of the first "+role" in the order written of which it is a member, directly or not, as
 * of now. Superusers are members where they were made so, as in pg_hba.conf (is_member in hba.c). PostgreSQL authenticates a client in a
 * transaction (InitPostgres), in which the catalogs that all databases share can be read.
 *
 * Whoever fails here is not let in: an error before a session has begun is FATAL.
 */
#include "process/role_policy.h"

#include <string.h>

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/acl.h"

static bool
has_own(const Policies *whole, const char *role)
{
	RolePolicy	of_role;

	return policies_of_role(whole, role, &of_role);
}

static void
want(Carried *wanted, const char *role, bool is_of_members)
{
	wanted->has_role = true;
	wanted->is_of_members = is_of_members;
	strlcpy(wanted->role, role, sizeof(wanted->role));
}

static void
find_group(const Policies *whole, Oid role, Carried *wanted)
{
	for (int row = 0; row < plan_groups(&whole->plan); row++)
	{
		const char *name = plan_group_name(&whole->plan, row);
		Oid			group = get_role_oid(name, true);

		if (OidIsValid(group) && is_member_of_role_nosuper(role, group))
		{
			want(wanted, name, true);
			return;
		}
	}
}

void
role_policy_find(const Policies *whole, Oid role, Carried *wanted)
{
	const char *name = OidIsValid(role) ? GetUserNameFromId(role, true) : NULL;

	if (name == NULL)
		return;
	if (has_own(whole, name))
		want(wanted, name, false);
	else
		find_group(whole, role, wanted);
}

void
role_policy_find_at_login(const Policies *whole, const char *role, Carried *wanted)
{
	Oid			oid;

	if (has_own(whole, role))
	{
		want(wanted, role, false);
		return;
	}
	if (plan_groups(&whole->plan) == 0)
		return;
	if (!IsTransactionState())
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
				 errmsg("pgseccomp cannot look up of which roles \"%s\" is a member", role)));
	/* A role that does not exist is refused by PostgreSQL, a moment later. */
	oid = get_role_oid(role, true);
	if (OidIsValid(oid))
		find_group(whole, oid, wanted);
}
