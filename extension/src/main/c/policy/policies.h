/*
 * policies.h: the policies that are in force, compiled and proved in the postmaster, inherited by every process that it forks.
 *
 * No other memory is trusted for them: a session can write to its own copy only.
 */
#ifndef PGSECCOMP_POLICIES_H
#define PGSECCOMP_POLICIES_H

#include "postgres.h"

#include "policy/policy_set.h"

/* Puts in force what the server starts with. */
extern void policies_start(Policies *policies);

/*
 * Takes over what a reload has changed, as a whole, or not at all. Cheap where nothing has. For the postmaster, before it
 * forks; raises no error.
 */
extern void policies_follow_reload(void);

/* What was in force when this process was forked. */
extern const Policies *policies_in_force(void);

/* What was in force before this process was forked, or is; NULL if it is not there any more. */
extern const Policies *policies_of_generation(uint64 generation);

/* The filter of the postmaster, and the settings that it was made of, in new memory. */
extern const CompiledFilter *policies_global_filter(void);
extern EncodedSettings policies_global_settings(void);

#endif
