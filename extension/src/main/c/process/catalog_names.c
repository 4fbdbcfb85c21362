/*
 * catalog_names.c: looks the names in pgseccomp.session_roles and pgseccomp.session_databases up.
 *
 * A policy for a role or a database that is written differently than the role is nobody's policy, and that role has the sessions'. The postmaster
 * cannot see this, as it has no catalogs. So the first session under new policies does, at the end of the transaction in which it begins: PostgreSQL has read the
 * same catalogs in it, so that this takes no other call. Before a database is selected not all of them can be read.
 *
 * Which policies were looked at is marked in the table of processes, which native code can write to. Who forges the mark makes the server say
 * it again, or not at all.
 */
#include "process/catalog_names.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/rel.h"

#include "process/process_table.h"
#include "start/report.h"

/* No more names of a kind are looked up, and no more rows of a catalog read; somebody waits for this session. */
#define MOST_NAMES 1000
#define MOST_ROWS 100000

/* So many are told one by one. */
#define MOST_TOLD 20

/* Names that stand in a setting, and the catalog that has them. */
typedef struct Kind
{
	const char *noun;
	const char *plural;
	const char *parameter;
	const char *has_instead;	/* what one has whose name differs in case only */
	Oid			catalog;
	int			(*count) (const Tables *plan);
	const char *(*name) (const Tables *plan, int row);
	bool		(*exists) (const char *name);
} Kind;

static bool
is_role(const char *name)
{
	return OidIsValid(get_role_oid(name, true));
}

static bool
is_database(const char *name)
{
	return OidIsValid(get_database_oid(name, true));
}

static const Kind kinds[] = {
	{"role", "roles", "pgseccomp.session_roles", "has the policy of all sessions", AuthIdRelationId, plan_roles, plan_role_name, is_role},
	{"role", "roles", "pgseccomp.session_roles", "whose members have the policy of all sessions", AuthIdRelationId, plan_groups, plan_group_name, is_role},
	{"database", "databases", "pgseccomp.session_databases", "has no settings of its own", DatabaseRelationId, plan_databases, plan_database_name, is_database},
};

/* As PostgreSQL folds names that are not quoted, but for letters beyond ASCII. */
static void
fold(const char *name, char *folded)
{
	int			length = 0;

	for (; name[length] != '\0' && length < NAMEDATALEN - 1; length++)
		folded[length] = (name[length] >= 'A' && name[length] <= 'Z') ? name[length] - 'A' + 'a' : name[length];
	folded[length] = '\0';
}

/* The name of a row of one of these catalogs. */
static const char *
name_of(const Kind *kind, HeapTuple tuple)
{
	return kind->catalog == AuthIdRelationId ? NameStr(((Form_pg_authid) GETSTRUCT(tuple))->rolname) :
		NameStr(((Form_pg_database) GETSTRUCT(tuple))->datname);
}

/* Finds others whose names are the same once both are folded, up to the first for each. */
static void
find_in_other_case(const Kind *kind, const Tables *plan, const bool *unknown, int names, char **others)
{
	Relation	catalog = table_open(kind->catalog, AccessShareLock);
	SysScanDesc scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	char	  (*wanted)[NAMEDATALEN] = palloc0(NAMEDATALEN * (Size) names);

	for (int row = 0; row < names; row++)
		fold(kind->name(plan, row), wanted[row]);
	for (int i = 0; i < MOST_ROWS; i++)
	{
		HeapTuple	tuple = systable_getnext(scan);
		char		folded[NAMEDATALEN];

		if (!HeapTupleIsValid(tuple))
			break;
		fold(name_of(kind, tuple), folded);
		for (int row = 0; row < names; row++)
		{
			if (unknown[row] && others[row] == NULL && strcmp(wanted[row], folded) == 0)
				others[row] = pstrdup(name_of(kind, tuple));
		}
	}
	pfree(wanted);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
}

/* What is probably meant. */
static char *
hint_of(const Kind *kind, const char *name, const char *other)
{
	Size		length = strlen(name);

	if (other != NULL)
		return "Write the name as it is, in double quotes if it has capital letters.";
	/* As pg_hba.conf would have it. */
	if (kind->count == plan_groups && length > 2 && name[0] == '"' && name[length - 1] == '"')
		return psprintf("Write the sign within the double quotes: \"+%.*s\".", (int) length - 2, name + 1);
	return "";
}

/* To whoever listens, or the log. */
static void
say(const Told *told)
{
	if (!report_tell(told))
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg_internal("%s", told->message),
				 told->detail[0] == '\0' ? 0 : errdetail_internal("%s", told->detail),
				 told->hint[0] == '\0' ? 0 : errhint("%s", told->hint)));
}

static void
tell(const Kind *kind, const char *name, const char *other)
{
	char	   *detail = other == NULL ? psprintf("Its settings are those of nobody until there is such a %s.", kind->noun) :
		psprintf("There is a %s \"%s\", which differs in case only and %s.", kind->noun, other, kind->has_instead);

	say(&(Told) {
		"warning", kind->parameter, psprintf("%s \"%s\" in parameter \"%s\" does not exist", kind->noun, name, kind->parameter), detail,
		hint_of(kind, name, other)
	});
}

static void
tell_all(const Kind *kind, const Tables *plan, const bool *unknown, int names, char **others)
{
	int			untold = 0;
	int			told = 0;

	for (int row = 0; row < names; row++)
	{
		if (!unknown[row])
			continue;
		if (told++ < MOST_TOLD)
			tell(kind, kind->name(plan, row), others[row]);
		else
			untold++;
	}
	if (untold > 0)
		say(&(Told) {
			"warning", kind->parameter,
			untold == 1 ? psprintf("1 more %s in parameter \"%s\" does not exist", kind->noun, kind->parameter) :
			psprintf("%d more %s in parameter \"%s\" do not exist", untold, kind->plural, kind->parameter), "", ""
		});
}

/* To the log, and not to the client, who may be anybody. */
static void
tell_log(const Kind *kind, const Tables *plan, const bool *unknown, int names, char **others)
{
	CommandDest client = whereToSendOutput;

	whereToSendOutput = DestNone;
	tell_all(kind, plan, unknown, names, others);
	whereToSendOutput = client;
}

static void
look_up(const Kind *kind, const Tables *plan, bool for_log)
{
	int			names = Min(kind->count(plan), MOST_NAMES);
	bool	   *unknown = palloc0(sizeof(bool) * (Size) (names + 1));
	char	  **others = palloc0(sizeof(char *) * (Size) (names + 1));
	int			count = 0;
	int			told = 0;		/* up to this row, exclusive, all unknown ones are told */

	for (int row = 0; row < names; row++)
	{
		unknown[row] = !kind->exists(kind->name(plan, row));
		if (unknown[row] && count++ < MOST_TOLD)
			told = row + 1;
	}
	if (count > 0)
		find_in_other_case(kind, plan, unknown, told, others);
	if (for_log)
		tell_log(kind, plan, unknown, names, others);
	else
		tell_all(kind, plan, unknown, names, others);
	pfree(others);
	pfree(unknown);
}

void
catalog_names_look_up(const Policies *policies)
{
	const Tables *plan;

	if (policies == NULL)
		return;
	plan = &policies->plan;
	if (plan_roles(plan) + plan_groups(plan) + plan_databases(plan) == 0 || !IsTransactionState() ||
		!process_table_is_first(policies->generation))
		return;
	for (int i = 0; i < (int) lengthof(kinds); i++)
		look_up(&kinds[i], plan, true);
}

void
catalog_names_tell(const Tables *plan)
{
	for (int i = 0; i < (int) lengthof(kinds); i++)
		look_up(&kinds[i], plan, false);
}
