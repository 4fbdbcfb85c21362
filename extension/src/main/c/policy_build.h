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
	int			remark;			/* of what is reported about settings that have no effect */
	int			warning;		/* and about policies that are taken and may do harm */
} BuildRules;

/*
 * Builds a new whole, of which policies that "before" (or NULL) has too are not compiled again. NULL if it is refused, or could not be
 * compiled for a reason that may pass; which of these is the status, and why was reported. All of it is allocated in the current memory
 * context, the whole in a context of its own there.
 */
extern Policies *policy_build(const Settings *settings, const Policies *before, const BuildRules *rules, CoreStatus *status);

extern pg_crc32c policy_checksum(const SessionPolicy *policy);

#endif
