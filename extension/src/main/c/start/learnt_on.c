/*
 * learnt_on.c: reads the control files of extensions, with PostgreSQL's own reader.
 */
#include "postgres.h"

#include "start/learnt_on.h"

#include <string.h>

#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/guc.h"

#include "kernel/compat.h"

static const char *const others[] = {LEARNT_ON_WORDS};

/* A name that can be an extension's: it becomes part of the name of a file. */
static bool
is_extension(const char *name)
{
	for (size_t i = 0; i < lengthof(others); i++)
		if (strcmp(name, others[i]) == 0)
			return false;
	return name[0] != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(name);
}

/* The version that CREATE EXTENSION would make; NULL if there is no such file. */
static const char *
version_of(const char *name)
{
	char		folder[MAXPGPATH];
	const char *path;
	const char *version = NULL;
	ConfigVariable *first = NULL;
	ConfigVariable *last = NULL;
	FILE	   *file;

	get_share_path(my_exec_path, folder);
	path = psprintf("%s/extension/%s.control", folder, name);
	file = AllocateFile(path, "r");
	if (file == NULL)
		return NULL;
	if (ParseConfigFp(file, path, 0, DEBUG1, &first, &last))
		for (const ConfigVariable *line = first; line != NULL; line = line->next)
			if (strcmp(line->name, "default_version") == 0)
				version = pstrdup(line->value);
	(void) FreeFile(file);
	FreeConfigVariables(first);
	return version;
}

void
learnt_on_add_versions(EncodedSettings *facts, const char *learnt_on)
{
	StringInfoData found;
	char	   *rest = pstrdup(learnt_on == NULL ? "" : learnt_on);

	initStringInfo(&found);
	for (char *element = strtok_r(rest, ",", &rest); element != NULL; element = strtok_r(NULL, ",", &rest))
	{
		const char *version;
		char	   *end;

		element += strspn(element, " ");
		end = strchr(element, ' ');
		if (end == NULL)
			continue;
		*end = '\0';
		version = is_extension(element) ? version_of(element) : NULL;
		if (version != NULL)
			appendStringInfo(&found, "%s%s %s", found.len == 0 ? "" : ", ", element, version);
	}
	if (found.len > 0)
		boundary_add_fact(facts, "extensions", found.data);
}

void
learnt_on_add_installed(EncodedSettings *facts)
{
	char	   *installed;

	if (SPI_execute("SELECT pg_catalog.string_agg(e.extname OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) "
					"coalesce(a.default_version, e.extversion), ', ' ORDER BY e.extname) "
					"FROM pg_catalog.pg_extension e LEFT JOIN pg_catalog.pg_available_extensions() a(name, default_version, comment) "
					"ON a.name OPERATOR(pg_catalog.=) e.extname", true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_extension");
	installed = SPI_processed == 0 ? NULL : SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (installed != NULL)
		boundary_add_fact(facts, "installed_extensions", installed);
}
