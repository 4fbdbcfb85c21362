/*
 * denial.h: what this process was denied, as its handler of SIGSYS has noted it.
 */
#ifndef PGSECCOMP_DENIAL_H
#define PGSECCOMP_DENIAL_H

#include "bridge/boundary.h"
#include "denial/denial_counters.h"

/* Numbers that are told apart; all others are the last one. */
#define DENIAL_NUMBERS (EXPECTED_NUMBERS + 1)

/* What a statement was denied, the first few. */
#define DENIALS_OF_STATEMENT 4

/*
 * Before a filter is loaded: installs the handler, if it is not there yet, and notes which filter denies what. FATAL without the
 * handler.
 */
extern void denial_expect(const CompiledFilter *global, const CompiledFilter *filter, DenialSource source);

/* Who the session of this process belongs to, as soon as that is known. */
extern void denial_identify(Oid role, Oid database);

/* Which filter denies a number. */
extern DenialSource denial_source(int number);

/* The numbers that were denied since this statement began and were not taken yet. Answers how many. */
extern int	denial_take(int *numbers);

/* Counts a denial that the handler cannot see, and another way has shown. */
extern void denial_infer(int number);

/* Whether the filters of this process deny a number. */
extern bool denial_is_expected(int number);

/* The number that ends this session, -1 if there is none. */
extern int	denial_that_terminates(void);

/* How often this process was denied a number. */
extern uint64 denial_count(int number);

/* How often it was warned of a number, and by which filter. */
extern uint64 denial_warnings(int number, DenialSource *source);

/* Whether it was denied anything, or warned. */
extern bool denial_any(void);

#endif
