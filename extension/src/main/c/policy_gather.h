/*
 * policy_gather.h: which policies there are to be, and the settings of each.
 */
#ifndef PGSECCOMP_POLICY_GATHER_H
#define PGSECCOMP_POLICY_GATHER_H

#include "policies.h"

/*
 * Reads which roles and process types have settings of their own, and gathers the settings of every policy, in the memory of the
 * whole; programs are not there yet. CORE_REJECTED if a list is refused, CORE_FAILED if the core could not be asked; why was reported at
 * a level.
 */
extern CoreStatus policy_gather(Policies *policies, const Settings *settings, int level);

/* A role's or type's setting that nobody has is probably misspelt; but it may also have been taken out of its list for a while. */
extern void policy_report_unused(const Policies *policies, const Settings *settings, int level);

#endif
