/*
 * report.h: turns what the core answers into messages of PostgreSQL.
 */
#ifndef PGSECCOMP_REPORT_H
#define PGSECCOMP_REPORT_H

#include "bridge/boundary.h"
#include "start/settings.h"

/* The end of every hint about a server that does not start. */
#define WAY_OUT "To start the server without filters, set pgseccomp.enabled = off on its command line."

/*
 * Reports the problems of a reply: errors, the first one of which last, at a level, which may raise it, the others beside it; else
 * what is only to be warned of, and what has no effect. The configuration file and line are named where they are known; settings may be NULL.
 * Of what is probably not meant as much is told as there is room for, which is counted down, below 0 for the rest; NULL is room for all.
 */
extern void report_problems(const Tables *tables, int level, int warning, int remark, const Settings *settings, int *room);

/* Says how much there was no room for, if any. */
extern void report_rest(int level, int room);

/* The same of names that are no setting's, and nothing else. */
extern void report_unknown_names(const Tables *tables, int level, const Settings *settings);

/* The level of what is reported beside an error of a level. */
extern int	report_level_beside(int level);

/* Raises that the core gave no answer. */
extern void report_failure(int level, const char *detail);

#endif
