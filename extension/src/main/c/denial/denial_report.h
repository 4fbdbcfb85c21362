/*
 * denial_report.h: tells the user, the client and the log what was denied, and ends sessions that are to end for it.
 */
#ifndef PGSECCOMP_DENIAL_REPORT_H
#define PGSECCOMP_DENIAL_REPORT_H

#include "denial/denial.h"
#include "policy/policies.h"

/* In the postmaster, before the global filter is loaded: denial_begin, and installs the hooks. */
extern void denial_report_prepare(void);

/* In a process that is not to end without telling the log what it was denied. More than once does no harm. */
extern void denial_report_at_exit(void);

/*
 * Before a filter is loaded: denying_filters_add, and how its settings are called for those who want to change them: the part of their names
 * behind the dot, of a role, a process type or a database, else NULL.
 */
extern void denial_report_expect(const CompiledFilter *filter, DenialSource source, const char *suffix);

#endif
