/*
 * own_denials.h: how often this process was denied each call, and whether the log is to hear of it.
 */
#ifndef PGSECCOMP_OWN_DENIALS_H
#define PGSECCOMP_OWN_DENIALS_H

#include "bridge/boundary.h"

/* Numbers that are told apart; all others are the last one. */
#define DENIAL_NUMBERS (EXPECTED_NUMBERS + 1)

/* Counts a denial, or a warning. Async-signal-safe. */
extern void own_denials_add(int index, bool is_warning, DenialSource source);

/* Of a child of the postmaster, whose denials these are not. Async-signal-safe. */
extern void own_denials_forget(void);

/* How often this process was denied a number, or warned of it, and by which filter last. */
extern uint64 own_denials_count(int number, bool is_warning, DenialSource *source);

/* Whether it was denied anything, or warned. */
extern bool own_denials_any(void);

/* The highest of 1, 10, 100, … up to a count; 0 for 0. The log is to hear of each of these. */
extern uint64 own_denials_step(uint64 count);

/* Whether there is something that the log is to hear of since this was asked last. */
extern bool own_denials_take_due(void);

/* The same, whether the handler has asked PostgreSQL for a moment in which that can be written (denial_log.c). */
extern bool own_denials_take_asked(void);

#endif
