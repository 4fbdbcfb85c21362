/*
 * loaded_filters.c: loads the policies of a process: of its type, of sessions, of its role, of its database, in this order.
 *
 * The programs come from memory that was inherited from the postmaster, and each is looked at once more before it is loaded. What
 * was written into the table beforehand is for others; this process never reads it again.
 */
#include "process/loaded_filters.h"

#include "commands/dbcommands.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "denial/denial_report.h"
#include "denial/domain_hint.h"
#include "kernel/fault.h"
#include "kernel/kernel.h"

static Carried own;
static const SessionPolicy *last = NULL;
static const SessionPolicy *of_database = NULL;

Carried
loaded_filters_nothing(const Policies *whole)
{
	Carried		nothing;

	memset(&nothing, 0, sizeof(nothing));
	nothing.generation = whole->generation;
	nothing.type = NO_PROCESS_TYPE;
	return nothing;
}

static __attribute__((noreturn)) void
refuse_changed(void)
{
	ereport(FATAL,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("the system call filter of this session has changed since it was proved"),
			 errhint("Restart the server; a library may have overwritten its memory.")));
}

bool
loaded_filters_of_role(const Policies *whole, const Carried *carried, RolePolicy *found)
{
	return carried->is_of_members ? policies_of_group(whole, carried->role, found) : policies_of_role(whole, carried->role, found);
}

bool
loaded_filters_exist(const Policies *whole, const Carried *carried)
{
	RolePolicy	role;
	DatabasePolicy database;

	if (carried->has_database && (!policies_of_database(whole, carried->database, &database) || database.policy->closed != NULL))
		return false;
	if ((unsigned) carried->type > NO_PROCESS_TYPE ||
		(carried->type != NO_PROCESS_TYPE && policies_of_type(whole, carried->type) == NULL))
		return false;
	if (carried->has_role &&
		(!loaded_filters_of_role(whole, carried, &role) || role.policy->closed != NULL || role.as_walsender->closed != NULL))
		return false;
	return carried->type != NO_PROCESS_TYPE || carried->session || carried->has_role;
}

/* The policy of a role, which is another one in a walsender where these have settings of their own. */
static CarriedPolicy
policy_of_role(const Policies *whole, const Carried *carried)
{
	RolePolicy	role;

	/* Who carries a role's policy was looked up there before; one that is gone was written over. */
	if (!loaded_filters_of_role(whole, carried, &role))
		refuse_changed();
	return (CarriedPolicy) {carried->type == TYPE_WALSENDER ? role.as_walsender : role.policy, SOURCE_ROLE, role.suffix};
}

static CarriedPolicy
policy_of_database(const Policies *whole, const Carried *carried)
{
	DatabasePolicy database;

	if (!policies_of_database(whole, carried->database, &database))
		refuse_changed();
	return (CarriedPolicy) {database.policy, SOURCE_DATABASE, database.suffix};
}

/* Whether the policy of the process type is part of the role's, and not one by itself. */
static bool
is_in_role(const Carried *carried)
{
	return carried->type == TYPE_WALSENDER && carried->has_role;
}

int
loaded_filters_policies(const Policies *whole, const Carried *carried, CarriedPolicy *policies)
{
	int			count = 0;

	if (carried->type != NO_PROCESS_TYPE && !is_in_role(carried))
		policies[count++] = (CarriedPolicy) {policies_of_type(whole, carried->type), SOURCE_PROCESS, process_type_name(carried->type)};
	if (carried->session)
		policies[count++] = (CarriedPolicy) {policies_of_sessions(whole), SOURCE_SESSION, NULL};
	if (carried->has_role)
		policies[count++] = policy_of_role(whole, carried);
	if (carried->has_database)
		policies[count++] = policy_of_database(whole, carried);
	return count;
}

static void
require_loadable(const CarriedPolicy *carried, const Carried *wanted)
{
	const SessionPolicy *policy = carried->policy;
	bool		is_of_database = carried->source == SOURCE_DATABASE;

	if (fault_injected("session-policy-overwritten") && policy->filter.length > 0)
		policy->filter.instructions[policy->filter.length - 1].k ^= 0x00010000;
	if (!policies_intact(policy))
		refuse_changed();
	if (policy->closed != NULL)
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
				 is_of_database ?
				 errmsg("database \"%s\" cannot be used, since its pgseccomp settings are not valid", wanted->database) :
				 wanted->is_of_members ?
				 errmsg("members of role \"%s\" cannot log in, since its pgseccomp settings are not valid", wanted->role) :
				 errmsg("role \"%s\" cannot log in, since its pgseccomp settings are not valid", wanted->role),
				 errdetail_log("%s", policy->closed),
				 errhint("The server's log says what is wrong with them.")));
}

/* Files and ports first: these are called as the postmaster calls them, and what denies a call is loaded afterwards. */
static void
enter_domain(const CarriedPolicy *policy)
{
	const Domain *domain = &policy->policy->domain;
	const char *problem;

	if (domain_is_none(domain))
		return;
	if (!domain_enter(domain, &problem))
		ereport(FATAL,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("pgseccomp could not restrict the files and ports of this process"),
				 errdetail_internal("%s.", problem),
				 loaded_filters_any() ?
				 errhint("The filters that it has already may deny the calls of Landlock, or the process may have too many domains.") : 0));
	domain_hint_expect(domain, policy->suffix);
}

/* Whose filter it is, for messages. */
static const char *
name_of(const CarriedPolicy *policy)
{
	if (policy->source == SOURCE_PROCESS)
		return policy->suffix;
	return policy->source == SOURCE_DATABASE ? "database" : "session";
}

void
loaded_filters_load(const Policies *whole, const Carried *wanted)
{
	CarriedPolicy policies[MOST_CARRIED];
	Carried		missing = *wanted;
	Carried		all = *wanted;
	int			count;

	/* What is there stays there. */
	if (own.generation != 0)
	{
		if (missing.type == own.type)
			missing.type = NO_PROCESS_TYPE;
		missing.session = missing.session && !own.session;
		missing.has_role = missing.has_role && !own.has_role;
		missing.has_database = missing.has_database && !own.has_database;
	}
	count = loaded_filters_policies(whole, &missing, policies);
	all.filters = own.filters;
	all.only_warns = own.only_warns;
	all.has_paths = own.has_paths;
	all.has_ports = own.has_ports;
	for (int i = 0; i < count; i++)
	{
		require_loadable(&policies[i], wanted);
		all.filters += (policies[i].policy->filter.length > 0) + (policies[i].policy->filter.quiet_length > 0);
		all.only_warns = policies_only_warn(whole, policies[i].policy);
		all.has_paths = all.has_paths || policies[i].policy->domain.restricts[DOMAIN_PATHS];
		all.has_ports = all.has_ports || policies[i].policy->domain.restricts[DOMAIN_CONNECT_PORTS] ||
			policies[i].policy->domain.restricts[DOMAIN_BIND_PORTS];
	}
	process_table_set(&all);
	for (int i = 0; i < count; i++)
		enter_domain(&policies[i]);
	for (int i = 0; i < count; i++)
	{
		const CompiledFilter *filter = &policies[i].policy->filter;

		/* A policy that comes to the global filter may have lists of its own that deny the same. */
		if (filter->length > 0 || strcmp(filter->remedies, policies_global_filter()->remedies) != 0)
			denial_report_expect(filter, policies[i].source, policies[i].suffix);
		if (filter->length > 0)
			kernel_load_filter(filter, name_of(&policies[i]));
		if (policies[i].source == SOURCE_DATABASE)
			of_database = policies[i].policy;
		else
			last = policies[i].policy;
	}
	own = all;
}

bool
loaded_filters_any(void)
{
	return own.generation != 0;
}

const Carried *
loaded_filters_own(void)
{
	return &own;
}

const SessionPolicy *
loaded_filters_policy(void)
{
	return last;
}

const SessionPolicy *
loaded_filters_database(void)
{
	return of_database;
}

void
loaded_filters_want_database(const Policies *whole, const char *database, Carried *wanted)
{
	DatabasePolicy of_it;

	if (!policies_of_database(whole, database, &of_it))
		return;
	wanted->has_database = true;
	strlcpy(wanted->database, database, sizeof(wanted->database));
}

void
loaded_filters_add_database(void)
{
	const Policies *whole = policies_of_generation(own.generation);
	Carried		wanted = own;
	const char *name;

	/* Who has begun under policies that are gone was told so by now, and who carries nothing is refused elsewhere. */
	if (whole == NULL || plan_databases(&whole->plan) == 0 || !OidIsValid(MyDatabaseId))
		return;
	name = get_database_name(MyDatabaseId);
	if (name == NULL)
		refuse_changed();
	wanted.has_database = false;
	loaded_filters_want_database(whole, name, &wanted);
	/* A name that is given at a login is that of the database, unless it was renamed in between, or a record was forged. */
	if (own.has_database && (!wanted.has_database || strcmp(own.database, name) != 0))
		ereport(FATAL,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("pgseccomp has loaded the filter of another database than that of this process"),
				 errdetail("It is that of database \"%s\".", own.database)));
	if (wanted.has_database && !own.has_database)
		loaded_filters_load(whole, &wanted);
}

char *
loaded_filters_described(const Carried *carried, bool has_client)
{
	StringInfoData text;

	initStringInfo(&text);
	if (carried->type < PROCESS_TYPES)
		appendStringInfo(&text, "+process:%s", process_type_name(carried->type));
	if (carried->session)
		appendStringInfoString(&text, "+session");
	if (carried->has_role)
		appendStringInfo(&text, "+role:%s%s", carried->is_of_members ? "+" : "", carried->role);
	if (carried->has_database)
		appendStringInfo(&text, "+database:%s", carried->database);
	if (text.len == 0)
		appendStringInfoString(&text, "+global");
	if (has_client)
		appendStringInfoString(&text, "+client");
	if (carried->only_warns)
		appendStringInfoString(&text, " (only warns)");
	return text.data + 1;
}
