/*
 * compiled.h: a policy, compiled by the core in native code as the server asks for it.
 */
#ifndef PGSECCOMP_NATIVE_COMPILED_H
#define PGSECCOMP_NATIVE_COMPILED_H

#include "postgres.h"

#include "c/bridge/boundary.h"

/* False, with the reason on standard error, where the policy is refused. */
extern bool compiled(FilterLevel level, const EncodedSettings *settings, CompiledFilter *filter);

#endif
