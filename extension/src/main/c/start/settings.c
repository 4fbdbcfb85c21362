/*
 * settings.c: collects the settings, and sees to it that none is dropped on the way.
 *
 * When a library defines a setting whose written value PostgreSQL cannot take, PostgreSQL warns and falls back to the
 * default. A filter that rests on such a default is weaker than what was written. So the raw text is collected first, the
 * core reads that, and afterwards the values in force are compared with it. The settings of roles and process types are never
 * defined: they are placeholders, text that PostgreSQL keeps for whoever may want it. Any user can SET such a one in a session of his own;
 * only what the postmaster has counts here.
 */
#include "start/settings.h"

#include "kernel/compat.h"
#include "utils/builtins.h"

#include <string.h>

#define PREFIX "pgseccomp."

/* Those about files and ports, and what is probably meant for them. */
static const char *const domain_beginnings[] = {DOMAIN_BEGINNINGS};

/* Names of settings are compared as PostgreSQL does it (guc_name_compare): by bytes, A to Z as a to z, in every locale. */
static int
compare_names(const char *a, const char *b)
{
	for (;;)
	{
		unsigned char x = pg_ascii_tolower((unsigned char) *a++);
		unsigned char y = pg_ascii_tolower((unsigned char) *b++);

		if (x != y)
			return x < y ? -1 : 1;
		if (x == '\0')
			return 0;
	}
}

static bool
begins_with(const char *name, const char *prefix)
{
	for (; *prefix != '\0'; name++, prefix++)
	{
		if (pg_ascii_tolower((unsigned char) *name) != (unsigned char) *prefix)
			return false;
	}
	return true;
}

static bool
looks_like_one_of_domains(const char *name)
{
	for (size_t i = 0; i < lengthof(domain_beginnings); i++)
	{
		if (begins_with(name, domain_beginnings[i]) && strchr(name, '.') != NULL)
			return true;
	}
	return false;
}

/*
 * Also a misspelt prefix, "pgsecomp.global_syscall_log", would be silently ignored, and a name behind a byte order mark or a no-break space, which
 * PostgreSQL takes for letters.
 */
bool
settings_look_like_ours(const char *name)
{
	while (IS_HIGHBIT_SET(*name))
		name++;
	if (begins_with(name, PREFIX) || begins_with(name, "session_sysc") || begins_with(name, "process_sysc") || begins_with(name, "database_sysc"))
		return true;
	for (const char *from = name; *from != '\0'; from++)
	{
		if (begins_with(from, "syscall_"))
			return true;
	}
	return looks_like_one_of_domains(name);
}

static int
compare_settings(const void *a, const void *b)
{
	return compare_names(((const Setting *) a)->name, ((const Setting *) b)->name);
}

static int
compare_all(const void *a, const void *b)
{
	int			order = compare_settings(a, b);

	return order != 0 ? order : ((const Setting *) a)->order - ((const Setting *) b)->order;
}

void
settings_put(Settings *settings, const Setting *setting)
{
	settings->settings[settings->count] = *setting;
	settings->settings[settings->count].order = settings->count;
	settings->count++;
}

void
settings_sort(Settings *settings)
{
	int			kept = 0;

	qsort(settings->settings, (size_t) settings->count, sizeof(Setting), compare_all);
	for (int i = 0; i < settings->count; i++)
	{
		if (i + 1 == settings->count || compare_settings(&settings->settings[i], &settings->settings[i + 1]) != 0)
			settings->settings[kept++] = settings->settings[i];
	}
	settings->count = kept;
}

typedef bool (*Choice) (const struct config_generic *variable);

static Settings
collect(Choice choose)
{
	Settings	collected = {NULL, 0};
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	collected.settings = palloc0(sizeof(Setting) * (size_t) (count + 1));
	for (int i = 0; i < count; i++)
	{
		const struct config_generic *variable = variables[i];
		Setting		setting = {0};
		const char *value;

		if (!choose(variable))
			continue;
		if (variable->vartype == PGC_STRING)
			value = *((const struct config_string *) variable)->variable;
		else
			value = GetConfigOption(variable->name, false, false);
		/* A placeholder without text is one whose line is gone from the file since. */
		if (value == NULL)
			continue;
		setting.name = pstrdup(variable->name);
		setting.value = pstrdup(value);
		setting.file = variable->sourcefile == NULL ? NULL : pstrdup(variable->sourcefile);
		setting.line = variable->sourceline;
		settings_put(&collected, &setting);
	}
	settings_sort(&collected);
	return collected;
}

static bool
is_written(const struct config_generic *variable)
{
	return (variable->flags & GUC_CUSTOM_PLACEHOLDER) != 0 && settings_look_like_ours(variable->name);
}

static bool
is_in_force(const struct config_generic *variable)
{
	/* Also what is misspelt: a start refuses it too. */
	if ((variable->flags & GUC_CUSTOM_PLACEHOLDER) != 0)
		return settings_look_like_ours(variable->name);
	return begins_with(variable->name, PREFIX) && variable->source != PGC_S_DEFAULT;
}

Settings
settings_written(void)
{
	return collect(is_written);
}

Settings
settings_in_force(void)
{
	return collect(is_in_force);
}

EncodedSettings
settings_encoded(const Settings *settings)
{
	EncodedSettings all;

	boundary_begin_settings(&all);
	for (int i = 0; i < settings->count; i++)
		boundary_add_setting(&all, settings->settings[i].name, settings->settings[i].value);
	return all;
}

const Setting *
settings_find(const Settings *settings, const char *name)
{
	Setting		wanted = {.name = (char *) name};

	return bsearch(&wanted, settings->settings, (size_t) settings->count, sizeof(Setting), compare_settings);
}

bool
settings_is_of_extension(const Setting *setting)
{
	return begins_with(setting->name, PREFIX);
}

bool
settings_same_name(const char *a, const char *b)
{
	return compare_names(a, b) == 0;
}

void
settings_require_taken(const Settings *written)
{
	for (int i = 0; i < written->count; i++)
	{
		const Setting *setting = &written->settings[i];
		const char *taken;
		bool		wanted;
		bool		got;

		if (!settings_is_of_extension(setting))
			continue;
		taken = GetConfigOption(setting->name, true, false);
		/* Booleans can be written in several ways; no list and no action can be read as one of them and differ. */
		if (taken == NULL ||
			(pg_strcasecmp(taken, setting->value) != 0 &&
			 !(parse_bool(setting->value, &wanted) && parse_bool(taken, &got) && wanted == got)))
			ereport(FATAL,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("parameter \"%s\" was not taken as it was written", setting->name)));
	}
}

int
settings_place(const Setting *setting)
{
	if (setting != NULL && setting->file != NULL)
		errcontext("line %d of configuration file \"%s\"", setting->line, setting->file);
	return 0;
}

bool
settings_enabled_as_written(const Settings *written, int level, bool *said_so)
{
	const Setting *setting = settings_find(written, PREFIX "enabled");
	bool		enabled = false;

	*said_so = setting != NULL;
	if (setting == NULL)
	{
		/* A profile is one line: it switches itself on. */
		const Setting *profile = settings_find(written, PREFIX "profile");

		return profile != NULL && pg_strcasecmp(profile->value, "none") != 0;
	}
	if (!parse_bool(setting->value, &enabled))
		ereport(level,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" requires a Boolean value", setting->name),
				 settings_place(setting)));
	return enabled;
}
