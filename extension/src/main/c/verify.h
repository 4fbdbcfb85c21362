/*
 * verify.h: proof, before it is loaded, that a program does what it is expected to do.
 */
#ifndef PGSECCOMP_VERIFY_H
#define PGSECCOMP_VERIFY_H

#include "boundary.h"

/* Returns NULL if the program is as expected, else a sentence that says where it is not. */
extern char *verify_filter(const CompiledFilter *filter);

#endif
