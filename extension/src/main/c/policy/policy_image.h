/*
 * policy_image.h: policies in one piece of memory, which no fork copies if it is large.
 */
#ifndef PGSECCOMP_POLICY_IMAGE_H
#define PGSECCOMP_POLICY_IMAGE_H

#include "policy/policy_set.h"

/*
 * The same policies in memory of their own, which is read-only where it is large and that can be had. The context is a child of
 * TopMemoryContext. filters: what this process is under, NULL at the start.
 */
extern Policies *policy_image_make(const Policies *built, const ExpectedActions *filters);

#endif
