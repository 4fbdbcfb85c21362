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

/* A column of a row; NULL is one. */
extern void rows_set_text(Datum *values, bool *nulls, int column, const char *text);

#endif
