/*
 * observations_cut.h: as much of what was observed as the core reads at once.
 */
#ifndef PGSECCOMP_OBSERVATIONS_CUT_H
#define PGSECCOMP_OBSERVATIONS_CUT_H

#include "observations.h"

/*
 * The observations as text for the core: without databases, and, where that is still too much, with few roles or none, and with
 * one program in the place of all. *cut is a sentence about what was left out, or NULL. ERROR if there is no way.
 */
extern char *observations_for_core(const Observations *seen, uint64 seconds, const char **cut);

#endif
