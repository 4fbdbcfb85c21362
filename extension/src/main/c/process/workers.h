/*
 * workers.h: the filters of processes that serve no client.
 */
#ifndef PGSECCOMP_WORKERS_H
#define PGSECCOMP_WORKERS_H

#include "postgres.h"

#include "miscadmin.h"
#include "postmaster/bgworker.h"

#include "policy/policy_set.h"
#include "process/process_table.h"
#include "process/process_types.h"

/* Installs the hooks. In the postmaster, before its first child. */
extern void workers_prepare(void);

/* What kind of background worker this is. */
extern ProcessType workers_type_of(const BackgroundWorker *worker);

/* What a process of a type gets: its own policy, or what the type falls back to; false for the global filter alone. */
extern bool workers_want_type(const Policies *whole, ProcessType type, Carried *wanted);

/*
 * Whether such a process carries the policy of its database: sessions, and workers that act in it. That of slot synchronization looks at another
 * server through it.
 */
extern bool workers_have_database(BackendType backend);

/* Whether a process of this type can come to execute functions of users, and so must carry a policy. */
extern bool workers_must_carry(BackendType type);

#endif
