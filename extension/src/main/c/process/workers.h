/*
 * workers.h: the filters of processes that serve no client.
 */
#ifndef PGSECCOMP_WORKERS_H
#define PGSECCOMP_WORKERS_H

#include "postgres.h"

#include "miscadmin.h"
#include "postmaster/bgworker.h"

#include "process/process_types.h"

/* Installs the hooks. In the postmaster, before its first child. */
extern void workers_prepare(void);

/* What kind of background worker this is. */
extern ProcessType workers_type_of(const BackgroundWorker *worker);

/* Whether a process of this type can come to execute functions of users, and so must carry a policy. */
extern bool workers_must_carry(BackendType type);

#endif
