/*
 * learn_start.h: how a server begins to learn.
 */
#ifndef PGSECCOMP_LEARN_START_H
#define PGSECCOMP_LEARN_START_H

#include "learn/learn.h"

/* Instead of loading filters: learns from the moment on at which the postmaster makes its shared memory. */
extern void learn_prepare(void);

#endif
