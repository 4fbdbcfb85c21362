/*
 * policy_warnings.h: what a policy does to the whole server, and is likely not meant to.
 */
#ifndef PGSECCOMP_POLICY_WARNINGS_H
#define PGSECCOMP_POLICY_WARNINGS_H

#include "postgres.h"

#include "verify.h"

/*
 * Warns of a filter that is on top of another one. What that one does already is not said again. NULL: of the global filter, which may
 * kill without a warning, since the postmaster itself has it.
 */
extern void policy_warn(const CompiledFilter *filter, const CompiledFilter *below, const char *whose, int level);

#endif
