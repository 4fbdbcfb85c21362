/*
 * verify.h: proof, before it is loaded, that a program does what it is expected to do.
 */
#ifndef PGSECCOMP_VERIFY_H
#define PGSECCOMP_VERIFY_H

#include "bridge/boundary.h"

/*
 * Proves a filter, and what it does together with those that the process already has (below, in the order in which they were
 * loaded; these were proved before). Returns NULL if all is as expected, else a sentence that says where it is not.
 */
extern char *verify_filter(const CompiledFilter *filter, const CompiledFilter *const *below, int below_count);

#endif
