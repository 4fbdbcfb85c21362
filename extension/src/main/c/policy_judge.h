/*
 * policy_judge.h: what was written, judged as a whole before it is used.
 */
#ifndef PGSECCOMP_POLICY_JUDGE_H
#define PGSECCOMP_POLICY_JUDGE_H

#include "boundary.h"
#include "settings.h"

/*
 * Has the core read what was written and compile the global filter. Raises at a level, which must not return, what the core rejects.
 * Where no filter is to be loaded only names of settings are looked at, since the misspelt one may be pgseccomp.enabled.
 */
extern void policy_judge(const Settings *written, bool enabled, int level, CompiledFilter *filter);

/*
 * The same, and all policies of sessions, roles and process types on top of it. Nothing of it is used. What is taken with a warning is
 * raised at another level.
 */
extern void policy_judge_all(const Settings *written, int level, int warning);

/* What was written for pgseccomp.enabled; absent is off. Raises at a level what is no boolean. */
extern bool policy_judge_enabled(const Settings *written, int level, bool *said_so);

#endif
