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
 * What the columns of a reply's table are, a letter each, and how many there can be. Texts may come from a database of another encoding; an
 * empty text can stand for NULL, and so can a negative number. A bigint and a time, in seconds since 1970, are two cells.
 */
#define SRF_TEXT 't'
#define SRF_TEXT_OR_NULL 'n'
#define SRF_INTEGER 'i'
#define SRF_NUMBER_OR_NULL 'm'
#define SRF_BOOLEAN 'f'
#define SRF_WORDS 'w'			/* an array of texts: of one text, cut at its spaces */
#define SRF_BIGINT 'l'
#define SRF_TIME 's'
#define SRF_MOST_COLUMNS 13

/* Opens a reply that, where it is accepted, has a table of such columns; what it says beside them is to be reported. */
extern Tables srf_open(Reply reply, const char *kinds);

/* Adds the rows of its table. */
extern void srf_put_table(Tuplestorestate *rows, TupleDesc columns, const Tables *tables, const char *kinds);

/* Has the core answer. ERROR if it does not. */
extern void srf_ask(CoreCall *call);

/* The table that the core answers, as the function's result. ERROR for whatever else it answers. */
extern void srf_of_core(FunctionCallInfo fcinfo, CoreCall *call, const char *kinds);

/* A text of bytes in whatever encoding; what this database's has not is shown as question marks. */
extern Datum srf_text_of_bytes(const char *bytes);

/* A column of a row; NULL is one. */
extern void srf_set_text(Datum *values, bool *nulls, int column, const char *text);

#endif
