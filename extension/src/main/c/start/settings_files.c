/*
 * settings_files.c: the files that settings have come from.
 */
#include "start/settings_files.h"

#include <string.h>

#include "kernel/compat.h"
#include "utils/memutils.h"

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
