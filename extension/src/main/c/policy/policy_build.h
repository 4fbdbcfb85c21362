/*
 * policy_build.h: from settings to the policies of all roles and process types.
 */
#ifndef PGSECCOMP_POLICY_BUILD_H
#define PGSECCOMP_POLICY_BUILD_H

#include "policy/policy_set.h"
#include "start/settings.h"

/* How strict a build is. */
typedef struct BuildRules
{
	const Policies *before;		/* what is in force, or NULL */
	bool		closes_roles;	/* a role or a database whose settings are wrong is closed; else nothing is built */
	int			level;			/* of the report about what makes a build fail */
	int			remark;			/* of what is reported about settings that have no effect */
	int			warning;		/* and about policies that are taken and may do harm */
} BuildRules;

/*
 * Plans, compiles and proves. NULL if it is refused, or could not be done for a reason that may pass; which of these is the status, and
 * why was reported. All of it is allocated in the current memory context.
 */
extern Policies *policy_build(const Settings *settings, const BuildRules *rules, CoreStatus *status);

/* Whether names are all known; for what is written while no filter is to be loaded. Raises at a level what is not. */
extern void policy_require_names(const Settings *settings, int level);

#endif
