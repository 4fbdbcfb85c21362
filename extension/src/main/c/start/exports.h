/*
 * exports.h: the few symbols that PostgreSQL looks up. Everything else in the library is hidden.
 *
 * Two functions have a second name, the one of the original's library: a database whose extension still has version 1.0 can use
 * them before ALTER EXTENSION pgseccomp UPDATE.
 */
#ifndef PGSECCOMP_EXPORTS_H
#define PGSECCOMP_EXPORTS_H

#include "postgres.h"
#include "fmgr.h"

#define EXPORTED_FUNCTION(name) \
	extern Datum name(PG_FUNCTION_ARGS); \
	extern const Pg_finfo_record *CppConcat(pg_finfo_, name) (void)

#pragma GCC visibility push(default)
extern void _PG_init(void);
extern const Pg_magic_struct *PG_MAGIC_FUNCTION_NAME(void);
EXPORTED_FUNCTION(seccomp_filter);
EXPORTED_FUNCTION(pg_get_seccomp_filter);
EXPORTED_FUNCTION(set_client_filter);
EXPORTED_FUNCTION(pg_set_client_filter);
EXPORTED_FUNCTION(seccomp_process_filter);
EXPORTED_FUNCTION(seccomp_processes);
EXPORTED_FUNCTION(seccomp_observed);
EXPORTED_FUNCTION(seccomp_observed_reset);
EXPORTED_FUNCTION(seccomp_recommend);
EXPORTED_FUNCTION(seccomp_unexercised);
EXPORTED_FUNCTION(seccomp_groups);
EXPORTED_FUNCTION(seccomp_policy);
EXPORTED_FUNCTION(seccomp_policies_in_force);
EXPORTED_FUNCTION(seccomp_exposure);
EXPORTED_FUNCTION(seccomp_check);
EXPORTED_FUNCTION(seccomp_simulate);
EXPORTED_FUNCTION(seccomp_denial_counters);
EXPORTED_FUNCTION(seccomp_denials_info);
EXPORTED_FUNCTION(seccomp_denials_reset);
#pragma GCC visibility pop

#endif
