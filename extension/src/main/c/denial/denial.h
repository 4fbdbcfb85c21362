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

/* Who the session of this process belongs to, as soon as that is known. */
extern void denial_identify(Oid role, Oid database);

/* Counts a denial that the handler cannot see, and another way has shown. */
extern void denial_infer(int number);

/* The number that ends this session, -1 if there is none. */
extern int	denial_that_terminates(void);

/* How often this process was denied a number, or warned of it, and by which filter last. */
extern uint64 denial_count(int number, bool is_warning, DenialSource *source);

/* Whether it was denied anything, or warned. */
extern bool denial_any(void);

#endif
