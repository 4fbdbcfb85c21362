/*
 * denying_filters.c: the filters that this process has loaded, as they were told before they were.
 *
 * The handler of SIGSYS asks here which filter denies a call: the kernel says only what the strictest of them answers. So this is
 * async-signal-safe where the header says so.
 */
#include "denial/denying_filters.h"

#include <string.h>

#include "utils/memutils.h"

#include "denial/condition_text.h"

typedef struct Denier
{
	const CompiledFilter *filter;
	DenialSource source;
} Denier;

static Denier deniers[MOST_FILTERS];
static int	denier_count = 0;
static CompiledFilter of_client;	/* but for its program and what is expected of all */

static FilterAction
answer_of(const CompiledFilter *filter, int number, const uint64 *arguments)
{
	return expected_as_written(arguments == NULL ? expected_strictest(&filter->own, number) : expected_answer(&filter->own, number, arguments).action);
}

/* The first filter that has the strictest action. */
static const Denier *
strictest(int number, const uint64 *arguments, FilterAction *action)
{
	int			filters = __atomic_load_n(&denier_count, __ATOMIC_ACQUIRE);
	const Denier *found = &deniers[0];

	*action = ACTION_ALLOW;
	for (int i = 0; i < filters; i++)
	{
		FilterAction own = answer_of(deniers[i].filter, number, arguments);

		if (own > *action)
		{
			*action = own;
			found = &deniers[i];
		}
	}
	return found;
}

/* Policies stay where they are (policies.c), a client's filter does not. */
static const CompiledFilter *
keep(const CompiledFilter *filter)
{
	Size		size = sizeof(uint32) * filter->own.word_count;
	uint32	   *words = MemoryContextAlloc(TopMemoryContext, Max(size, 1));

	memcpy(words, filter->own.words, size);
	of_client = *filter;
	of_client.own.words = words;
	of_client.conditions = filter->conditions == NULL ? NULL : MemoryContextStrdup(TopMemoryContext, filter->conditions);
	of_client.remedies = filter->remedies == NULL ? NULL : MemoryContextStrdup(TopMemoryContext, filter->remedies);
	return &of_client;
}

void
denying_filters_add(const CompiledFilter *filter, DenialSource source)
{
	if (denier_count == MOST_FILTERS)
		ereport(FATAL, (errmsg("pgseccomp was to load more than %d filters into one process", MOST_FILTERS)));
	deniers[denier_count] = (Denier) {source == SOURCE_CLIENT ? keep(filter) : filter, source};
	/* The handler may be called at any time. */
	__atomic_store_n(&denier_count, denier_count + 1, __ATOMIC_RELEASE);
}

/* What a filter says of a number for whoever meets the denial: a line; NULL if it does not deny it itself. */
static const char *
line_of(const CompiledFilter *filter, int number)
{
	int			line = number >= 0 && number < EXPECTED_NUMBERS ? filter->remedy_of_number[number] : 0;

	return line == 0 ? NULL : condition_text_line(filter->remedies, line);
}

/* Whether policies without a program, since it would be the global filter's, say what that one says: they only inherit its lists. */
static bool
says_the_same(const Denier *denier, const char *line, int number)
{
	const char *of_global = line_of(deniers[0].filter, number);

	return denier->filter->length == 0 && of_global != NULL && strncmp(line, of_global, strcspn(line, "\n") + 1) == 0;
}

static const uint64 *
arguments_of(const NotedDenial *denial)
{
	return denial->has_arguments ? denial->arguments : NULL;
}

/* Whether a filter itself denies a call, and does not only say once more what one below it says. */
static bool
denies_itself(const Denier *denier, const NotedDenial *denial)
{
	const char *line = line_of(denier->filter, denial->number);

	if (line == NULL || (denier != &deniers[0] && says_the_same(denier, line, denial->number)))
		return false;
	return answer_of(denier->filter, denial->number, arguments_of(denial)) >= ACTION_ERROR;
}

FilterAction
denying_filters_strictest(int number, const uint64 *arguments, const CompiledFilter **filter, DenialSource *source)
{
	FilterAction action;
	const Denier *denier = strictest(number, arguments, &action);

	*filter = denier->filter;
	*source = denier->source;
	return action;
}

bool
denying_filters_are_quiet(int number)
{
	int			last = __atomic_load_n(&denier_count, __ATOMIC_ACQUIRE) - 1;

	if (last > 0 && deniers[last].source == SOURCE_CLIENT)
		last--;
	return last >= 0 && number >= 0 && number < EXPECTED_NUMBERS &&
		(deniers[last].filter->quiet[number / 32] >> number % 32 & 1) != 0;
}

bool
denying_filters_deny(int number, const uint64 *arguments)
{
	FilterAction action;

	(void) strictest(number, arguments, &action);
	return action >= ACTION_ERROR;
}

int
denying_filters_error(int number)
{
	/* Of several errors the newest filter's counts. Those of a database and of a role in a worker do not know of the ones below them. */
	for (int i = denier_count - 1; i >= 0; i--)
	{
		const ExpectedActions *own = &deniers[i].filter->own;
		ExpectedCursor cursor;
		ExpectedAnswer answer;

		if (expected_depends(own, number, &cursor))
			return 0;
		answer = expected_plain(own, number);
		if (expected_as_written(answer.action) >= ACTION_ERROR)
			return answer.action != ACTION_KILL ? answer.err : 0;
	}
	return 0;
}

static DenyingFilter
denying(const Denier *denier, const NotedDenial *denial)
{
	DenyingFilter filter = {.source = denier->source, .setting = line_of(denier->filter, denial->number)};
	const char *hint = filter.setting == NULL ? NULL : strchr(filter.setting, REMEDY_HINT);

	if (hint != NULL)
		filter.remedy = hint + 1;
	condition_text_copy(denier->filter->conditions, denial->number, filter.conditions);
	return filter;
}

int
denying_filters_of(const NotedDenial *denial, DenyingFilter *filters)
{
	FilterAction action;
	int			count = 0;
	int			first = 0;

	while (first < denier_count - 1 && deniers[first].source != denial->from)
		first++;
	if (deniers[first].source != denial->from)
		first = 0;
	for (int i = first; i < denier_count; i++)
	{
		if (denies_itself(&deniers[i], denial))
			filters[count++] = denying(&deniers[i], denial);
	}
	if (count == 0)
		filters[count++] = denying(strictest(denial->number, arguments_of(denial), &action), denial);
	return count;
}

