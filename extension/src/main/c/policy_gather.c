/*
 * policy_gather.c: from the settings to the source of each policy.
 *
 *   pgseccomp.session_roles, pgseccomp.process_types → names (the core) → for each name its settings → those that differ
 *
 * Two roles, or types, with equal settings share a policy: it is known by the exact text of all its settings.
 */
#include "policy_gather.h"

#include <string.h>

#include "core_call.h"
#include "report.h"

/* The names that have settings of their own. */
typedef struct Names
{
	DescribedRole *roles;
	int			role_count;
	ProcessType types[PROCESS_TYPES];
	int			type_count;
} Names;

static pg_crc32c
checksum_of_source(const EncodedSettings *source)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, source->bytes.data, (size_t) source->bytes.len);
	FIN_CRC32C(crc);
	return crc;
}

/* The policy with these settings; until it is compiled, the checksum is the one of its source. */
static SessionPolicy *
intern(Policies *policies, const EncodedSettings *source, bool of_role)
{
	pg_crc32c	checksum = checksum_of_source(source);
	SessionPolicy *policy;

	for (int i = 0; i < policies->policy_count; i++)
	{
		policy = policies->policies[i];
		if (policy->checksum == checksum && boundary_same_settings(&policy->source, source))
		{
			policy->of_roles_only = policy->of_roles_only && of_role;
			return policy;
		}
	}
	policy = palloc0(sizeof(SessionPolicy));
	boundary_copy_settings(&policy->source, source);
	policy->checksum = checksum;
	policy->of_roles_only = of_role;
	policies->policies[policies->policy_count++] = policy;
	return policy;
}

/* Whether every type that was named is one that this server can tell. */
static bool
types_can_be_told(const Names *names, const Settings *settings, int level)
{
	for (int i = 0; i < names->type_count; i++)
	{
		const char *why = NULL;

		if (!process_type_can_be_told(names->types[i], &why))
		{
			ereport(level,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("process type \"%s\" cannot have settings of its own here", process_type_name(names->types[i])),
					 errdetail("%s", why),
					 errhint("Take it out of pgseccomp.process_types."),
					 report_place(settings_find(settings, "pgseccomp.process_types"))));
			return false;
		}
	}
	return true;
}

/* Whether there is a text of names at all. */
static bool
is_written(const Settings *settings, const char *name)
{
	const Setting *setting = settings_find(settings, name);

	return setting != NULL && setting->value[0] != '\0';
}

/* Asks the core for the names, in one batch. */
static CoreStatus
read_names(const Settings *settings, int level, Names *names)
{
	EncodedSettings roles;
	EncodedSettings types;
	CoreCall	calls[2];
	CoreStatus	status = CORE_FAILED;
	Rejection	rejection;
	char	   *failure = NULL;

	if (!is_written(settings, "pgseccomp.session_roles") && !is_written(settings, "pgseccomp.session_role_aliases") &&
		!is_written(settings, "pgseccomp.process_types"))
		return CORE_ACCEPTED;
	memset(calls, 0, sizeof(calls));
	boundary_begin_settings(&roles);
	settings_encode_roles(&roles, settings);
	boundary_request(&calls[0].request, CORE_ROLES, LEVEL_GLOBAL, &roles, NULL);
	boundary_begin_settings(&types);
	settings_encode_process_types(&types, settings);
	boundary_request(&calls[1].request, CORE_PROCESS_TYPES, LEVEL_GLOBAL, &types, NULL);
	if (report_if_too_long(level, &calls[0].request) || report_if_too_long(level, &calls[1].request))
		return CORE_REJECTED;
	if (core_calls(calls, lengthof(calls), &failure))
	{
		status = boundary_read_roles(calls[0].reply, &names->roles, &names->role_count, &rejection, &failure);
		if (status == CORE_ACCEPTED)
			status = boundary_read_process_types(calls[1].reply, names->types, &names->type_count, &rejection, &failure);
	}
	if (status != CORE_ACCEPTED)
		report_refusal(level, status, &rejection, failure, settings);
	else if (!types_can_be_told(names, settings, level))
		status = CORE_REJECTED;
	return status;
}

/* The settings of a type: on top of the sessions', or of the global ones alone. */
static int
encode_type(EncodedSettings *source, const Settings *settings, ProcessType type)
{
	boundary_begin_settings(source);
	settings_encode_global(source, settings);
	if (process_type_falls_back_to_session(type))
		settings_encode_session(source, settings);
	return settings_encode_named(source, settings, "process", process_type_name(type));
}

static void
gather_types(Policies *policies, const Settings *settings, const Names *names)
{
	for (int type = 0; type < PROCESS_TYPES; type++)
		policies->types[type] = process_type_falls_back_to_session((ProcessType) type) ? policies->session : NULL;
	for (int i = 0; i < names->type_count; i++)
	{
		ProcessType type = names->types[i];
		EncodedSettings source;
		int			own = encode_type(&source, settings, type);

		policies->listed[type] = true;
		/* What has no settings of its own has what it falls back to. */
		if (own > 0)
			policies->types[type] = intern(policies, &source, false);
		pfree(source.bytes.data);
	}
}

/* The policy of a role: its settings on top of the others. */
static SessionPolicy *
gather_role(Policies *policies, const Settings *settings, const EncodedSettings *below, const char *suffix)
{
	EncodedSettings source;
	SessionPolicy *policy;

	boundary_copy_settings(&source, below);
	(void) settings_encode_named(&source, settings, "session", suffix);
	policy = intern(policies, &source, true);
	pfree(source.bytes.data);
	return policy;
}

static void
gather_roles(Policies *policies, const Settings *settings, const Names *names)
{
	EncodedSettings walsender;

	if (policies->listed[TYPE_WALSENDER])
		(void) encode_type(&walsender, settings, TYPE_WALSENDER);
	for (int i = 0; i < names->role_count; i++)
	{
		RolePolicy *role = &policies->roles[policies->role_count++];

		role->role = pstrdup(names->roles[i].name);
		role->suffix = pstrdup(names->roles[i].suffix);
		role->policy = gather_role(policies, settings, &policies->session->source, role->suffix);
		role->as_walsender = policies->listed[TYPE_WALSENDER] ?
			gather_role(policies, settings, &walsender, role->suffix) : role->policy;
	}
}

CoreStatus
policy_gather(Policies *policies, const Settings *settings, int level)
{
	Names		names;
	EncodedSettings session;
	MemoryContext before;
	CoreStatus	status;

	memset(&names, 0, sizeof(names));
	status = read_names(settings, level, &names);
	if (status != CORE_ACCEPTED)
		return status;
	before = MemoryContextSwitchTo(policies->context);
	policies->policies = palloc0(sizeof(SessionPolicy *) * (2 * (size_t) names.role_count + PROCESS_TYPES + 1));
	policies->roles = palloc0(sizeof(RolePolicy) * ((size_t) names.role_count + 1));
	boundary_begin_settings(&session);
	settings_encode_global(&session, settings);
	settings_encode_session(&session, settings);
	policies->session = intern(policies, &session, false);
	gather_types(policies, settings, &names);
	gather_roles(policies, settings, &names);
	MemoryContextSwitchTo(before);
	return CORE_ACCEPTED;
}

/* Whether the last part of a setting's name is one that has settings of its own. */
static bool
is_used(const Policies *policies, const char *suffix, bool of_type)
{
	if (of_type)
	{
		ProcessType type = process_type_named(suffix);

		return type != NO_PROCESS_TYPE && policies->listed[type];
	}
	for (int i = 0; i < policies->role_count; i++)
	{
		if (settings_same_name(policies->roles[i].suffix, suffix))
			return true;
	}
	return false;
}

void
policy_report_unused(const Policies *policies, const Settings *settings, int level)
{
	for (int i = 0; i < settings->count; i++)
	{
		const Setting *setting = &settings->settings[i];
		const char *dot = strchr(setting->name, '.');
		bool		of_type = settings_is_of_process_type(setting);

		if (settings_is_of_extension(setting) || dot == NULL || is_used(policies, dot + 1, of_type))
			continue;
		ereport(level,
				(errmsg("pgseccomp: parameter \"%s\" has no effect", setting->name),
				 of_type ?
				 errdetail("Its process type is not in pgseccomp.process_types.") :
				 errdetail("No role in pgseccomp.session_roles has settings that end so."),
				 report_place(setting)));
	}
}
