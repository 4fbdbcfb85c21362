/*
 * compat.h: every difference between versions of PostgreSQL that the adapter meets.
 */
#ifndef PGSECCOMP_COMPAT_H
#define PGSECCOMP_COMPAT_H

#include "postgres.h"
#include "utils/guc.h"
#include "utils/guc_tables.h"

#if PG_VERSION_NUM < 140000
#error "pgseccomp needs PostgreSQL 14 or newer"
#endif

#ifdef EXEC_BACKEND
#error "pgseccomp needs processes that are forked: a filter is inherited (EXEC_BACKEND is set)"
#endif

#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

static inline struct config_generic **
compat_guc_variables(int *count)
{
#if PG_VERSION_NUM >= 160000
	return get_guc_variables(count);
#else
	*count = GetNumConfigOptions();
	return get_guc_variables();
#endif
}

#endif
