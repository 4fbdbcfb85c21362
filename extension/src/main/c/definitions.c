/*
 * definitions.c: the settings as PostgreSQL knows them, and what happens when one is given a value.
 *
 * A check hook sees one value and not the others, and during a reload it sees them one by one, good and bad: it judges only
 * whether the value can be read by itself. The postmaster's verdict counts, as new sessions come from there; it asks the core in
 * a disposable child. Other processes take over what a reload brings without asking, except for ALTER SYSTEM, where the user
 * should hear at once that a value is none.
 *
 * PostgreSQL takes the good lines of a file and leaves the bad ones, so that a reload can end in a mixture that nobody wrote.
 * A mixture must not be put in force, so each check hook leaves a mark that its value was taken (settings_refused_by_reload).
 * A value of an enumeration that is none never gets as far as the hook: no mark either.
 */
#include "settings.h"

#include "compat.h"
#include "core_call.h"
#include "disposable.h"
#include "report.h"
#include "miscadmin.h"
#include "tcop/pquery.h"
#include "utils/timestamp.h"

#include <string.h>

bool		settings_enabled = false;
bool		settings_force_ssb_mitigation = true;
bool		settings_reload_only_tightens = false;
bool		settings_learn = false;

static int	global_default = ACTION_ALLOW;
static int	session_default = ACTION_ALLOW;

static const struct config_enum_entry action_names[] = {
	{"allow", ACTION_ALLOW, false},
	{"log", ACTION_LOG, false},
	{"error", ACTION_ERROR, false},
	{"terminate", ACTION_TERMINATE, false},
	{"kill", ACTION_KILL, false},
	{NULL, 0, false}
};

typedef enum Text
{
	GLOBAL_ALLOW, GLOBAL_LOG, GLOBAL_ERROR, GLOBAL_TERMINATE, GLOBAL_KILL,
	SESSION_ALLOW, SESSION_LOG, SESSION_ERROR, SESSION_TERMINATE, SESSION_KILL,
	SESSION_ROLES, SESSION_ROLE_ALIASES, PROCESS_TYPE_LIST,
	TEXTS
} Text;

#define SESSION_DEFAULT TEXTS
#define MARKS (TEXTS + 1)

static bool check_text(Text text, char *value);

#define CHECK_HOOK(text) \
	static bool check_##text(char **value, void **extra, GucSource source) { return check_text(text, *value); }

CHECK_HOOK(GLOBAL_ALLOW)
CHECK_HOOK(GLOBAL_LOG)
CHECK_HOOK(GLOBAL_ERROR)
CHECK_HOOK(GLOBAL_TERMINATE)
CHECK_HOOK(GLOBAL_KILL)
CHECK_HOOK(SESSION_ALLOW)
CHECK_HOOK(SESSION_LOG)
CHECK_HOOK(SESSION_ERROR)
CHECK_HOOK(SESSION_TERMINATE)
CHECK_HOOK(SESSION_KILL)
CHECK_HOOK(SESSION_ROLES)
CHECK_HOOK(SESSION_ROLE_ALIASES)
CHECK_HOOK(PROCESS_TYPE_LIST)

static char *values[TEXTS];

static const struct
{
	const char *name;
	const char *description;
	const char *boot_value;
	GucContext	context;
	GucStringCheckHook check;
}			texts[TEXTS] = {
	[GLOBAL_ALLOW] = {"pgseccomp.global_syscall_allow",
	"System calls that the server may make.", "", PGC_POSTMASTER, check_GLOBAL_ALLOW},
	[GLOBAL_LOG] = {"pgseccomp.global_syscall_log",
	"System calls that the server may make and that are logged by the kernel's audit.", "", PGC_POSTMASTER, check_GLOBAL_LOG},
	[GLOBAL_ERROR] = {"pgseccomp.global_syscall_error",
	"System calls that fail with \"Permission denied\" in the server.", "", PGC_POSTMASTER, check_GLOBAL_ERROR},
	[GLOBAL_TERMINATE] = {"pgseccomp.global_syscall_terminate",
	"System calls that fail in the server and end the session that makes them.", "", PGC_POSTMASTER, check_GLOBAL_TERMINATE},
	[GLOBAL_KILL] = {"pgseccomp.global_syscall_kill",
	"System calls that kill the process of the server that makes them.", "", PGC_POSTMASTER, check_GLOBAL_KILL},
	[SESSION_ALLOW] = {"pgseccomp.session_syscall_allow",
	"System calls that a session may make.", "*", PGC_SIGHUP, check_SESSION_ALLOW},
	[SESSION_LOG] = {"pgseccomp.session_syscall_log",
	"System calls that a session may make and that are logged by the kernel's audit.", "*", PGC_SIGHUP, check_SESSION_LOG},
	[SESSION_ERROR] = {"pgseccomp.session_syscall_error",
	"System calls that fail with \"Permission denied\" in a session.", "*", PGC_SIGHUP, check_SESSION_ERROR},
	[SESSION_TERMINATE] = {"pgseccomp.session_syscall_terminate",
	"System calls that fail in a session and end it.", "*", PGC_SIGHUP, check_SESSION_TERMINATE},
	[SESSION_KILL] = {"pgseccomp.session_syscall_kill",
	"System calls that kill the session that makes them.", "*", PGC_SIGHUP, check_SESSION_KILL},
	[SESSION_ROLES] = {"pgseccomp.session_roles",
	"Roles whose sessions have settings of their own.", "", PGC_SIGHUP, check_SESSION_ROLES},
	[SESSION_ROLE_ALIASES] = {"pgseccomp.session_role_aliases",
	"Names that stand for roles in the names of their settings.", "", PGC_SIGHUP, check_SESSION_ROLE_ALIASES},
	[PROCESS_TYPE_LIST] = {"pgseccomp.process_types",
	"Types of server processes that have settings of their own.", "", PGC_SIGHUP, check_PROCESS_TYPE_LIST},
};

/* Whether the library is still being loaded: what was written is judged as a whole then, and more strictly. */
static bool defining = true;

/* Which values the last reload took, and when the reload before it was. */
static bool taken[MARKS];
static TimestampTz taken_after;

/*
 * The marks of the reload before are forgotten by the first hook of a reload: PgReloadTime is set at the end of each
 * (guc-file.l). pgseccomp.enabled has a hook for no other reason, as a file that says anything about us says this.
 */
static void
note_reload(void)
{
	if (taken_after != PgReloadTime)
	{
		memset(taken, 0, sizeof(taken));
		taken_after = PgReloadTime;
	}
}

static void
mark_taken(int which)
{
	note_reload();
	taken[which] = true;
}

static bool
check_enabled(bool *value, void **extra, GucSource source)
{
	note_reload();
	return true;
}

static bool
is_postmaster(void)
{
	return IsPostmasterEnvironment && !IsUnderPostmaster;
}

/* Asks the core about one value. True if it answered. */
static bool
ask(Text text, const char *value, CoreStatus *status, Rejection *rejection, char **problem)
{
	EncodedSettings setting;
	CoreCall	call;

	boundary_begin_settings(&setting);
	boundary_add_setting(&setting, texts[text].name, value);
	memset(&call, 0, sizeof(call));
	boundary_request(&call.request, CORE_VALUE, LEVEL_GLOBAL, &setting, NULL);
	if (call.request.len > LONGEST_REQUEST)
	{
		*problem = report_length(&call.request);
		return false;
	}
	if (is_postmaster() ? !disposable_calls(&call, 1, problem) : !core_call(&call.request, &call.reply, problem))
		return false;
	*status = boundary_read_verdict(call.reply, rejection, problem);
	return true;
}

/* Whether a value can be read. If not, says why, as check hooks do. */
static bool
judge(Text text, char *value)
{
	Rejection	rejection;
	CoreStatus	status = CORE_FAILED;
	char	   *problem = NULL;

	if (ask(text, value, &status, &rejection, &problem) && status == CORE_ACCEPTED)
		return true;
	if (status == CORE_REJECTED)
	{
		GUC_check_errmsg("%s", rejection.message);
		if (rejection.detail[0] != '\0')
			GUC_check_errdetail("%s", rejection.detail);
		if (rejection.hint[0] != '\0')
			GUC_check_errhint("%s", rejection.hint);
	}
	else
	{
		GUC_check_errmsg("pgseccomp could not check the value of parameter \"%s\"", texts[text].name);
		GUC_check_errdetail("%s", problem);
	}
	return false;
}

static bool
check_text(Text text, char *value)
{
	bool		is_same = values[text] != NULL && strcmp(values[text], value) == 0;
	/* A statement is being executed: not what a reload brings. */
	bool		is_statement = ActivePortal != NULL;
	bool		counts = is_postmaster() ? texts[text].context == PGC_SIGHUP : is_statement;

	if (defining)
		return true;
	if (counts && !is_same && settings_enabled && !judge(text, value))
		return false;
	mark_taken(text);
	return true;
}

static bool
check_session_default(int *value, void **extra, GucSource source)
{
	mark_taken(SESSION_DEFAULT);
	return true;
}

static void
define_action(const char *name, const char *description, int *variable, GucContext context, GucEnumCheckHook check)
{
	DefineCustomEnumVariable(name, description, NULL, variable, ACTION_ALLOW, action_names, context, 0, check, NULL, NULL);
}

void
settings_define(void)
{
	DefineCustomBoolVariable("pgseccomp.enabled",
							 "Whether system call filters are loaded at all.",
							 NULL, &settings_enabled, false, PGC_POSTMASTER, 0, check_enabled, NULL, NULL);
	for (int i = 0; i < TEXTS; i++)
		DefineCustomStringVariable(texts[i].name, texts[i].description, "A list of names, separated by commas.",
								   &values[i], texts[i].boot_value, texts[i].context, 0, texts[i].check, NULL, NULL);
	define_action("pgseccomp.global_syscall_default",
				  "What happens to the system calls that no list of the global filter names.",
				  &global_default, PGC_POSTMASTER, NULL);
	define_action("pgseccomp.session_syscall_default",
				  "What happens to the system calls that no list of the sessions' filter names.",
				  &session_default, PGC_SIGHUP, check_session_default);
	DefineCustomBoolVariable("pgseccomp.force_ssb_mitigation",
							 "Whether Speculative Store Bypass is mitigated in the server, where the processor offers it.",
							 NULL, &settings_force_ssb_mitigation, true, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("pgseccomp.reload_only_tightens",
							 "Whether a reload that would loosen a policy is refused.",
							 NULL, &settings_reload_only_tightens, false, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("pgseccomp.learn",
							 "Whether the server records all system calls and enforces nothing.",
							 NULL, &settings_learn, false, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("pgseccomp");
	defining = false;
}

const char *
settings_action_name(FilterAction action)
{
	/* The two kinds of errors are one to settings. */
	if (action == ACTION_EXPLAINED_ERROR)
		action = ACTION_ERROR;
	for (const struct config_enum_entry *entry = action_names; entry->name != NULL; entry++)
	{
		if (entry->val == (int) action)
			return entry->name;
	}
	return "unknown";
}

const char *
settings_refused_by_reload(void)
{
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	for (int i = 0; i < count; i++)
	{
		/* The flag is the reload's own note that the file has a line for the setting. */
		if ((variables[i]->status & GUC_IS_IN_FILE) == 0)
			continue;
		for (int mark = 0; mark < MARKS; mark++)
		{
			const char *name = mark == SESSION_DEFAULT ? "pgseccomp.session_syscall_default" : texts[mark].name;

			if (!taken[mark] && pg_strcasecmp(variables[i]->name, name) == 0)
				return name;
		}
	}
	return NULL;
}
