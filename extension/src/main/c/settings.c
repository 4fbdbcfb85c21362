/*
 * settings.c: defines the settings, and sees to it that none is dropped on the way.
 *
 * When a library defines a setting whose written value PostgreSQL cannot take, PostgreSQL warns and falls back to the
 * default. A filter that rests on such a default is weaker than what was written. So the raw text is collected first, the
 * core reads that, and afterwards the values in force are compared with it.
 */
#include "settings.h"

#include "compat.h"
#include "utils/builtins.h"

#include <strings.h>
#include <string.h>

#define PREFIX "pgseccomp."

bool		settings_enabled = false;

static char *global_allow = NULL;
static char *global_log = NULL;
static char *global_error = NULL;
static char *global_kill = NULL;
static int	global_default = ACTION_ALLOW;

static const struct config_enum_entry action_names[] = {
	{"allow", ACTION_ALLOW, false},
	{"log", ACTION_LOG, false},
	{"error", ACTION_ERROR, false},
	{"kill", ACTION_KILL, false},
	{NULL, 0, false}
};

static const struct
{
	const char *name;
	char	  **value;
	const char *description;
}			global_lists[] = {
	{"pgseccomp.global_syscall_allow", &global_allow, "System calls that the server may make."},
	{"pgseccomp.global_syscall_log", &global_log, "System calls that the server may make and that are logged by the kernel's audit."},
	{"pgseccomp.global_syscall_error", &global_error, "System calls that fail with \"Permission denied\" in the server."},
	{"pgseccomp.global_syscall_kill", &global_kill, "System calls that kill the process of the server that makes them."},
};

static const char default_name[] = "pgseccomp.global_syscall_default";

WrittenSettings
settings_written(void)
{
	WrittenSettings written = {NULL, 0};
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	written.settings = palloc0(sizeof(WrittenSetting) * (size_t) (count + 1));
	for (int i = 0; i < count; i++)
	{
		const struct config_generic *variable = variables[i];
		const char *value;
		WrittenSetting *setting;

		if ((variable->flags & GUC_CUSTOM_PLACEHOLDER) == 0 || strncasecmp(variable->name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		value = *((const struct config_string *) variable)->variable;
		setting = &written.settings[written.count++];
		setting->name = pstrdup(variable->name);
		setting->value = pstrdup(value == NULL ? "" : value);
		setting->file = variable->sourcefile == NULL ? NULL : pstrdup(variable->sourcefile);
		setting->line = variable->sourceline;
	}
	return written;
}

const WrittenSetting *
settings_find(const WrittenSettings *written, const char *name)
{
	for (int i = 0; i < written->count; i++)
	{
		if (strcasecmp(written->settings[i].name, name) == 0)
			return &written->settings[i];
	}
	return NULL;
}

void
settings_define(void)
{
	DefineCustomBoolVariable("pgseccomp.enabled",
							 "Whether system call filters are loaded at all.",
							 NULL, &settings_enabled, false, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	for (size_t i = 0; i < lengthof(global_lists); i++)
		DefineCustomStringVariable(global_lists[i].name, global_lists[i].description,
								   "A list of names, separated by commas.",
								   global_lists[i].value, "", PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable(default_name,
							 "What happens to the system calls that no list of the global filter names.",
							 NULL, &global_default, ACTION_ALLOW, action_names, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("pgseccomp");
}

const char *
settings_action_name(FilterAction action)
{
	return action_names[action].name;
}

void
settings_require_taken(const WrittenSettings *written)
{
	for (int i = 0; i < written->count; i++)
	{
		const WrittenSetting *setting = &written->settings[i];
		const char *taken = GetConfigOption(setting->name, true, false);
		bool		same = taken != NULL;

		if (same && strcasecmp(setting->name, "pgseccomp.enabled") == 0)
		{
			bool		wanted;

			same = parse_bool(setting->value, &wanted) && wanted == settings_enabled;
		}
		else if (same)
			same = strcasecmp(taken, setting->value) == 0;
		if (!same)
			ereport(FATAL,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("parameter \"%s\" was not taken as it was written", setting->name)));
	}
}

void
settings_request(StringInfo request, CoreOperation operation)
{
	boundary_begin_request(request, operation, (int) lengthof(global_lists) + 1);
	for (size_t i = 0; i < lengthof(global_lists); i++)
		boundary_add_setting(request, global_lists[i].name, *global_lists[i].value);
	boundary_add_setting(request, default_name, settings_action_name((FilterAction) global_default));
}

void
settings_request_written(StringInfo request, CoreOperation operation, const WrittenSettings *written)
{
	boundary_begin_request(request, operation, written->count);
	for (int i = 0; i < written->count; i++)
		boundary_add_setting(request, written->settings[i].name, written->settings[i].value);
}
