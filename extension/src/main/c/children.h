/*
 * children.h: what the processes that the postmaster forks need before anything else.
 */
#ifndef PGSECCOMP_CHILDREN_H
#define PGSECCOMP_CHILDREN_H

#include "boundary.h"

/* Called once in the postmaster, before the filter is loaded. FATAL where the policy would stop it from working. */
extern void children_prepare(const CompiledFilter *filter);

#endif
