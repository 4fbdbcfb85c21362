/*
 * report.h: turns what the core answers into messages of PostgreSQL.
 */
#ifndef PGSECCOMP_REPORT_H
#define PGSECCOMP_REPORT_H

#include "boundary.h"
#include "settings.h"

/* The end of every hint about a server that does not start. */
#define WAY_OUT "To start the server without filters, set pgseccomp.enabled = off on its command line."

/* Inside ereport: adds the configuration file and line of a setting, where they are known; setting may be NULL. */
extern int	report_place(const Setting *setting);

/* Raises a rejection. The configuration file and line are named where they are known; settings may be NULL. */
extern void report_rejection(int level, const Rejection *rejection, const Settings *settings);

/* Raises that the core gave no answer. */
extern void report_failure(int level, const char *detail);

/* Raises a status that is not CORE_ACCEPTED; its rejection or failure is told. */
extern void report_refusal(int level, CoreStatus status, const Rejection *rejection, const char *failure,
						   const Settings *settings);

/* How long a request that is too long is, and which of its settings is the longest: a detail. */
extern char *report_length(const StringInfoData *request);

/* Whether a request is longer than the core reads; if so, raises it. */
extern bool report_if_too_long(int level, const StringInfoData *request);

#endif
