/*
 * session.c: loads the filter of a session when its client is authenticated.
 *
 * ClientAuthentication_hook is the last moment before anything that the client sends is looked at: startup options, the
 * settings of the role and the database, session_preload_libraries and login triggers all come later. What comes before it (TLS,
 * PAM, LDAP, other libraries' hooks) runs under the global filter.
 *
 * The policy is the one that the postmaster had for the role when it forked this process. The settings of the role that this
 * session can see or change afterwards have no say; neither has anything that it writes to its own copy of the policy, since the
 * filter is in the kernel by then.
 */
#include "process/session.h"

#include "libpq/auth.h"
#include "libpq/libpq-be.h"
#include "replication/walsender.h"

#include "process/loaded_filters.h"
#include "process/role_policy.h"
#include "learn/learn.h"
#include "start/settings.h"

static ClientAuthentication_hook_type previous_hook = NULL;
static bool serves_client = false;
static const EncodedSettings *client_settings = NULL;

static void
begin_session(const char *role, const char *database)
{
	const Policies *whole = policies_in_force();
	Carried		wanted = loaded_filters_nothing(whole);

	if (am_walsender && plan_type_is_listed(&whole->plan, TYPE_WALSENDER))
		wanted.type = TYPE_WALSENDER;
	role_policy_find_at_login(whole, role, &wanted);
	/* Of the walsenders, only those that decode a database have one. */
	if (database != NULL)
		loaded_filters_want_database(whole, database, &wanted);
	wanted.session = wanted.type == NO_PROCESS_TYPE && !wanted.has_role;
	loaded_filters_load(whole, &wanted);
	serves_client = true;
}

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status == STATUS_OK)
		begin_session(port->user_name, port->database_name);
}

void
session_prepare(void)
{
	previous_hook = ClientAuthentication_hook;
	ClientAuthentication_hook = after_authentication;
}

void
session_require_enabled(void)
{
	if (!settings_enabled)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("pgseccomp is not enabled"),
				 errhint("Set pgseccomp.enabled = on in postgresql.conf, and restart the server without pgseccomp.enabled = off on its command line.")));
	learn_warn();
}

/* Adds the settings of the database that this process carries, if it does. */
void
session_add_database(EncodedSettings *settings)
{
	if (loaded_filters_database() != NULL)
		policies_add_database(policies_of_generation(loaded_filters_own()->generation), loaded_filters_database(), settings);
}

const SessionPolicy *
session_policy(void)
{
	return serves_client ? loaded_filters_policy() : NULL;
}

int
session_filters(const CompiledFilter **filters)
{
	int			count = 0;

	filters[count++] = policies_global_filter();
	filters[count++] = &loaded_filters_policy()->filter;
	if (loaded_filters_database() != NULL)
		filters[count++] = &loaded_filters_database()->filter;
	return count;
}

void
session_settings(EncodedSettings *settings, FilterLevel *level)
{
	if (client_settings != NULL)
	{
		*settings = *client_settings;
		*level = LEVEL_CLIENT;
	}
	else if (loaded_filters_policy() != NULL)
	{
		*settings = policies_settings(policies_of_generation(loaded_filters_own()->generation), loaded_filters_policy());
		*level = LEVEL_SESSION;
		if (loaded_filters_database() != NULL)
		{
			session_add_database(settings);
			*level = LEVEL_DATABASE;
		}
	}
	else
	{
		*settings = policies_global_settings();
		*level = LEVEL_GLOBAL;
	}
}

void
session_add_client_filter(const EncodedSettings *settings)
{
	client_settings = settings;
}

bool
session_has_client_filter(void)
{
	return client_settings != NULL;
}
