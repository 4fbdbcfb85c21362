/*
 * program_denials.h: what is said of a program that a process has executed, and that has failed.
 */
#ifndef PGSECCOMP_PROGRAM_DENIALS_H
#define PGSECCOMP_PROGRAM_DENIALS_H

#include "postgres.h"

/* Adds to an error, if it is that a program has failed which ran under filters that deny something, what they deny. */
extern void program_denials_add(ErrorData *error);

#endif
