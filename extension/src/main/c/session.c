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
#include "session.h"

#include "libpq/auth.h"
#include "libpq/libpq-be.h"
#include "replication/walsender.h"

#include "carried.h"
#include "learn.h"
#include "settings.h"

static ClientAuthentication_hook_type previous_hook = NULL;
static bool serves_client = false;
static const EncodedSettings *client_source = NULL;

static void
begin_session(const char *role)
{
	const Policies *whole = policies_in_force();
	Carried		wanted = carried_nothing(whole);

	if (am_walsender && whole->listed[TYPE_WALSENDER])
		wanted.type = TYPE_WALSENDER;
	if (policies_of_role(whole, role) != NULL)
	{
		wanted.has_role = true;
		strlcpy(wanted.role, role, sizeof(wanted.role));
	}
	wanted.session = wanted.type == NO_PROCESS_TYPE && !wanted.has_role;
	carried_load(whole, &wanted);
	serves_client = true;
}

static void
after_authentication(Port *port, int status)
{
	if (previous_hook != NULL)
		previous_hook(port, status);
	if (status == STATUS_OK)
		begin_session(port->user_name);
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
				 errhint("Set pgseccomp.enabled = on in postgresql.conf and restart the server.")));
	learn_warn();
}

const SessionPolicy *
session_policy(void)
{
	return serves_client ? carried_policy() : NULL;
}

void
session_source(EncodedSettings *settings, FilterLevel *level)
{
	if (client_source != NULL)
	{
		*settings = *client_source;
		*level = LEVEL_CLIENT;
	}
	else if (carried_policy() != NULL)
	{
		*settings = carried_policy()->source;
		*level = LEVEL_SESSION;
	}
	else
	{
		*settings = *policies_global_source();
		*level = LEVEL_GLOBAL;
	}
}

void
session_add_client_filter(const EncodedSettings *settings)
{
	client_source = settings;
}

bool
session_has_client_filter(void)
{
	return client_source != NULL;
}
