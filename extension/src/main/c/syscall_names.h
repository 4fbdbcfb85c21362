/*
 * syscall_names.h: system calls, and what they were called with, in words.
 */
#ifndef PGSECCOMP_SYSCALL_NAMES_H
#define PGSECCOMP_SYSCALL_NAMES_H

#include "postgres.h"

/* The names of the calls by number, OBSERVED_NUMBERS of them; NULL for a number that the core has no name for. */
extern char **syscall_names(void);

/* A value of the argument that decides (observations_value), by the name that headers give it, or in hexadecimal. */
extern char *observed_value_name(int number, uint64 value);

#endif
