/*
 * expected_walk.h: follows what is expected of a call, with sets of calls.
 */
#ifndef PGSECCOMP_EXPECTED_WALK_H
#define PGSECCOMP_EXPECTED_WALK_H

#include "bridge/expected_actions.h"
#include "verify/call_set.h"

/* Of a set of calls the answer is known. False stops the walk. */
typedef bool (*ExpectedEnd) (void *context, const CallSet *calls, ExpectedAnswer answer);

/*
 * Splits a set into parts that have one answer each, and answers whether all of it came to its end; not what falls apart into too many parts, or
 * is deeper than a decision may be. The words are to be sound.
 */
extern bool expected_walk(ExpectedCursor decision, const CallSet *calls, ExpectedEnd end, void *context);

#endif
