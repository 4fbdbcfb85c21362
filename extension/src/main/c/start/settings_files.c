/*
 * settings_files.c: the files that settings have come from, and what they say that PostgreSQL does not know.
 */
#include "start/settings_files.h"

#include <string.h>

#include "kernel/compat.h"
#include "utils/guc.h"
#include "utils/memutils.h"

/* The file that ALTER SYSTEM writes, as PostgreSQL names it to its own reader. */
#define OWN_FILE "postgresql.auto.conf"

/* A configuration that has more is read, by processes with a list of files, as far as these go. */
#define MOST_FILES 64

static const char *files[MOST_FILES];
static int	file_count = 0;

static void
add(const char *file)
{
	bool		is_there = file[0] != '/' || file_count == MOST_FILES;

	for (int i = 0; i < file_count && !is_there; i++)
		is_there = strcmp(files[i], file) == 0;
	if (!is_there)
		files[file_count++] = MemoryContextStrdup(TopMemoryContext, file);
}

/* Those that were found before stay: one that is left out today can be back tomorrow. */
void
settings_files_find(void)
{
	int			count;
	struct config_generic **variables = compat_guc_variables(&count);

	for (int i = 0; i < count; i++)
	{
		if (variables[i]->sourcefile != NULL)
			add(variables[i]->sourcefile);
	}
}

const char *const *
settings_files(int *count)
{
	*count = file_count;
	return files;
}

static bool
is_unknown(const ConfigVariable *line, struct config_generic **known, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (settings_same_name(known[i]->name, line->name))
			return false;
	}
	return settings_look_like_ours(line->name);
}

bool
settings_files_add_unknown(Settings *settings)
{
	ConfigVariable *first = NULL;
	ConfigVariable *last = NULL;
	int			lines = 0;
	int			count;
	struct config_generic **known = compat_guc_variables(&count);

	if (!ParseConfigFile(ConfigFileName, true, NULL, 0, 0, LOG, &first, &last) ||
		!ParseConfigFile(OWN_FILE, false, NULL, 0, 0, LOG, &first, &last))
		return false;
	for (const ConfigVariable *line = first; line != NULL; line = line->next)
		lines++;
	settings->settings = repalloc(settings->settings, sizeof(Setting) * ((size_t) settings->count + (size_t) lines + 1));
	for (const ConfigVariable *line = first; line != NULL; line = line->next)
	{
		if (!line->ignore && is_unknown(line, known, count))
			settings_put(settings, &(Setting) {.name = line->name, .value = line->value, .file = line->filename, .line = line->sourceline});
	}
	settings_sort(settings);
	return true;
}
