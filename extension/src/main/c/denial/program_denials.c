/*
 * program_denials.c: names the calls that filters deny to programs, where one has failed.
 *
 * A program inherits the filters and no handler: it gets an error from the kernel, and nobody in the server hears of it. So nobody here knows whether a
 * denied call is the reason; what can be said is which of the calls that programs usually make are denied, and that the kernel's audit has a record of each
 * denial, with the name of the program (docs/decisions/0021-programs.md). It is told by messages as they stand in the source that a program ran and failed.
 */
#include "denial/program_denials.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "bridge/core_texts.h"
#include "denial/denial_text.h"
#include "denial/denying_filters.h"
#include "denial/domain_hint.h"
#include "denial/syscall_names.h"

/* No message names more. */
#define MOST_NAMED 12

/* COPY, a passphrase, basebackup_to_shell, archive_command (shell_archive.c), restore_command. */
static const char *const of_failed[] = {
	"program \"%s\" failed", "command \"%s\" failed", "shell command \"%s\" failed",
	"archive command failed with exit code %d", "archive command was terminated by signal %d: %s",
	"could not restore file \"%s\" from archive: %s",
};

/* Of archive_cleanup_command and recovery_end_command (xlogarchive.c), which only processes of recovery execute. */
#define OF_RECOVERY "%s \"%s\": %s"

static bool
is_of_failed(const ErrorData *error)
{
	if (error->message_id == NULL)
		return false;
	for (size_t i = 0; i < lengthof(of_failed); i++)
	{
		if (strcmp(error->message_id, of_failed[i]) == 0)
			return true;
	}
	return strcmp(error->message_id, OF_RECOVERY) == 0 && (MyBackendType == B_STARTUP || MyBackendType == B_CHECKPOINTER);
}

/* Whether programs are denied a call. What answers that there is no such call is one that they do without. */
static bool
is_denied(int number)
{
	return denying_filters_deny(number, NULL) && denying_filters_error(number) != ENOSYS;
}

void
program_denials_add(ErrorData *error)
{
	StringInfoData names;
	int			usual = 0;
	bool		any = false;

	/* What cannot be executed has not run: that is explained as other denials are. */
	if (!is_of_failed(error) || denying_filters_error(SYS_execve) != 0)
		return;
	domain_hint_add_of_program(error);
	initStringInfo(&names);
	for (int number = 0; number < EXPECTED_NUMBERS; number++)
	{
		if (syscall_name(number) == NULL || !is_denied(number))
			continue;
		any = true;
		if (syscall_is_of_programs(number) && usual++ < MOST_NAMED)
			appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ", syscall_name(number));
	}
	if (!any)
		return;
	if (usual > MOST_NAMED)
		appendStringInfoString(&names, ", \342\200\246");
	denial_text_append(&error->detail, usual > 0 ? psprintf(CORE_PROGRAM_SUSPECTS, usual, names.data) : CORE_PROGRAM_UNUSUAL);
	denial_text_append(&error->hint, CORE_PROGRAM_HINT);
}
