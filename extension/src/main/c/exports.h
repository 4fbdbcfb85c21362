/*
 * exports.h: the few symbols that PostgreSQL looks up. Everything else in the library is hidden.
 */
#ifndef PGSECCOMP_EXPORTS_H
#define PGSECCOMP_EXPORTS_H

#include "postgres.h"
#include "fmgr.h"

#pragma GCC visibility push(default)
extern void _PG_init(void);
extern const Pg_magic_struct *PG_MAGIC_FUNCTION_NAME(void);
extern Datum seccomp_filter(PG_FUNCTION_ARGS);
extern const Pg_finfo_record *pg_finfo_seccomp_filter(void);
#pragma GCC visibility pop

#endif
