/*
 * alter_system.c: refuses with ALTER SYSTEM what the next start of the server would refuse.
 *
 * A value that can be read by itself may still make a policy that no server can have. ALTER SYSTEM would write it, each reload after that
 * would be refused with a line in the log only, and the next start would fail. So the whole policy is judged as the next start would find
 * it: what the configuration files say now (pg_file_settings), with this change, and under what was given on the command line. Some settings of
 * PostgreSQL decide what a server needs (logging_collector for one, server_facts.c): they are judged in the same way.
 *
 * If the files have a mistake without the change, the change is taken with a warning: it may be the first step of the way out. Where
 * pgseccomp.enabled would be off, nothing is judged, as at a start.
 *
 * Settings of roles and process types are placeholders to PostgreSQL. Up to 16 it takes them with ALTER SYSTEM only if a file has them
 * already; they are made known first (compat.h).
 */
#include "postgres.h"

#include "start/alter_system.h"

#include "catalog/pg_authid.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

#include <string.h>

#include "kernel/compat.h"
#include "policy/policy_build.h"
#include "start/server_facts.h"
#include "start/settings.h"

/* The file that ALTER SYSTEM writes, by its name in pg_file_settings. */
#define OWN_FILE "postgresql.auto.conf"

static ProcessUtility_hook_type previous_hook = NULL;

static bool
removes_all(const VariableSetStmt *change)
{
	return change->kind == VAR_RESET_ALL;
}

static bool
concerns_us(const VariableSetStmt *change)
{
	return removes_all(change) ||
		(change->name != NULL && (settings_look_like_ours(change->name) || server_facts_depend_on(change->name)));
}

/* Whether the user may do it at all; PostgreSQL says so if not. */
static bool
may_change(const VariableSetStmt *change)
{
	if (superuser())
		return true;
#if PG_VERSION_NUM >= 150000
	return !removes_all(change) && pg_parameter_aclcheck(change->name, GetUserId(), ACL_ALTER_SYSTEM) == ACLCHECK_OK;
#else
	return false;
#endif
}

static bool
is_of_own_file(const char *file)
{
	const char *name = strrchr(file, '/');

	return strcmp(name == NULL ? file : name + 1, OWN_FILE) == 0;
}

/* A column of a row of SPI's; NULL is "". */
static char *
column_of(int row, int column)
{
	char	   *value = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);

	return value == NULL ? "" : value;
}

/* Whether a change takes away what a file says of a setting. */
static bool
is_taken_away(const char *name, const char *file, const VariableSetStmt *change)
{
	return change != NULL && is_of_own_file(file) && (removes_all(change) || settings_same_name(name, change->name));
}

/* A value as SHOW has it; what PostgreSQL will not take counts as the default. */
static const char *
as_shown(const struct config_generic *variable, const char *written)
{
	bool		is_on;
	int			choice;

	if (variable->vartype == PGC_BOOL)
	{
		if (written == NULL || !parse_bool(written, &is_on))
			is_on = ((const struct config_bool *) variable)->boot_val;
		return is_on ? "on" : "off";
	}
	if (variable->vartype == PGC_ENUM)
	{
		struct config_enum *list = (struct config_enum *) variable;

		if (written == NULL || !config_enum_lookup_by_name(list, written, &choice))
			choice = list->boot_val;
		return config_enum_lookup_by_value(list, choice);
	}
	return written != NULL ? written : ((const struct config_string *) variable)->boot_val;
}

/* A SettingValue of the next start. After read_files. */
static const char *
value_of_next_start(const char *name, const void *context)
{
	const VariableSetStmt *change = context;
	const struct config_generic *variable = NULL;
	const char *written = NULL;
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	for (int i = 0; i < count; i++)
		if (strcmp(variables[i]->name, name) == 0)
			variable = variables[i];
	if (variable == NULL)
		return NULL;
	if (variable->reset_source == PGC_S_ARGV)
		return GetConfigOptionResetString(name);
	for (uint64 i = 0; i < SPI_processed; i++)
		if (settings_same_name(column_of((int) i, 1), name) && !is_taken_away(name, column_of((int) i, 3), change))
			written = column_of((int) i, 2);
	if (change != NULL && change->kind == VAR_SET_VALUE && settings_same_name(change->name, name))
		written = ExtractSetVariableArgs((VariableSetStmt *) change);
	return as_shown(variable, written);
}

/* Adds what the files say, without what the change takes away. */
static void
add_rows(Settings *settings, const VariableSetStmt *change)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Setting		setting = {.name = column_of((int) i, 1), .value = column_of((int) i, 2), .file = column_of((int) i, 3)};

		setting.line = atoi(column_of((int) i, 4));
		if (!settings_look_like_ours(setting.name))
			continue;
		if (is_taken_away(setting.name, setting.file, change))
			continue;
		settings_put(settings, &setting);
	}
}

/* What the command line says counts whatever the files say. */
static void
add_command_line(Settings *settings)
{
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	for (int i = 0; i < count; i++)
	{
		const struct config_generic *variable = variables[i];
		Setting		setting = {.name = (char *) variable->name};

		if (variable->reset_source != PGC_S_ARGV || !settings_look_like_ours(variable->name))
			continue;
		setting.value = variable->vartype == PGC_STRING ? ((const struct config_string *) variable)->reset_val :
			pstrdup(GetConfigOption(variable->name, false, false));
		if (setting.value != NULL)
			settings_put(settings, &setting);
	}
}

/* What the next start would find, with a change or, where it is NULL, without. In the memory of SPI's procedure. */
static Settings
settings_of_next_start(const VariableSetStmt *change)
{
	Settings	settings = {NULL, 0};
	int			variables;

	(void) compat_guc_variables(&variables);
	settings.settings = palloc0(sizeof(Setting) * ((size_t) SPI_processed + (size_t) variables + 1));
	add_rows(&settings, change);
	if (change != NULL && change->kind == VAR_SET_VALUE && settings_look_like_ours(change->name))
	{
		Setting		setting = {.name = change->name, .value = ExtractSetVariableArgs((VariableSetStmt *) change)};

		if (setting.value != NULL)
			settings_put(&settings, &setting);
	}
	add_command_line(&settings);
	settings_sort(&settings);
	return settings;
}

/* NULL, or what is wrong with the next start. What is only to be warned of is raised at a level. */
static ErrorData *
problem_of(const VariableSetStmt *change, int warning)
{
	Settings	settings = settings_of_next_start(change);
	MemoryContext before = CurrentMemoryContext;
	ErrorData  *volatile problem = NULL;
	BuildRules	rules = {.level = ERROR, .remark = warning, .warning = warning};
	CoreStatus	status;
	bool		said_so;

	PG_TRY();
	{
		server_facts_suppose(value_of_next_start, change);
		if (settings_enabled_as_written(&settings, ERROR, &said_so))
			(void) policy_build(&settings, &rules, &status);
	}
	PG_CATCH();
	{
		server_facts_as_they_are();
		MemoryContextSwitchTo(before);
		problem = CopyErrorData();
		FlushErrorState();
		/* Not a mistake in the settings; what could not be judged is not written. */
		if (problem->sqlerrcode == ERRCODE_QUERY_CANCELED || problem->sqlerrcode == ERRCODE_ADMIN_SHUTDOWN ||
			problem->sqlerrcode == ERRCODE_INTERNAL_ERROR)
			ReThrowError(problem);
	}
	PG_END_TRY();
	server_facts_as_they_are();
	return problem;
}

/* Everybody who may change a setting is told what the files say of it; only superusers may look at the view. */
static void
read_files(void)
{
	Oid			user;
	int			context;
	int			result;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(BOOTSTRAP_SUPERUSERID, context | SECURITY_LOCAL_USERID_CHANGE);
	result = SPI_execute("SELECT name, setting, sourcefile, sourceline FROM pg_catalog.pg_file_settings ORDER BY seqno", true, 0);
	SetUserIdAndSecContext(user, context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_file_settings: %s", SPI_result_code_string(result));
}

static void
judge(const VariableSetStmt *change)
{
	ErrorData  *problem;

	PushActiveSnapshot(GetTransactionSnapshot());
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	read_files();
	problem = problem_of(change, WARNING);
	if (problem != NULL)
	{
		if (problem_of(NULL, DEBUG5) == NULL)
			ReThrowError(problem);
		ereport(WARNING,
				(errmsg("the configuration files have a pgseccomp policy that the server would not start with"),
				 errdetail("With this change: %s", problem->message),
				 problem->hint == NULL ? 0 : errhint("%s", problem->hint)));
	}
	SPI_finish();
	PopActiveSnapshot();
}

static void
on_utility(PlannedStmt *statement, const char *query, bool is_read_only, ProcessUtilityContext context, ParamListInfo parameters,
		   QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
	if (IsA(statement->utilityStmt, AlterSystemStmt))
	{
		const VariableSetStmt *change = ((AlterSystemStmt *) statement->utilityStmt)->setstmt;

		if (concerns_us(change) && may_change(change))
		{
			judge(change);
			if (change->kind == VAR_SET_VALUE && settings_look_like_ours(change->name))
				compat_know_placeholder(change->name);
		}
	}
	if (previous_hook != NULL)
		previous_hook(statement, query, is_read_only, context, parameters, environment, receiver, completion);
	else
		standard_ProcessUtility(statement, query, is_read_only, context, parameters, environment, receiver, completion);
}

void
alter_system_prepare(void)
{
	previous_hook = ProcessUtility_hook;
	ProcessUtility_hook = on_utility;
}
