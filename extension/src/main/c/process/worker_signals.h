/*
 * worker_signals.h: handlers of signals for a background worker that has no own ones yet.
 */
#ifndef PGSECCOMP_WORKER_SIGNALS_H
#define PGSECCOMP_WORKER_SIGNALS_H

#include "postgres.h"

#include "postmaster/bgworker.h"

/* Gives this worker handlers of signals; before its filter, while signals are blocked. Nothing from PostgreSQL 17 on. */
extern void worker_signals_handle(const BackgroundWorker *worker);

#endif
