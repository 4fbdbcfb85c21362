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

#include "fault.h"
#include "kernel.h"
#include "settings.h"

static ClientAuthentication_hook_type previous_hook = NULL;
static const SessionPolicy *own_policy = NULL;
static const EncodedSettings *client_source = NULL;

static void
begin_session(const char *role)
{
	const SessionPolicy *policy = policies_of(role);

	if (fault_injected("session-policy-overwritten") && policy->filter.length > 0)
		policy->filter.instructions[policy->filter.length - 1].k ^= 0x00010000;
	if (!policies_intact(policy))
		ereport(FATAL,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("the system call filter of this session has changed since it was proved"),
				 errhint("Restart the server; a library may have overwritten its memory.")));
	if (policy->closed != NULL)
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
				 errmsg("role \"%s\" cannot log in, since its pgseccomp settings are not valid", role),
				 errdetail_log("%s %s", policy->closed->message, policy->closed->detail),
				 errhint("The server's log says what is wrong with them.")));
	if (policy->filter.length > 0)
		kernel_load_filter(&policy->filter, "session");
	own_policy = policy;
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
}

const SessionPolicy *
session_policy(void)
{
	return own_policy;
}

void
session_source(EncodedSettings *settings, FilterLevel *level)
{
	if (client_source != NULL)
	{
		*settings = *client_source;
		*level = LEVEL_CLIENT;
	}
	else if (own_policy != NULL)
	{
		*settings = own_policy->source;
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
