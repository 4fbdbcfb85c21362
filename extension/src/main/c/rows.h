/*
 * rows.h: the result of a function that answers rows.
 */
#ifndef PGSECCOMP_ROWS_H
#define PGSECCOMP_ROWS_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/tuplestore.h"

#include "core_call.h"

/* An empty tuplestore as the function's result. */
extern Tuplestorestate *rows_begin(FunctionCallInfo fcinfo, TupleDesc *columns);

/*
 * What the columns of a reply's table are, a letter each, and how many there can be. Bytes are a text that may come from a database of
 * another encoding.
 */
#define ROWS_TEXT 't'
#define ROWS_BYTES 'b'
#define ROWS_INTEGER 'i'
#define ROWS_BOOLEAN 'f'
#define ROWS_MOST_COLUMNS 8

/* Asks the core for a table of such columns. ERROR for whatever else it answers. */
extern Tables rows_ask_core(CoreCall *call, const char *kinds);

/* Adds the rows of a table from one on. */
extern void rows_put_table(Tuplestorestate *rows, TupleDesc columns, const Tables *tables, int first, const char *kinds);

/* The table that the core answers, as the function's result. */
extern void rows_of_core(FunctionCallInfo fcinfo, CoreCall *call, const char *kinds);

/* A text of bytes in whatever encoding; what this database's has not is shown as question marks. */
extern Datum rows_text_of_bytes(const char *bytes);

/* A column of a row; NULL is one. */
extern void rows_set_text(Datum *values, bool *nulls, int column, const char *text);

#endif
