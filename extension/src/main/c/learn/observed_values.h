/*
 * observed_values.h: what calls were made with, in words.
 */
#ifndef PGSECCOMP_OBSERVED_VALUES_H
#define PGSECCOMP_OBSERVED_VALUES_H

#include "postgres.h"

/* A value of the argument that decides (observations_value), by the name that headers give it, or in hexadecimal. */
extern char *observed_value_name(int number, uint64 value);

#endif
