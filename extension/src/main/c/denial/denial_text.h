/*
 * denial_text.h: what was denied, and what would allow it, as users and the log are told.
 */
#ifndef PGSECCOMP_DENIAL_TEXT_H
#define PGSECCOMP_DENIAL_TEXT_H

#include "denial/denial_counters.h"
#include "denial/statement_denials.h"

/* How the settings of a source are called for those who want to change them: what stands behind the dot, of a role or a process type. */
extern void denial_text_name_source(DenialSource source, const char *suffix);

/* The name of a call in quotes, or what there is in place of one. */
extern const char *denial_text_call(int number);

/* "the policy of role "joe"". */
extern char *denial_text_source(DenialSource source);

/* "pgseccomp denied system call …, by …", and the conditions of its arguments. */
extern char *denial_text_denied(const NotedDenial *denial);

/* What would allow these calls: a line for each sentence, with all calls that it is about; NULL where nothing would. */
extern char *denial_text_remedies(const NotedDenial *denials, int count);

/* Adds a line to a text, NULL for one that has none yet. */
extern void denial_text_append(char **text, const char *more);

#endif
