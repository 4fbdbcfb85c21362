/*
 * denying_filters.h: the filters that this process has loaded, and which of them denies a call.
 */
#ifndef PGSECCOMP_DENYING_FILTERS_H
#define PGSECCOMP_DENYING_FILTERS_H

#include "bridge/boundary.h"
#include "denial/denial_counters.h"
#include "denial/statement_denials.h"

/* The filters of a process, the global one first: up to four of its policies (loaded_filters.h), and a client's. */
#define MOST_FILTERS 6

/* A filter that denies a call. */
typedef struct DenyingFilter
{
	DenialSource source;
	char		conditions[CONDITION_TEXT_SIZE];	/* "" where it does not look at arguments */
	const char *setting;		/* what denies it, up to REMEDY_HINT; NULL: none is known */
	const char *remedy;			/* sentences that end with a line feed, REMEDY_CALLS for the calls; NULL: none is known */
} DenyingFilter;

/* Before a filter is loaded; the global one first. FATAL if there are too many. */
extern void denying_filters_add(const CompiledFilter *filter, DenialSource source);

/*
 * Of all filters the strictest action as settings name it, and the first filter that has it. NULL for arguments that are not known: then with some of them
 * at least. Async-signal-safe.
 */
extern FilterAction denying_filters_strictest(int number, const uint64 *arguments, const CompiledFilter **filter, DenialSource *source);

/* Whether a number's denial is expected, by the policy that was loaded last; a client has no say. Async-signal-safe. */
extern bool denying_filters_are_quiet(int number);

/* Whether they deny a call. NULL for arguments that are not known. */
extern bool denying_filters_deny(int number, const uint64 *arguments);

/* The error that a number fails with whatever its arguments are, 0 if it does not. */
extern int	denying_filters_error(int number);

/* All that deny it, in the order in which they are loaded: up to MOST_FILTERS, and at least one. Answers how many. */
extern int	denying_filters_of(const NotedDenial *denial, DenyingFilter *filters);

#endif
