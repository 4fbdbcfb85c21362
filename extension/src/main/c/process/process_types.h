/*
 * process_types.h: the types of the server's processes that can have settings of their own.
 */
#ifndef PGSECCOMP_PROCESS_TYPES_H
#define PGSECCOMP_PROCESS_TYPES_H

#include "postgres.h"

#include "miscadmin.h"

#include "bridge/core_tables.h"

/* No type that can have settings of its own. */
#define NO_PROCESS_TYPE PROCESS_TYPES

/* Its name in settings. */
extern const char *process_type_name(ProcessType type);

/* The type of a name, NO_PROCESS_TYPE if it is none. */
extern ProcessType process_type_named(const char *name);

/* A type by a name that pg_stat_activity shows; NO_PROCESS_TYPE for what may be the name of a background worker. */
extern ProcessType process_type_shown(const char *name);

/* Whether missing settings are the sessions', else the global ones. */
extern bool process_type_falls_back_to_session(ProcessType type);

/* Whether this version of PostgreSQL has such processes. If not, *why is a sentence that says so. */
extern bool process_type_exists(ProcessType type, const char **why);

/* Whether such processes of this version know their type where the postmaster's memory is released; if not, see late_types.h. */
extern bool process_type_is_told_early(ProcessType type);

/* The type of a process that is no background worker. */
extern ProcessType process_type_of_backend(BackendType type);

#endif
