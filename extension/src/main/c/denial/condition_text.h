/*
 * condition_text.h: what a filter says of calls whose arguments it looks at, as the core wrote it down (ConditionTexts.java).
 */
#ifndef PGSECCOMP_CONDITION_TEXT_H
#define PGSECCOMP_CONDITION_TEXT_H

#include "postgres.h"

#include "bridge/core_tables.h"

/* With the 0 behind it. */
#define CONDITION_TEXT_SIZE (LONGEST_CONDITION_TEXT + 1)

/*
 * Copies the text of a number from the lines of a filter, NULL for none; an empty one if there is none. Async-signal-safe. Nothing is believed of
 * the lines but that they end with a 0.
 */
extern void condition_text_copy(const char *lines, int number, char *text);

/* A line of several, from 1 on (Remedies.java); it ends with a line feed. NULL if there are not so many. */
extern const char *condition_text_line(const char *lines, int wanted);

#endif
