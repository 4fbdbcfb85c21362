/*
 * denials_function.h: what was denied, for others.
 */
#ifndef PGSECCOMP_DENIALS_FUNCTION_H
#define PGSECCOMP_DENIALS_FUNCTION_H

#include "bridge/boundary.h"

/* Adds all denials and warnings that are counted. */
extern void denials_add_all(EncodedSettings *denials);

#endif
