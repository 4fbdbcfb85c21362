/*
 * policies_function.c: the SQL function behind the view seccomp_policies, a row for each who has a policy.
 *
 * The policies are those that the postmaster had when it forked this session, as in all functions of this room. How many processes carry them stands
 * in the table of processes.
 */
#include "start/exports.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include <string.h>

#include "policy/policies.h"
#include "process/process_table.h"
#include "process/session.h"
#include "sql/srf.h"
#include "start/settings.h"

#define COLUMNS 11

PG_FUNCTION_INFO_V1(seccomp_policies_in_force);

typedef enum Kind
{
	KIND_GLOBAL, KIND_SESSIONS, KIND_ROLE, KIND_MEMBERS, KIND_DATABASE, KIND_TYPE
} Kind;

static const char *const kind_names[] = {"global", "sessions", "role", "members", "database", "process type"};

/* How a process shows what it carries (loaded_filters_described). */
static const char *const carried_as[] = {"global", "session", "role:%s", "role:+%s", "database:%s", "process:%s"};

/* Of whom a row is. */
typedef struct Subject
{
	Kind		kind;
	const char *name;			/* NULL of the server and of all sessions */
	const char *suffix;			/* of the names of its settings */
	const SessionPolicy *policy;	/* NULL: it has no filter of its own */
} Subject;

static bool
begins_with(const char *text, const char *prefix)
{
	return pg_strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* The settings of the server and of all sessions. */
static bool
is_common(Kind kind, const char *name)
{
	if (kind == KIND_GLOBAL)
		return begins_with(name, "pgseccomp.global_");
	return begins_with(name, "pgseccomp.session_syscall_") || begins_with(name, "pgseccomp.session_paths") ||
		begins_with(name, "pgseccomp.session_connect_ports") || begins_with(name, "pgseccomp.session_bind_ports");
}

/* "session_syscall_error.joe (/etc/postgresql.conf:12)" */
static Datum
place_of(const Setting *setting)
{
	return srf_text_of_bytes(setting->file == NULL ? setting->name :
							 psprintf("%s (%s:%d)", setting->name, setting->file, setting->line));
}

#define LIST_OF(constant, name) "syscall_" name,

/* What the names of the settings of those have who are named: behind whose they are, before their suffix. */
static const char *const parts[] = {CORE_ACTIONS(LIST_OF) "syscall_default", "paths", "connect_ports", "bind_ports"};

static const char *const beginnings[] = {
	[KIND_ROLE] = "session", [KIND_MEMBERS] = "session", [KIND_DATABASE] = "database", [KIND_TYPE] = "process",
};

/* The profile that supplies what is not written for somebody, or NULL. Roles get it by way of sessions. */
static const Setting *
profile_of(const Subject *subject, const Settings *settings)
{
	const Setting *profile = settings_find(settings, "pgseccomp.profile");

	if (profile == NULL || pg_strcasecmp(profile->value, "none") == 0)
		return NULL;
	if (subject->kind == KIND_TYPE)
		return pg_strcasecmp(profile->value, "strict") == 0 && process_type_is_told_early(process_type_named(subject->name)) ? profile : NULL;
	return subject->name == NULL ? profile : NULL;
}

/* Which settings make it what it is, and where they are written. NULL if none is. */
static Datum
settings_of(const Subject *subject, const Settings *settings, bool *is_null)
{
	Datum	   *elements = palloc(sizeof(Datum) * ((size_t) settings->count + lengthof(parts) + 1));
	const Setting *profile = profile_of(subject, settings);
	int			count = 0;

	if (profile != NULL)
		elements[count++] = place_of(profile);
	for (int i = 0; subject->name == NULL && i < settings->count; i++)
	{
		if (is_common(subject->kind, settings->settings[i].name))
			elements[count++] = place_of(&settings->settings[i]);
	}
	for (int i = 0; subject->name != NULL && i < (int) lengthof(parts); i++)
	{
		const Setting *setting = settings_find(settings, psprintf("%s_%s.%s", beginnings[subject->kind], parts[i], subject->suffix));

		if (setting != NULL)
			elements[count++] = place_of(setting);
	}
	*is_null = count == 0;
	return *is_null ? (Datum) 0 : PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Whether there is somebody of this name; true where it is no name of the catalogs. */
static bool
exists(const Subject *subject)
{
	const char *why;

	if (subject->kind == KIND_ROLE || subject->kind == KIND_MEMBERS)
		return OidIsValid(get_role_oid(subject->name, true));
	if (subject->kind == KIND_TYPE)
		return process_type_exists(process_type_named(subject->name), &why);
	return subject->kind != KIND_DATABASE || OidIsValid(get_database_oid(subject->name, true));
}

static bool
is_carried(const Subject *subject, const Carried *carried)
{
	/* The server and its sessions have no name. */
	const char *name = subject->name == NULL ? "" : subject->name;

	switch (subject->kind)
	{
		case KIND_SESSIONS:
			return carried->session;
		case KIND_ROLE:
		case KIND_MEMBERS:
			return carried->has_role && carried->is_of_members == (subject->kind == KIND_MEMBERS) &&
				strcmp(carried->role, name) == 0;
		case KIND_DATABASE:
			return carried->has_database && strcmp(carried->database, name) == 0;
		case KIND_TYPE:
			return carried->type == process_type_named(name);
		default:
			return false;
	}
}

/* What all processes carry, read once. */
typedef struct AllCarried
{
	Carried    *all;
	int			count;
	int			room;
} AllCarried;

static void
add(const Carried *carried, void *context)
{
	AllCarried *to = context;

	if (to->count == to->room)
	{
		to->room *= 2;
		to->all = repalloc(to->all, sizeof(Carried) * (size_t) to->room);
	}
	to->all[to->count++] = *carried;
}

/* What a row is made of. */
typedef struct Rows
{
	Tuplestorestate *store;
	TupleDesc	columns;
	const Policies *whole;
	Settings	settings;
	AllCarried	carried;
} Rows;

static int
count(const Rows *rows, const Subject *subject, bool is_of_before)
{
	int			processes = 0;

	for (int i = 0; i < rows->carried.count; i++)
	{
		const Carried *carried = &rows->carried.all[i];

		processes += (carried->generation != rows->whole->generation) == is_of_before && is_carried(subject, carried);
	}
	return processes;
}

static void
put(const Rows *rows, const Subject *subject)
{
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {false};
	const SessionPolicy *policy = subject->policy;
	bool		is_closed = policy != NULL && policy->closed != NULL;
	bool		is_there = exists(subject);

	srf_set_text(values, nulls, 0, psprintf(carried_as[subject->kind], subject->name));
	srf_set_text(values, nulls, 1, kind_names[subject->kind]);
	srf_set_text(values, nulls, 2, subject->name);
	values[3] = settings_of(subject, &rows->settings, &nulls[3]);
	values[4] = BoolGetDatum(is_there);
	nulls[4] = subject->name == NULL;
	/* Nobody logs in under one that is closed. */
	values[5] = BoolGetDatum(is_there && policy != NULL && !is_closed);
	values[6] = Int32GetDatum(policy == NULL || is_closed ? 0 : policy->filter.calls);
	values[7] = Int32GetDatum(policy == NULL || is_closed ? 0 : policy->filter.conditioned);
	values[8] = Int32GetDatum(policy == NULL || is_closed ? 0 : policy->filter.length);
	values[9] = Int32GetDatum(count(rows, subject, false));
	values[10] = Int32GetDatum(count(rows, subject, true));
	/* All processes of the server carry it. */
	nulls[9] = nulls[10] = subject->kind == KIND_GLOBAL;
	tuplestore_putvalues(rows->store, rows->columns, values, nulls);
}

static const SessionPolicy *
compiled(const Policies *whole, int policy)
{
	return policy == PLAN_NONE ? NULL : &whole->compiled[policy];
}

/* Of all who have settings of their own. */
static void
put_named(const Rows *rows)
{
	const Policies *whole = rows->whole;
	const Tables *plan = &whole->plan;

	for (int i = 0; i < plan_roles(plan); i++)
		put(rows, &(Subject) {KIND_ROLE, plan_role_name(plan, i), plan_role_suffix(plan, i), compiled(whole, plan_role_policy(plan, i, false))});
	for (int i = 0; i < plan_groups(plan); i++)
		put(rows, &(Subject) {KIND_MEMBERS, plan_group_name(plan, i), plan_group_suffix(plan, i), compiled(whole, plan_group_policy(plan, i, false))});
	for (int i = 0; i < plan_databases(plan); i++)
		put(rows, &(Subject) {KIND_DATABASE, plan_database_name(plan, i), plan_database_suffix(plan, i), compiled(whole, plan_database_policy(plan, i))});
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		const char *name = process_type_name((ProcessType) type);

		if (plan_type_is_listed(plan, (ProcessType) type))
			put(rows, &(Subject) {KIND_TYPE, name, name, compiled(whole, plan_type_policy(plan, (ProcessType) type))});
	}
}

Datum
seccomp_policies_in_force(PG_FUNCTION_ARGS)
{
	Rows		rows = {.whole = policies_in_force(), .carried = {palloc(sizeof(Carried) * 64), 0, 64}};

	session_require_enabled();
	rows.store = srf_begin(fcinfo, &rows.columns);
	/* While the server learns, no policy is in force. */
	if (settings_learn)
		return (Datum) 0;
	rows.settings = settings_in_force();
	process_table_each(add, &rows.carried);
	put(&rows, &(Subject) {KIND_GLOBAL, NULL, NULL, compiled(rows.whole, PLAN_GLOBAL)});
	put(&rows, &(Subject) {KIND_SESSIONS, NULL, NULL, compiled(rows.whole, PLAN_SESSION)});
	put_named(&rows);
	return (Datum) 0;
}
