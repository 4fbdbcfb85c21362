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

#include "access/xact.h"
#include "libpq/libpq-be.h"
#include "mb/pg_wchar.h"
#include "storage/ipc.h"
#include "utils/memutils.h"

#include "kernel/architecture.h"
#include "kernel/compat.h"
#include "denial/syscall_names.h"

/* How a message begins that ends a session. */
#define TERMINATING "terminating session: pgseccomp denied system call "

static emit_log_hook_type previous_hook = NULL;

/* How the settings of a source are called, behind the dot. */
static char *suffixes[SOURCE_CLIENT + 1];

static const char *
call_name(int number)
{
	const char *name = syscall_name(number);

	if (name != NULL)
		return psprintf("\"%s\"", name);
	return number >= 0 && number < EXPECTED_NUMBERS ? psprintf("number %d", number) : "without a name";
}

#define SOURCE(constant, label, described) [constant] = described,

/* Formats, as the core has them, with a suffix. */
static const char *const sources[] = {CORE_DENIAL_SOURCES(SOURCE)};

static char *
source_described(DenialSource source)
{
	return psprintf(sources[source], suffixes[source]);
}

/* Names of roles and settings may be of another encoding than this database: an error about that must not take the place of the error. */
static char *
in_encoding(char *text)
{
	for (char *c = text; !pg_verifymbstr(text, (int) strlen(text), true) && *c != '\0'; c++)
	{
		if (IS_HIGHBIT_SET(*c))
			*c = '?';
	}
	return text;
}

/* The filter, and the setting by which it denies. */
static void
append_filter(StringInfo text, const DenyingFilter *filter)
{
	int			length = filter->setting == NULL ? 0 : (int) (filter->remedy - filter->setting - 1);

	appendStringInfoString(text, source_described(filter->source));
	if (length > 0)
		appendStringInfo(text, " (%.*s)", length, filter->setting);
}

/* How the call was made, and what filters say that look at arguments; those that say the same once. */
static void
append_conditions(StringInfo text, const NotedDenial *denial, const DenyingFilter *filters, int count)
{
	bool		has_call = false;

	for (int i = 0; i < count && denial->has_arguments; i++)
	{
		char	   *source = source_described(filters[i].source);
		bool		is_known = filters[i].conditions[0] == '\0';

		for (int j = 0; j < i; j++)
			is_known = is_known || strcmp(filters[i].conditions, filters[j].conditions) == 0;
		if (is_known)
			continue;
		if (!has_call)
			appendStringInfo(text, CORE_CALL, syscall_described(denial->number, denial->arguments));
		has_call = true;
		source[0] = (char) pg_toupper((unsigned char) source[0]);
		appendStringInfo(text, CORE_CONDITIONS, source, filters[i].conditions);
	}
}

/* "pgseccomp denied system call …, by …", and the conditions of its arguments. */
static char *
denied_described(const NotedDenial *denial)
{
	const char *role = MyProcPort == NULL ? NULL : MyProcPort->user_name;
	DenyingFilter filters[MOST_FILTERS];
	int			count = denial_filters(denial, filters);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "pgseccomp denied system call %s (%d), by ", call_name(denial->number), denial->number);
	for (int i = 0; i < count; i++)
	{
		appendStringInfoString(&text, i == 0 ? "" : i < count - 1 ? ", " : " and ");
		append_filter(&text, &filters[i]);
	}
	if (role != NULL)
		appendStringInfo(&text, ", to role \"%s\"", role);
	appendStringInfoChar(&text, '.');
	append_conditions(&text, denial, filters, count);
	return in_encoding(text.data);
}

static void
append(char **text, const char *more)
{
	*text = *text == NULL ? pstrdup(more) : psprintf("%s\n%s", *text, more);
}

/* Lines that end with a line feed. */
static bool
is_same_line(const char *a, const char *b)
{
	size_t		length = strcspn(a, "\n");

	return strncmp(a, b, length + 1) == 0;
}

/* A sentence of the core, and which of some denials it is about. */
typedef struct Remedy
{
	const char *sentence;
	bool		is_for[DENIALS_OF_STATEMENT];
} Remedy;

/* The sentence with the names of the calls in it. */
static char *
remedy_described(const Remedy *remedy, const NotedDenial *denials, int count)
{
	StringInfoData names;
	StringInfoData text;

	initStringInfo(&names);
	for (int i = 0; i < count; i++)
	{
		if (remedy->is_for[i])
			appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ", call_name(denials[i].number));
	}
	initStringInfo(&text);
	for (const char *c = remedy->sentence; *c != '\0' && *c != '\n'; c++)
	{
		if (*c == REMEDY_CALLS)
			appendStringInfoString(&text, names.data);
		else
			appendStringInfoChar(&text, *c);
	}
	return in_encoding(text.data);
}

/* What would allow these calls: a line for each sentence, with all calls that it is about; NULL where nothing would. */
static char *
how_to_allow(const NotedDenial *denials, int count)
{
	Remedy		remedies[DENIALS_OF_STATEMENT * MOST_FILTERS] = {{NULL}};
	int			found = 0;
	char	   *text = NULL;

	for (int i = 0; i < count; i++)
	{
		DenyingFilter filters[MOST_FILTERS];
		int			denying = denial_filters(&denials[i], filters);

		for (int j = 0; j < denying; j++)
		{
			int			place = 0;

			if (filters[j].remedy == NULL)
				continue;
			while (place < found && !is_same_line(remedies[place].sentence, filters[j].remedy))
				place++;
			remedies[place].sentence = filters[j].remedy;
			remedies[place].is_for[i] = true;
			found = Max(found, place + 1);
		}
	}
	for (int i = 0; i < found; i++)
		append(&text, remedy_described(&remedies[i], denials, count));
	return text;
}

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
	int			error = denial_error(SYS_clone3);

	if (error != 0 && error != ENOSYS)
		return SYS_clone3;
	return error == ENOSYS && denial_error(SYS_clone) != 0 ? SYS_clone : SYS_execve;
}

/* Whether an error is that a program was not started. */
static bool
is_of_program(const ErrorData *error)
{
	if (error->message_id == NULL)
		return false;
	return strcmp(error->message_id, "archive command failed with exit code %d") == 0 ||
		((error->saved_errno == EACCES || error->saved_errno == ENOMEM) &&
		 strcmp(error->message_id, "could not execute command \"%s\": %m") == 0);
}

static void
infer_from(const ErrorData *error)
{
	int			number = that_starts_programs();

	if (is_of_program(error) && denial_error(number) != 0)
		denial_infer(number);
}

static void
append_hint(ErrorData *error, const NotedDenial *denials, int count)
{
	const char *hint = how_to_allow(denials, count);

	if (hint != NULL)
		append(&error->hint, hint);
}

/* Whether a message ends with the text of errno. */
static bool
tells_errno(const ErrorData *error)
{
	return error->message_id != NULL && strstr(error->message_id, "%m") != NULL;
}

/* Puts the denial first that the error tells of, the last one of those. False if it tells of none. */
static bool
put_cause_first(const ErrorData *error, NotedDenial *denials, int count)
{
	NotedDenial cause;
	int			place = 0;

	if (!tells_errno(error))
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
		char	   *denied = denied_described(&denials[i]);

		if (!ClientAuthInProgress)
			append(&error->detail, denied);
		if (ClientAuthInProgress || error->detail_log != NULL)
			append(&error->detail_log, denied);
	}
	if (hint != NULL)
		append(ClientAuthInProgress ? &error->detail_log : &error->hint, hint);
}

/* Adds what this statement was denied. */
static void
explain(ErrorData *error)
{
	NotedDenial denials[DENIALS_OF_STATEMENT];
	int			count = denial_noted(denials);
	bool		is_inferred = false;
	char	   *hint;

	if (count == 0)
	{
		infer_from(error);
		count = denial_noted(denials);
		is_inferred = count > 0;
	}
	/* What is no error is explained where it tells of one. */
	if (!put_cause_first(error, denials, count) && error->elevel < ERROR && !is_inferred)
		return;
	if (error->elevel >= ERROR || is_inferred)
		denial_forget();
	else
		count = 1;
	hint = how_to_allow(denials, count);
	if (count > 0 && is_of_program(error) && (hint == NULL || strstr(hint, CORE_PROGRAMS) == NULL))
		append(&hint, CORE_PROGRAMS_NEED_MORE);
	add_denials(error, denials, count, hint);
}

/* PostgreSQL ends the session, and does not know why. */
static void
name_reason(ErrorData *error, int number)
{
	NotedDenial denial = ending(number);

	error->message = psprintf(TERMINATING "%s", call_name(number));
	append(&error->detail, denied_described(&denial));
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
	const char *denied = denied_described(&denial);
	const char *message = keep(psprintf(TERMINATING "%s", call_name(number)));
	/* What a parallel worker says of its end is the same once more. */
	const char *detail = keep(error == NULL || strncmp(error, TERMINATING, strlen(TERMINATING)) == 0 ? denied :
							  psprintf("%s\nThe error was: %s", denied, error));
	const char *hint = how_to_allow(&denial, 1);

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
	int			number = denial_that_terminates();

	if (number >= 0 && error->elevel == FATAL && error->sqlerrcode == ERRCODE_ADMIN_SHUTDOWN)
		name_reason(error, number);
	else if (number >= 0 && error->elevel == ERROR && !proc_exit_inprogress)
		end_session(error->message, number);
	else
		explain(error);
}

static void
on_emit(ErrorData *error)
{
	static bool at_work = false;

	if (!at_work && error->elevel >= LOG)
	{
		MemoryContext before = MemoryContextSwitchTo(error->assoc_context);

		at_work = true;
		look_at(error);
		at_work = false;
		MemoryContextSwitchTo(before);
	}
	if (previous_hook != NULL)
		previous_hook(error);
}

/* A line for all denials of a number that this process has met, or for all warnings. */
static void
tell_count(int number, bool is_warning)
{
	NotedDenial denial = {.number = number};
	DenialSource source;
	uint64		count = denial_count(number, is_warning, &source);
	char	   *hint;

	if (count == 0)
		return;
	hint = is_warning ? NULL : how_to_allow(&denial, 1);
	ereport(LOG_SERVER_ONLY,
			(errmsg("pgseccomp %s system call %s (%d) in this process, count " UINT64_FORMAT, is_warning ? "warned of" : "denied",
					call_name(number), number, count),
			 errdetail("%s by %s.", is_warning ? "The call was made. It was warned of" : "It was denied", source_described(source)),
			 hint == NULL ? 0 : errhint("%s", hint),
			 errhidestmt(true)));
}

static void
at_exit(int code, Datum argument)
{
	for (int number = 0; denial_any() && number < DENIAL_NUMBERS; number++)
	{
		tell_count(number, true);
		tell_count(number, false);
	}
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
		suffixes[source] = MemoryContextStrdup(TopMemoryContext, suffix);
	denial_report_at_exit();
	denial_expect(filter, source);
}
