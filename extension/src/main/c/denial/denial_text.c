/*
 * denial_text.c: what was denied, and what would allow it.
 *
 * The sentences are the core's, and come with each policy (Remedies.java); here the names of calls, roles and filters are put into them.
 */
#include "denial/denial_text.h"

#include <string.h>

#include "libpq/libpq-be.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "bridge/core_texts.h"
#include "bridge/core_tables.h"
#include "denial/denying_filters.h"
#include "denial/syscall_names.h"

/* How the settings of a source are called, behind the dot. */
static char *suffixes[SOURCE_CLIENT + 1];

const char *
denial_text_call(int number)
{
	const char *name = syscall_name(number);

	if (name != NULL)
		return psprintf("\"%s\"", name);
	return number >= 0 && number < EXPECTED_NUMBERS ? psprintf("number %d", number) : "without a name";
}

#define SOURCE(constant, label, described) [constant] = described,

/* Formats, as the core has them, with a suffix. */
static const char *const sources[] = {CORE_DENIAL_SOURCES(SOURCE)};

char *
denial_text_source(DenialSource source)
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

	appendStringInfoString(text, denial_text_source(filter->source));
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
		char	   *source = denial_text_source(filters[i].source);
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

char *
denial_text_denied(const NotedDenial *denial)
{
	const char *role = MyProcPort == NULL ? NULL : MyProcPort->user_name;
	DenyingFilter filters[MOST_FILTERS];
	int			count = denying_filters_of(denial, filters);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "pgseccomp denied system call %s (%d), by ", denial_text_call(denial->number), denial->number);
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
			appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ", denial_text_call(denials[i].number));
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

char *
denial_text_remedies(const NotedDenial *denials, int count)
{
	Remedy		remedies[DENIALS_OF_STATEMENT * MOST_FILTERS] = {{NULL}};
	int			found = 0;
	char	   *text = NULL;

	for (int i = 0; i < count; i++)
	{
		DenyingFilter filters[MOST_FILTERS];
		int			denying = denying_filters_of(&denials[i], filters);

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
		denial_text_append(&text, remedy_described(&remedies[i], denials, count));
	return text;
}

void
denial_text_append(char **text, const char *more)
{
	*text = *text == NULL ? pstrdup(more) : psprintf("%s\n%s", *text, more);
}

void
denial_text_name_source(DenialSource source, const char *suffix)
{
	suffixes[source] = MemoryContextStrdup(TopMemoryContext, suffix);
}
