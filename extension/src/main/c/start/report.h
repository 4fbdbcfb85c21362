/*
 * report.h: turns what the core answers into messages of PostgreSQL.
 */
#ifndef PGSECCOMP_REPORT_H
#define PGSECCOMP_REPORT_H

#include "postgres.h"
#include "utils/hsearch.h"

#include "bridge/boundary.h"
#include "start/settings.h"

/* The end of every hint about a server that does not start. */
#define WAY_OUT "To start the server without filters, set pgseccomp.enabled = off on its command line."

/* Something that is said of a configuration; texts are "" where there is nothing to say, and live as long as the reply that has them. */
typedef struct Told
{
	const char *severity;		/* "error", "warning", "remark", and what the core answers */
	const char *setting;
	const char *message;
	const char *detail;
	const char *hint;
} Told;

/* Takes what would be reported, for who shows it. */
typedef struct Listener
{
	void		(*told) (struct Listener *listener, const Told *told);
} Listener;

/*
 * From now on the problems of replies are told to a listener and raise nothing, whatever the level: errors, and all that is to be warned of beside them. What
 * is no answer of the core is still an ERROR. NULL: they are reported again.
 */
extern void report_to(Listener *listener);
extern bool report_is_listened_to(void);

/* Tells a listener; false if there is none. */
extern bool report_tell(const Told *told);

/*
 * What a report has said. Policies stand on each other, and what is wrong with one is wrong with those on top of it: it is said once.
 */
typedef struct Report
{
	HTAB	   *said;			/* hashes of what was told */
	int			room;			/* for doubts, below 0 for those that were not told */
	bool		is_last;		/* what comes next is told whatever was said: it may raise an error */
} Report;

extern Report report_begin(int room);

/* Whether this was said already; it is from now on. */
extern bool report_has_said(const Report *report, const Told *told);

/* Of a path that is not there, and of how many others of its list are not, either. */
extern void report_missing_path(int level, const char *path, const char *element, int others, const Report *report);

/*
 * Reports the problems of a reply: errors, the first one of which last, at a level, which may raise it, the others beside it; else
 * what is only to be warned of, and what has no effect. The configuration file and line are named where they are known; settings may be NULL.
 * What the report has said is not repeated, and of what is probably not meant as much is told as there is room for, which is counted down. NULL: all is told.
 */
extern void report_problems(const Tables *tables, int level, int warning, int remark, const Settings *settings, Report *report);

/* Takes note of the error that a reply would raise: it is not to be told beside itself. */
extern void report_will_raise(const Report *report, const Tables *tables);

/* Says how much there was no room for, if any. */
extern void report_rest(int level, const Report *report);

/* The same of names that are no setting's, and nothing else. */
extern void report_unknown_names(const Tables *tables, int level, const Settings *settings);

/* The level of what is reported beside an error of a level. */
extern int	report_level_beside(int level);

/* Raises that the core gave no answer. */
extern void report_failure(int level, const char *detail);

#endif
