/*
 * policy_build.h: from the settings in force to the policies of all roles and process types.
 */
#ifndef PGSECCOMP_POLICY_BUILD_H
#define PGSECCOMP_POLICY_BUILD_H

#include "policies.h"

/* How strict a build is. */
typedef struct BuildRules
{
	const CompiledFilter *global;
	bool		closes_roles;	/* a role whose settings are wrong is closed; else nothing is built */
	int			level;			/* of the report about what makes a build fail */
} BuildRules;

/*
 * Builds a new whole, of which policies that "before" (or NULL) has too are not compiled again. NULL if it is refused; why was
 * reported. What it takes on the way is allocated in the current memory context.
 */
extern Policies *policy_build(const Settings *settings, const Policies *before, const BuildRules *rules);

extern pg_crc32c policy_checksum(const SessionPolicy *policy);

#endif
