/*
 * rows.h: the result of a function that answers rows.
 */
#ifndef PGSECCOMP_ROWS_H
#define PGSECCOMP_ROWS_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/tuplestore.h"

/* An empty tuplestore as the function's result. */
extern Tuplestorestate *rows_begin(FunctionCallInfo fcinfo, TupleDesc *columns);

#endif
