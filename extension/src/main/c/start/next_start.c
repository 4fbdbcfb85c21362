/*
 * next_start.c: what the next start of the server would find: what the configuration files say now (pg_file_settings), with what is to be changed, and under
 * what was given on the command line.
 */
#include "start/next_start.h"

#include "catalog/pg_authid.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include <string.h>

#include "kernel/compat.h"

/* The file that ALTER SYSTEM writes, by its name in pg_file_settings. */
#define OWN_FILE "postgresql.auto.conf"

bool
next_start_removes_all(const VariableSetStmt *change)
{
	return change->kind == VAR_RESET_ALL;
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
	return change != NULL && is_of_own_file(file) && (next_start_removes_all(change) || settings_same_name(name, change->name));
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

/* The variable of a name, or NULL. */
static const struct config_generic *
variable_named(const char *name)
{
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	for (int i = 0; i < count; i++)
	{
		if (settings_same_name(variables[i]->name, name))
			return variables[i];
	}
	return NULL;
}

/* The last of the given lines that is about a setting, or NULL. */
static const Setting *
line_of(const NextStart *next, const char *name)
{
	for (int i = next->lines == NULL ? -1 : next->lines->count - 1; i >= 0; i--)
	{
		if (settings_same_name(next->lines->settings[i].name, name))
			return &next->lines->settings[i];
	}
	return NULL;
}

const char *
next_start_value(const char *name, const void *context)
{
	const NextStart *next = context;
	const VariableSetStmt *change = next->change;
	const struct config_generic *variable = variable_named(name);
	const Setting *line = line_of(next, name);
	const char *written = NULL;

	if (variable == NULL)
		return NULL;
	if (variable->reset_source == PGC_S_ARGV)
		return GetConfigOptionResetString(name);
	for (uint64 i = 0; i < SPI_processed; i++)
		if (settings_same_name(column_of((int) i, 1), name) && !is_taken_away(name, column_of((int) i, 3), change))
			written = column_of((int) i, 2);
	if (change != NULL && change->kind == VAR_SET_VALUE && settings_same_name(change->name, name))
		written = ExtractSetVariableArgs((VariableSetStmt *) change);
	return as_shown(variable, line == NULL ? written : line->value);
}

bool
next_start_is_on_command_line(const char *name)
{
	const struct config_generic *variable = variable_named(name);

	return variable != NULL && variable->reset_source == PGC_S_ARGV;
}

bool
next_start_is_in_own_file(const char *name)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		if (settings_same_name(column_of((int) i, 1), name) && is_of_own_file(column_of((int) i, 3)))
			return true;
	}
	return false;
}

/* Adds what the files say, without what the change takes away. */
static void
add_rows(Settings *settings, const VariableSetStmt *change)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Setting		setting = {.name = column_of((int) i, 1), .value = column_of((int) i, 2), .file = column_of((int) i, 3)};

		setting.line = atoi(column_of((int) i, 4));
		/* A line that cannot be read has no name. */
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

Settings
next_start_settings(const NextStart *next)
{
	const VariableSetStmt *change = next->change;
	int			lines = next->lines == NULL ? 0 : next->lines->count;
	Settings	settings = {NULL, 0};
	int			variables;

	(void) compat_guc_variables(&variables);
	settings.settings = palloc0(sizeof(Setting) * ((size_t) SPI_processed + (size_t) variables + (size_t) lines + 1));
	add_rows(&settings, change);
	if (change != NULL && change->kind == VAR_SET_VALUE && settings_look_like_ours(change->name))
	{
		Setting		setting = {.name = change->name, .value = ExtractSetVariableArgs((VariableSetStmt *) change)};

		if (setting.value != NULL)
			settings_put(&settings, &setting);
	}
	for (int i = 0; i < lines; i++)
	{
		if (settings_look_like_ours(next->lines->settings[i].name))
			settings_put(&settings, &next->lines->settings[i]);
	}
	add_command_line(&settings);
	settings_sort(&settings);
	return settings;
}

/* Only superusers may look at the view; whoever is asked here has the right to be told of our settings. */
void
next_start_read_files(void)
{
	Oid			user;
	int			context;
	int			result;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(BOOTSTRAP_SUPERUSERID, context | SECURITY_LOCAL_USERID_CHANGE);
	result = SPI_execute("SELECT name, setting, sourcefile, sourceline, error FROM pg_catalog.pg_file_settings ORDER BY seqno", true, 0);
	SetUserIdAndSecContext(user, context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_file_settings: %s", SPI_result_code_string(result));
}

/* Whether PostgreSQL could take a value at a start; where that takes a check of its own, it is believed. */
static bool
can_have(const struct config_generic *variable, const char *value)
{
	bool		is_on;
	int			whole;
	double		real;

	switch (variable->vartype)
	{
		case PGC_BOOL:
			return parse_bool(value, &is_on);
		case PGC_ENUM:
			return config_enum_lookup_by_name((struct config_enum *) variable, value, &whole);
		case PGC_INT:
			return parse_int(value, &whole, variable->flags, NULL) && whole >= ((const struct config_int *) variable)->min &&
				whole <= ((const struct config_int *) variable)->max;
		case PGC_REAL:
			return parse_real(value, &real, variable->flags, NULL) && real >= ((const struct config_real *) variable)->min &&
				real <= ((const struct config_real *) variable)->max;
		default:
			return true;
	}
}

/* What PostgreSQL would say of a line about a setting that is not ours, or NULL. A name with a dot is whatever library's. */
static char *
problem_of_line(const char *name, const char *value, bool is_refused)
{
	const struct config_generic *variable = variable_named(name);

	if (variable == NULL)
		return strchr(name, '.') != NULL ? NULL : psprintf("unrecognized configuration parameter \"%s\"", name);
	/* What only a start can change is refused by a running server, whatever its value. */
	if (can_have(variable, value) && (!is_refused || variable->context == PGC_POSTMASTER))
		return NULL;
	return psprintf("invalid value for parameter \"%s\": \"%s\"", name, value);
}

/* Whether another row of pg_file_settings counts in the place of this one. */
static bool
is_written_again(const char *name, int row)
{
	for (uint64 i = (uint64) row + 1; i < SPI_processed; i++)
	{
		if (settings_same_name(column_of((int) i, 1), name))
			return true;
	}
	return false;
}

/* What a start would say of a row of pg_file_settings, or NULL. After an unknown name PostgreSQL looks at no value any more. */
static char *
problem_of_row(const NextStart *next, int row)
{
	const char *name = column_of(row, 1);
	char	   *error = column_of(row, 5);
	char	   *problem;

	/* A line that was taken away has no name and no place: the server has the setting until it is restarted. */
	if (name[0] == '\0')
		return error[0] == '\0' || strstr(error, "cannot be changed without restarting the server") != NULL ? NULL : error;
	if (settings_look_like_ours(name) || line_of(next, name) != NULL)
		return NULL;
	problem = problem_of_line(name, column_of(row, 2), error[0] != '\0');
	return problem == NULL || is_written_again(name, row) ? NULL : problem;
}

int
next_start_wrong_lines(const NextStart *next, Setting *lines, int room)
{
	int			count = 0;

	for (uint64 i = 0; i < SPI_processed && count < room; i++)
	{
		char	   *problem = problem_of_row(next, (int) i);

		if (problem != NULL)
			lines[count++] = (Setting) {
				.name = column_of((int) i, 1), .value = problem, .file = column_of((int) i, 3), .line = atoi(column_of((int) i, 4))
			};
	}
	for (int i = 0; next->lines != NULL && i < next->lines->count && count < room; i++)
	{
		const Setting *line = &next->lines->settings[i];
		char	   *problem = settings_look_like_ours(line->name) ? NULL : problem_of_line(line->name, line->value, false);

		if (problem != NULL)
			lines[count++] = (Setting) {.name = line->name, .value = problem, .line = line->line};
	}
	return count;
}
