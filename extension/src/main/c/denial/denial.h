/*
 * denial.h: what this process was denied, as its handler of SIGSYS has noted it.
 */
#ifndef PGSECCOMP_DENIAL_H
#define PGSECCOMP_DENIAL_H

#include "bridge/boundary.h"
#include "denial/denial_counters.h"
#include "denial/statement_denials.h"

/* In the postmaster, before the global filter is loaded: installs the handler. FATAL without it. */
extern void denial_begin(const CompiledFilter *global);

/* In each child of the postmaster: what the postmaster was denied is not the child's. Async-signal-safe. */
extern void denial_begin_process(void);

/* Who the session of this process belongs to, as soon as that is known. */
extern void denial_identify(Oid role, Oid database);

/*
 * Counts a denial that the handler cannot see, and another way has shown. is_own: of this process, which it ends where the policy says so; otherwise
 * of a program that it was to start.
 */
extern void denial_infer(int number, bool is_own);

/* The number that ends this session, -1 if there is none. */
extern int	denial_that_terminates(void);

#endif
