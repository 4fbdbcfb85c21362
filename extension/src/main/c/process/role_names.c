/*
 * role_names.c: looks the names in pgseccomp.session_roles up.
 *
 * A policy for a role that is written differently than the role is nobody's policy, and that role has the sessions'. The postmaster cannot see
 * this, as it has no catalogs. So the first session under new policies does, when its client is authenticated and its filter loaded: in the
 * transaction in which PostgreSQL finds the role of the session, in the same catalog, a moment later. It takes no call that this does not take.
 *
 * Which policies were looked at is marked in the table of processes, which native code can write to. Who forges the mark makes the server say
 * it again, or not at all.
 */
#include "process/role_names.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "utils/acl.h"
#include "utils/rel.h"

#include "process/process_table.h"

/* No more names are looked up, and no more roles read; somebody waits for this session. */
#define MOST_NAMES 1000
#define MOST_ROLES 100000

/* So many are told one by one. */
#define MOST_TOLD 20

/* As PostgreSQL folds names that are not quoted, but for letters beyond ASCII. */
static void
fold(const char *name, char *folded)
{
	int			length = 0;

	for (; name[length] != '\0' && length < NAMEDATALEN - 1; length++)
		folded[length] = (name[length] >= 'A' && name[length] <= 'Z') ? name[length] - 'A' + 'a' : name[length];
	folded[length] = '\0';
}

static bool
is_role(const char *name)
{
	return OidIsValid(get_role_oid(name, true));
}

/* Finds roles whose names are those of others in the list once they are folded. */
static void
find_in_other_case(const Tables *plan, const bool *unknown, int names, char **others)
{
	Relation	roles = table_open(AuthIdRelationId, AccessShareLock);
	SysScanDesc scan = systable_beginscan(roles, InvalidOid, false, NULL, 0, NULL);

	for (int i = 0; i < MOST_ROLES; i++)
	{
		HeapTuple	tuple = systable_getnext(scan);
		char		folded[NAMEDATALEN];
		const char *name;
		int			row;

		if (!HeapTupleIsValid(tuple))
			break;
		name = NameStr(((Form_pg_authid) GETSTRUCT(tuple))->rolname);
		fold(name, folded);
		row = plan_role(plan, folded);
		if (row >= 0 && row < names && unknown[row] && others[row] == NULL)
			others[row] = pstrdup(name);
	}
	systable_endscan(scan);
	table_close(roles, AccessShareLock);
}

/* Not to the client: it is not told of warnings before it is let in (should_output_to_client in elog.c). */
static void
tell(const char *name, const char *other)
{
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg("role \"%s\" in parameter \"pgseccomp.session_roles\" does not exist", name),
			 other == NULL ? errdetail("Its settings are those of nobody until there is such a role.") :
			 errdetail("There is a role \"%s\", which differs in case only and has the policy of all sessions.", other),
			 other == NULL ? 0 : errhint("Write the name as it is, in double quotes if it has capital letters.")));
}

static void
tell_all(const Tables *plan, const bool *unknown, int names, char **others)
{
	int			untold = 0;
	int			told = 0;

	for (int row = 0; row < names; row++)
	{
		if (!unknown[row])
			continue;
		if (told++ < MOST_TOLD)
			tell(plan_role_name(plan, row), others[row]);
		else
			untold++;
	}
	if (untold > 0)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg_plural("%d more role in parameter \"pgseccomp.session_roles\" does not exist",
							   "%d more roles in parameter \"pgseccomp.session_roles\" do not exist",
							   (unsigned long) untold, untold)));
}

void
role_names_look_up(const Policies *policies)
{
	const Tables *plan = &policies->plan;
	int			names = Min(plan_roles(plan), MOST_NAMES);
	bool		any = false;
	bool	   *unknown;
	char	  **others;

	if (names == 0 || !IsTransactionState() || !process_table_is_first(policies->generation))
		return;
	unknown = palloc0(sizeof(bool) * (Size) names);
	others = palloc0(sizeof(char *) * (Size) names);
	for (int row = 0; row < names; row++)
	{
		char		folded[NAMEDATALEN];

		unknown[row] = !is_role(plan_role_name(plan, row));
		any |= unknown[row];
		fold(plan_role_name(plan, row), folded);
		if (unknown[row] && is_role(folded))
			others[row] = pstrdup(folded);
	}
	if (any)
		find_in_other_case(plan, unknown, names, others);
	tell_all(plan, unknown, names, others);
	pfree(others);
	pfree(unknown);
}
