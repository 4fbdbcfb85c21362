/*
 * denial.h: what this process was denied, as its handler of SIGSYS has noted it.
 */
#ifndef PGSECCOMP_DENIAL_H
#define PGSECCOMP_DENIAL_H

#include "bridge/boundary.h"
#include "denial/denial_counters.h"
#include "denial/statement_denials.h"

/* Numbers that are told apart; all others are the last one. */
#define DENIAL_NUMBERS (EXPECTED_NUMBERS + 1)

/* In the postmaster, before the global filter is loaded: installs the handler. FATAL without it. */
extern void denial_begin(const CompiledFilter *global);

/* In each child of the postmaster: what the postmaster was denied is not the child's. Async-signal-safe. */
extern void denial_begin_process(void);

/* Before another filter is loaded: notes which filter denies what. */
extern void denial_expect(const CompiledFilter *filter, DenialSource source);

/* Who the session of this process belongs to, as soon as that is known. */
extern void denial_identify(Oid role, Oid database);

/* The filters of a process, the global one first: up to three of its policies (loaded_filters.h), and a client's. */
#define MOST_FILTERS 5

/* A filter that denies a call. */
typedef struct DenyingFilter
{
	DenialSource source;
	char		conditions[CONDITION_TEXT_SIZE];	/* "" where it does not look at arguments */
	const char *setting;		/* what denies it, up to REMEDY_HINT; NULL: none is known */
	const char *remedy;			/* sentences that end with a line feed, REMEDY_CALLS for the calls; NULL: none is known */
} DenyingFilter;

/* All that deny it, in the order in which they are loaded: up to MOST_FILTERS, and at least one. Answers how many. */
extern int	denial_filters(const NotedDenial *denial, DenyingFilter *filters);

/* Counts a denial that the handler cannot see, and another way has shown. */
extern void denial_infer(int number);

/* Whether the filters of this process deny a number, with some arguments at least. */
extern bool denial_is_expected(int number);

/* The same of a call with six arguments. */
extern bool denial_is_expected_of(int number, const uint64 *arguments);

/* The error that a number fails with whatever its arguments are, 0 if it does not. */
extern int	denial_error(int number);

/* The number that ends this session, -1 if there is none. */
extern int	denial_that_terminates(void);

/* How often this process was denied a number, or warned of it, and by which filter last. */
extern uint64 denial_count(int number, bool is_warning, DenialSource *source);

/* Whether it was denied anything, or warned. */
extern bool denial_any(void);

#endif
