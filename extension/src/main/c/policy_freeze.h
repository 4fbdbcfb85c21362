/*
 * policy_freeze.h: a whole of many policies, moved out of the way of forks.
 */
#ifndef PGSECCOMP_POLICY_FREEZE_H
#define PGSECCOMP_POLICY_FREEZE_H

#include "policies.h"

/*
 * Answers the same whole in read-only memory, and deletes the one that was given; or that one, where it is small or cannot be moved.
 * filters: what this process is under, NULL at start.
 */
extern Policies *policy_freeze(Policies *policies, const ExpectedActions *filters);

#endif
