/*
 * learn_functions.h: what the SQL functions about learning have in common.
 */
#ifndef PGSECCOMP_LEARN_FUNCTIONS_H
#define PGSECCOMP_LEARN_FUNCTIONS_H

#include "learn/observations.h"

/* What was observed up to now, and for how long: a copy, in the current context. ERROR for a file that cannot be used. */
extern const Observations *learn_observations(uint64 *seconds);

/* Says what may be missing in it. */
extern void learn_warn_of_gaps(const Observations *seen);

#endif
