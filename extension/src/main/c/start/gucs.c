/*
 * gucs.c: the settings as PostgreSQL knows them, and what happens when one is given a value.
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
#include "start/settings.h"

#include "kernel/compat.h"
#include "bridge/core_call.h"
#include "kernel/fault.h"
#include "miscadmin.h"
#include "tcop/pquery.h"
#include "utils/timestamp.h"

#include <string.h>

#define VARIABLE(id, name, description, boot_value, context) bool settings_##id = boot_value;
CORE_BOOLEAN_SETTINGS(VARIABLE)

#define ACTION_NAME(constant, name) {name, constant, false},
static const struct config_enum_entry action_names[] = {CORE_ACTIONS(ACTION_NAME) {NULL, 0, false}};

#define ISOLATION_NAME(constant, name, is_hidden) {name, constant, is_hidden},
static const struct config_enum_entry isolation_names[] = {CORE_ISOLATIONS(ISOLATION_NAME) {NULL, 0, false}};
int			settings_isolate_processes = ISOLATION_ON;

#define PROFILE_NAME(constant, name) {name, constant, false},
static const struct config_enum_entry profile_names[] = {CORE_PROFILES(PROFILE_NAME) {NULL, 0, false}};
static int	settings_profile = PROFILE_NONE;

/* Settings that a reload marks as taken: lists first. */
#define LIST_CONSTANT(constant, name, description, boot_value, context) constant,
#define ACTION_CONSTANT(constant, name, description, context) constant,
typedef enum Marked
{
	CORE_LIST_SETTINGS(LIST_CONSTANT)
	LISTS,
	BEFORE_ACTIONS = LISTS - 1,
	CORE_ACTION_SETTINGS(ACTION_CONSTANT)
	MARKED
} Marked;

static bool check_list(Marked list, char *value);
static void mark_taken(Marked setting);

/* A hook is not told which setting it is for. */
#define LIST_HOOK(constant, name, description, boot_value, context) \
	static bool check_##constant(char **value, void **extra, GucSource source) { return check_list(constant, *value); }
CORE_LIST_SETTINGS(LIST_HOOK)

#define ACTION_HOOK(constant, name, description, context) \
	static bool check_##constant(int *value, void **extra, GucSource source) { mark_taken(constant); return true; }
CORE_ACTION_SETTINGS(ACTION_HOOK)

static char *values[LISTS];
static int	actions[MARKED];

#define LIST(constant, name, description, boot_value, context) [constant] = {name, description, boot_value, context, check_##constant},
static const struct
{
	const char *name;
	const char *description;
	const char *boot_value;
	GucContext	context;
	GucStringCheckHook check;
}			lists[LISTS] = {CORE_LIST_SETTINGS(LIST)};

#define ACTION(constant, name, description, context) [constant] = {name, description, context, check_##constant},
static const struct
{
	const char *name;
	const char *description;
	GucContext	context;
	GucEnumCheckHook check;
}			action_settings[MARKED] = {CORE_ACTION_SETTINGS(ACTION)};

/* Whether the library is still being loaded: what was written is judged as a whole then, and more strictly. */
static bool defining = true;

/* Which values the last reload took, and when the reload before it was. */
static bool taken[MARKED];
static TimestampTz taken_after;

/*
 * The marks of the reload before are forgotten by the first hook of a reload: PgReloadTime is set at the end of each
 * (ProcessConfigFile). Booleans have a hook for no other reason: a file that says anything about us says pgseccomp.enabled.
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
mark_taken(Marked setting)
{
	note_reload();
	taken[setting] = true;
}

static bool
check_boolean(bool *value, void **extra, GucSource source)
{
	note_reload();
	return true;
}

static bool
check_choice(int *value, void **extra, GucSource source)
{
	note_reload();
	return true;
}

static bool
is_postmaster(void)
{
	return IsPostmasterEnvironment && !IsUnderPostmaster;
}

/* Whether a value can be read. If not, says why, as check hooks do. */
static bool
judge(Marked list, char *value)
{
	EncodedSettings setting;
	CoreCall	call = {0};
	Tables		tables = {.failure = NULL};
	char	   *problem = NULL;
	CoreStatus	status = CORE_FAILED;

	boundary_begin_settings(&setting);
	boundary_add_setting(&setting, lists[list].name, value);
	boundary_request(&call.request, CORE_VALUE, LEVEL_GLOBAL, &setting, NULL);
	if (fault_injected("no-child-for-a-value"))
		problem = pstrdup("Could not create a process.");
	else if (core_calls(&call, 1, &problem))
		status = boundary_open(call.reply, NULL, 0, &tables);
	if (status == CORE_REJECTED)
	{
		GUC_check_errmsg("%s", boundary_text(&tables, PROBLEMS, 0, PROBLEM_MESSAGE));
		if (boundary_text(&tables, PROBLEMS, 0, PROBLEM_DETAIL)[0] != '\0')
			GUC_check_errdetail("%s", boundary_text(&tables, PROBLEMS, 0, PROBLEM_DETAIL));
		if (boundary_text(&tables, PROBLEMS, 0, PROBLEM_HINT)[0] != '\0')
			GUC_check_errhint("%s", boundary_text(&tables, PROBLEMS, 0, PROBLEM_HINT));
	}
	/* What may pass is no reason to lose a reload: the plan, which is tried again, judges all values once more (policies.c). */
	else if (status == CORE_FAILED && is_postmaster())
		return true;
	else if (status == CORE_FAILED)
	{
		GUC_check_errmsg("pgseccomp could not check the value of parameter \"%s\"", lists[list].name);
		GUC_check_errdetail("%s", problem == NULL ? tables.failure : problem);
	}
	return status == CORE_ACCEPTED;
}

static bool
check_list(Marked list, char *value)
{
	bool		is_same = values[list] != NULL && strcmp(values[list], value) == 0;
	/* A statement is being executed: not what a reload brings. */
	bool		is_statement = ActivePortal != NULL;
	bool		counts = is_postmaster() ? lists[list].context == PGC_SIGHUP : is_statement;

	if (defining)
		return true;
	if (counts && !is_same && settings_enabled && !judge(list, value))
		return false;
	mark_taken(list);
	return true;
}

#define DEFINE_ISOLATION(id, name, description, boot_value, context) \
	DefineCustomEnumVariable(name, description, NULL, &settings_##id, boot_value, isolation_names, context, 0, check_choice, NULL, NULL);
#define DEFINE_PROFILE(id, name, description, boot_value, context) \
	DefineCustomEnumVariable(name, description, NULL, &settings_##id, boot_value, profile_names, context, 0, check_choice, NULL, NULL);
#define DEFINE_BOOLEAN(id, name, description, boot_value, context) \
	DefineCustomBoolVariable(name, description, NULL, &settings_##id, boot_value, context, 0, check_boolean, NULL, NULL);

void
settings_define(void)
{
	CORE_BOOLEAN_SETTINGS(DEFINE_BOOLEAN)
	for (int i = 0; i < LISTS; i++)
		DefineCustomStringVariable(lists[i].name, lists[i].description, "A list of names, separated by commas.",
								   &values[i], lists[i].boot_value, lists[i].context, 0, lists[i].check, NULL, NULL);
	for (int i = LISTS; i < MARKED; i++)
		DefineCustomEnumVariable(action_settings[i].name, action_settings[i].description, NULL, &actions[i], ACTION_ALLOW, action_names,
								 action_settings[i].context, 0, action_settings[i].check, NULL, NULL);
	CORE_ISOLATION_SETTINGS(DEFINE_ISOLATION)
	CORE_PROFILE_SETTINGS(DEFINE_PROFILE)
	MarkGUCPrefixReserved("pgseccomp");
	defining = false;
}

void
settings_switch_on(void)
{
	SetConfigOption("pgseccomp.enabled", "on", PGC_POSTMASTER, PGC_S_DYNAMIC_DEFAULT);
}

void
settings_avoid_jit(const Settings *written)
{
	if (settings_profile != PROFILE_STRICT || settings_find(written, "pgseccomp.session_syscall_allow") != NULL)
		return;
	SetConfigOption("jit", "off", PGC_POSTMASTER, PGC_S_DYNAMIC_DEFAULT);
	if (strcmp(GetConfigOption("jit", false, false), "off") != 0)
		ereport(WARNING,
				(errmsg("statements that PostgreSQL compiles (jit) fail under pgseccomp.profile = strict"),
				 errdetail("Sessions cannot execute what they have written to memory."),
				 errhint("Set jit = off, or pgseccomp.session_syscall_allow = '@profile, @jit'.")));
}

bool
settings_is_profile(const char *name)
{
	for (const struct config_enum_entry *entry = profile_names; entry->name != NULL; entry++)
	{
		if (pg_strcasecmp(entry->name, name) == 0)
			return true;
	}
	return false;
}

const char *
settings_action_name(FilterAction action)
{
	action = expected_as_written(action);
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
		for (int setting = 0; setting < MARKED; setting++)
		{
			const char *name = setting < LISTS ? lists[setting].name : action_settings[setting].name;

			if (!taken[setting] && pg_strcasecmp(variables[i]->name, name) == 0)
				return name;
		}
	}
	return NULL;
}
