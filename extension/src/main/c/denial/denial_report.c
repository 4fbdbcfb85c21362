/*
 * denial_report.c: what the handler has noted becomes text where PostgreSQL reports an error.
 *
 * emit_log_hook sees each error before it goes to the log and to the client. One that follows a denial, in the same statement, gets a
 * detail and a hint. A session that is to end is ended there too, in place of the error, or, where there is none, when PostgreSQL
 * looks whether it was interrupted; then the hook says why.
 *
 * The hook is not called for what log_min_messages keeps out of the log.
 */
#include "denial/denial_report.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "access/xact.h"
#include "storage/ipc.h"
#include "utils/memutils.h"

#include "bridge/core_texts.h"
#include "kernel/architecture.h"
#include "kernel/compat.h"
#include "denial/denial_log.h"
#include "denial/denial_text.h"
#include "denial/denying_filters.h"
#include "denial/domain_hint.h"
#include "denial/error_kinds.h"
#include "denial/program_denials.h"

/* How a message begins that ends a session. */
#define TERMINATING "terminating session: pgseccomp denied system call "

static emit_log_hook_type previous_hook = NULL;

/* The call that ends the session. That of a worker was made elsewhere. */
static NotedDenial
ending(int number)
{
	NotedDenial noted[DENIALS_OF_STATEMENT];
	int			count = denial_noted(noted);

	for (int i = 0; i < count; i++)
	{
		if (noted[i].number == number)
			return noted[i];
	}
	return (NotedDenial) {.number = number};
}

/*
 * The start of a program, COPY … PROGRAM for one, fails in a child of the C library's that has no handlers any more. PostgreSQL
 * hears of the error, as EACCES, or as ENOMEM from glibc 2.36 (proc_open in iopopen.c); which of these calls it was follows from the order
 * in which they are made. Without clone3, the library takes clone. The archiver hears of an exit code (shell_archive.c).
 */
static int
that_starts_programs(void)
{
	int			error = denying_filters_error(SYS_clone3);

	if (error != 0 && error != ENOSYS)
		return SYS_clone3;
	return error == ENOSYS && denying_filters_error(SYS_clone) != 0 ? SYS_clone : SYS_execve;
}

/* Whether an error is that a program was not started. */
static bool
is_of_program(const ErrorData *error)
{
	return error_is_of_popen(error) ||
		(error->message_id != NULL && strcmp(error->message_id, "archive command failed with exit code %d") == 0);
}

/*
 * The loader of libraries makes its calls by itself, outside of the C library, where filters leave nothing to the handler. It has words of its own for what
 * has failed (elf/dl-reloc.c, elf/dl-load.c in glibc), in messages that PostgreSQL shows (internal_load_library in dfmgr.c).
 */
static int
that_loads_libraries(const ErrorData *error)
{
	if (error->message_id == NULL || error->message == NULL || strcmp(error->message_id, "could not load library \"%s\": %s") != 0)
		return -1;
	if (strstr(error->message, "memory protection") != NULL || strstr(error->message, "segment prot") != NULL)
		return SYS_mprotect;
	if (strstr(error->message, "cannot stat shared object") != NULL)
		return denying_filters_error(SYS_fstat) != 0 ? SYS_fstat : SYS_newfstatat;
	return -1;
}

/* What the handler has not seen. Answers whether the error tells of a denial. */
static bool
infer_from(const ErrorData *error)
{
	NotedDenial denials[DENIALS_OF_STATEMENT];
	bool		is_own = !is_of_program(error);
	int			number = is_own ? that_loads_libraries(error) : that_starts_programs();

	if (number < 0 || denying_filters_error(number) == 0 || denial_noted(denials) > 0)
		return false;
	denial_infer(number, is_own);
	return true;
}

static void
append_hint(ErrorData *error, const NotedDenial *denials, int count)
{
	const char *hint = denial_text_remedies(denials, count);

	if (hint != NULL)
		denial_text_append(&error->hint, hint);
}

/* umask(2) always succeeds: no program looks at what it answers, and no error of the kernel is about it. */
static bool
has_no_error(const NotedDenial *denial)
{
	return denial->number == SYS_umask;
}

/* Takes out what no error is about. Answers how many are left. */
static int
with_errors(NotedDenial *denials, int count)
{
	int			left = 0;

	for (int i = 0; i < count; i++)
	{
		if (!has_no_error(&denials[i]))
			denials[left++] = denials[i];
	}
	return left;
}

/* Puts the denial first that the error tells of, the last one of those. False if it tells of none. */
static bool
put_cause_first(const ErrorData *error, NotedDenial *denials, int count)
{
	NotedDenial cause;
	int			place = 0;

	if (!error_tells_errno(error))
		return false;
	while (place < count && denials[place].err != error->saved_errno)
		place++;
	if (place == count)
		return false;
	cause = denials[place];
	memmove(&denials[1], &denials[0], sizeof(NotedDenial) * (size_t) place);
	denials[0] = cause;
	return true;
}

/* Adds what was denied. Who is not authenticated yet is told nothing about the policy: only the log is. */
static void
add_denials(ErrorData *error, const NotedDenial *denials, int count, const char *hint)
{
	if (ClientAuthInProgress && error->detail_log == NULL && error->detail != NULL)
		error->detail_log = pstrdup(error->detail);
	for (int i = 0; i < count; i++)
	{
		char	   *denied = denial_text_denied(&denials[i]);

		if (!ClientAuthInProgress)
			denial_text_append(&error->detail, denied);
		if (ClientAuthInProgress || error->detail_log != NULL)
			denial_text_append(&error->detail_log, denied);
	}
	if (hint != NULL)
		denial_text_append(ClientAuthInProgress ? &error->detail_log : &error->hint, hint);
}

/* Adds what this statement was denied, or what follows from the error. */
static void
explain(ErrorData *error, bool is_inferred)
{
	NotedDenial denials[DENIALS_OF_STATEMENT];
	int			count = denial_noted(denials);
	bool		is_caused;
	char	   *hint;

	if (error_tells_errno(error))
		count = with_errors(denials, count);
	is_caused = is_inferred || put_cause_first(error, denials, count);
	if (!is_caused)
		domain_hint_add(error);
	/* What is no error is explained where it tells of one. */
	if (!is_caused && error->elevel < ERROR)
		return;
	if (error->elevel >= ERROR || is_inferred)
		denial_forget();
	else
		count = 1;
	hint = denial_text_remedies(denials, count);
	if (count > 0 && is_of_program(error) && (hint == NULL || strstr(hint, CORE_PROGRAMS) == NULL))
		denial_text_append(&hint, CORE_PROGRAMS_NEED_MORE);
	add_denials(error, denials, count, hint);
}

/* PostgreSQL ends the session, and does not know why. */
static void
name_reason(ErrorData *error, int number)
{
	NotedDenial denial = ending(number);

	error->message = psprintf(TERMINATING "%s", denial_text_call(number));
	denial_text_append(&error->detail, denial_text_denied(&denial));
	append_hint(error, &denial, 1);
}

/* What is said of an error, kept from the report of the end, which takes its memory. */
static const char *
keep(const char *text)
{
	Size		size = text == NULL ? 1 : strlen(text) + 1;
	char	   *copy = MemoryContextAllocExtended(TopMemoryContext, size, MCXT_ALLOC_NO_OOM);

	/* The error may be that there is no memory. */
	if (copy == NULL)
		return "pgseccomp: out of memory";
	return memcpy(copy, text == NULL ? "" : text, size);
}

/* Ends the session in place of an error; NULL if there is none. */
static void
end_session(const char *error, int number)
{
	NotedDenial denial = ending(number);
	const char *denied = denial_text_denied(&denial);
	const char *message = keep(psprintf(TERMINATING "%s", denial_text_call(number)));
	/* What a parallel worker says of its end is the same once more. */
	const char *detail = keep(error == NULL || strncmp(error, TERMINATING, strlen(TERMINATING)) == 0 ? denied :
							  psprintf("%s\nThe error was: %s", denied, error));
	const char *hint = denial_text_remedies(&denial, 1);

	hint = hint == NULL ? NULL : keep(hint);

	ereport(FATAL,
			(errcode(ERRCODE_ADMIN_SHUTDOWN),
			 errmsg_internal("%s", message),
			 errdetail_internal("%s", detail),
			 hint == NULL ? 0 : errhint("%s", hint)));
}

static void
look_at(ErrorData *error)
{
	bool		is_inferred = infer_from(error);
	int			number = denial_that_terminates();

	if (number >= 0 && error->elevel == FATAL && error->sqlerrcode == ERRCODE_ADMIN_SHUTDOWN)
		name_reason(error, number);
	else if (number >= 0 && error->elevel == ERROR && !proc_exit_inprogress)
		end_session(error->message, number);
	else
	{
		explain(error, is_inferred);
		program_denials_add(error);
	}
}

static void
on_emit(ErrorData *error)
{
	static bool at_work = false;
	bool		is_taken = false;

	if (!at_work && error->elevel >= LOG)
	{
		MemoryContext before = MemoryContextSwitchTo(error->assoc_context);

		at_work = true;
		is_taken = denial_log_takes_place_of(error);
		if (!is_taken)
			look_at(error);
		at_work = false;
		MemoryContextSwitchTo(before);
	}
	if (is_taken)
	{
		error->output_to_server = false;
		return;
	}
	if (previous_hook != NULL)
		previous_hook(error);
}

static void
at_exit(int code, Datum argument)
{
	denial_log_tell(true);
}

/*
 * What a parallel worker was denied ends its leader. It hears of that by the worker's error; where it has caught this, or ended the worker
 * before, it ends here, with its transaction.
 */
static void
end_with_worker(XactEvent event)
{
	int			number = denial_that_terminates();

	if (number < 0 || proc_exit_inprogress)
		return;
	if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
		end_session(NULL, number);
	else if (event == XACT_EVENT_ABORT)
		InterruptPending = ProcDiePending = true;
}

static void
at_transaction_event(XactEvent event, void *argument)
{
	static bool is_known = false;

	end_with_worker(event);
	if (event == XACT_EVENT_PRE_COMMIT)
		denial_log_tell(false);
	if (is_known || !IsUnderPostmaster || !OidIsValid(MyDatabaseId))
		return;
	is_known = true;
	denial_identify(GetSessionUserId(), MyDatabaseId);
}

void
denial_report_prepare(void)
{
	denial_begin(policies_global_filter());
	denial_counters_prepare();
	RegisterXactCallback(at_transaction_event, NULL);
	previous_hook = emit_log_hook;
	emit_log_hook = on_emit;
	/* Of the postmaster's own: its children forget such calls. */
	on_proc_exit(at_exit, (Datum) 0);
}

void
denial_report_at_exit(void)
{
	static bool is_registered = false;

	if (!is_registered)
		on_proc_exit(at_exit, (Datum) 0);
	is_registered = true;
}

void
denial_report_expect(const CompiledFilter *filter, DenialSource source, const char *suffix)
{
	if (suffix != NULL)
		denial_text_name_source(source, suffix);
	denial_report_at_exit();
	denying_filters_add(filter, source);
}
