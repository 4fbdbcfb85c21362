/*
 * srf.h: the result of a function that answers rows.
 */
#ifndef PGSECCOMP_SRF_H
#define PGSECCOMP_SRF_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/tuplestore.h"

#include "bridge/core_call.h"

/* An empty tuplestore as the function's result. */
extern Tuplestorestate *srf_begin(FunctionCallInfo fcinfo, TupleDesc *columns);

/*
 * What the columns of a reply's table are, a letter each, and how many there can be. Bytes are a text that may come from a database of
 * another encoding.
 */
#define SRF_TEXT 't'
#define SRF_BYTES 'b'
#define SRF_INTEGER 'i'
#define SRF_BOOLEAN 'f'
#define SRF_WORDS 'w'			/* an array of texts: of one text, cut at its spaces */
#define SRF_MOST_COLUMNS 8

/* Asks the core for a table of such columns. ERROR for whatever else it answers. */
extern Tables srf_ask_core(CoreCall *call, const char *kinds);

/* Adds the rows of a table from one on. */
extern void srf_put_table(Tuplestorestate *rows, TupleDesc columns, const Tables *tables, int first, const char *kinds);

/* The table that the core answers, as the function's result. */
extern void srf_of_core(FunctionCallInfo fcinfo, CoreCall *call, const char *kinds);

/* A text of bytes in whatever encoding; what this database's has not is shown as question marks. */
extern Datum srf_text_of_bytes(const char *bytes);

/* A column of a row; NULL is one. */
extern void srf_set_text(Datum *values, bool *nulls, int column, const char *text);

#endif
