/*
 * domain_hint.c: names the list of files to an error about a file.
 *
 * The kernel does not say why it denies access to a file: its permissions, or the domain. So the hint names both. Which errors are about a call that the kernel
 * has answered is told by "%m" in the message as it stands in the source: others have an errno that is left from something else.
 */
#include "denial/domain_hint.h"

#include <errno.h>
#include <string.h>

#include "utils/memutils.h"

#include "bridge/core_texts.h"
#include "denial/denial_text.h"
#include "denial/error_kinds.h"

/* What the loader of libraries says has its own words for the error (internal_load_library in dfmgr.c). */
#define OF_LOADER "could not load library "

/* What CREATE TABLESPACE says (tablespace.c), and what ALTER SYSTEM writes before it puts it in place (guc.c). */
#define OF_SYMBOLIC_LINK "could not create symbolic link "
#define OWN_FILE "postgresql.auto.conf.tmp"

/* What pg_promote() writes (xlogfuncs.c). */
#define OF_PROMOTION "\"promote\""

/* The setting, as it stands in the configuration; NULL in a process that may use all files. */
static char *setting = NULL;

void
domain_hint_expect(const Domain *domain, const char *suffix)
{
	const char *place = domain->place[DOMAIN_PATHS];
	bool		has_suffix = place[0] != '\0' && place[strlen(place) - 1] == '.' && suffix != NULL;

	if (domain->restricts[DOMAIN_PATHS])
		setting = MemoryContextStrdup(TopMemoryContext, psprintf("%s%s", place, has_suffix ? suffix : ""));
}

bool
domain_hint_expected(void)
{
	return setting != NULL;
}

static bool
is_of_kernel(const ErrorData *error)
{
	return (error->saved_errno == EACCES || error->saved_errno == EXDEV) &&
		(error_tells_errno(error) || error_begins(error, OF_LOADER));
}

/* Languages have words of their own for it: "/usr/share/perl/5.36/strict.pm: Permission denied", "[Errno 13] Permission denied: '/srv/x'". */
static bool
is_of_language(const ErrorData *error)
{
	return error->elevel >= ERROR && !error_tells_errno(error) && !error_begins(error, OF_LOADER) && error->message != NULL &&
		strchr(error->message, '/') != NULL && strstr(error->message, strerror(EACCES)) != NULL;
}

static void
append(ErrorData *error, const char *hint)
{
	MemoryContext before = MemoryContextSwitchTo(error->assoc_context);

	denial_text_append(&error->hint, hint);
	MemoryContextSwitchTo(before);
}

/* Where to write it. */
static char *
where(void)
{
	return strcmp(setting, "pgseccomp.session_paths") == 0 ? psprintf(CORE_FILES_OF_ROLE, setting) : psprintf("\"%s\"", setting);
}

void
domain_hint_add_of_program(ErrorData *error)
{
	if (setting != NULL)
		append(error, psprintf(CORE_HINT_OF_FAILED_PROGRAM, setting));
}

static bool
is_about(const ErrorData *error, const char *file)
{
	return error->message != NULL && strstr(error->message, file) != NULL;
}

void
domain_hint_add(ErrorData *error)
{
	const char *hint;

	if (setting == NULL || !(is_of_kernel(error) || error_is_of_popen(error) || is_of_language(error)))
		return;
	if (is_of_language(error))
		hint = psprintf(CORE_HINT_OF_LANGUAGE, where());
	else if (error_is_of_popen(error))
		hint = psprintf(CORE_HINT_OF_PROGRAM, where());
	else if (error_begins(error, OF_SYMBOLIC_LINK))
		hint = psprintf(CORE_HINT_OF_SYMBOLIC_LINK, setting);
	else if (is_about(error, OWN_FILE))
		hint = psprintf(CORE_HINT_OF_ALTER_SYSTEM, setting);
	else if (is_about(error, OF_PROMOTION))
		hint = psprintf(CORE_HINT_OF_PROMOTION, setting);
	else if (is_about(error, "pg_tblspc/"))
		hint = psprintf(CORE_HINT_OF_TABLE_SPACE, setting);
	else
		hint = psprintf(CORE_HINT_OF_FILE, where());
	append(error, hint);
}
