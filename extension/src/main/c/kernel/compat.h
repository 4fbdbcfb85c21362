/*
 * compat.h: every difference between versions of PostgreSQL that the adapter meets.
 */
#ifndef PGSECCOMP_COMPAT_H
#define PGSECCOMP_COMPAT_H

#include "postgres.h"
#include "miscadmin.h"
#include "postmaster/bgworker_internals.h"
#include "postmaster/postmaster.h"
#include "utils/backend_status.h"
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

/*
 * Makes a setting known that no library has defined, for ALTER SYSTEM: from 17 on it takes any name with a dot. The value is judged as
 * the one of a parameter that anybody may set, and not set.
 */
static inline void
compat_know_placeholder(const char *name)
{
#if PG_VERSION_NUM < 170000
	(void) set_config_option(name, "", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SET, false, DEBUG5, false);
#endif
}

#if PG_VERSION_NUM >= 180000
/* The postmaster's entry for this child, while it still has the postmaster's memory. */
static inline const PMChild *
compat_own_child(void)
{
	dlist_iter	iter;

	dlist_foreach(iter, &ActiveChildList)
	{
		const PMChild *child = dlist_container(PMChild, elem, iter.cur);

		if (child->child_slot == MyPMChildSlot && MyPMChildSlot != 0)
			return child;
	}
	return NULL;
}
#endif

/*
 * Which background worker this child of the postmaster is to be, while it still has the postmaster's memory; NULL if it is none.
 * Up to 16 MyBgworkerEntry is set first. In 17 the postmaster notes the slot of the child in its list of workers before it forks,
 * and the pid afterwards; in 18 its list of children has it.
 */
static inline const BackgroundWorker *
compat_starting_worker(void)
{
#if PG_VERSION_NUM >= 180000
	const PMChild *child = compat_own_child();

	return child != NULL && child->bkend_type == B_BG_WORKER && child->rw != NULL ? &child->rw->rw_worker : NULL;
#elif PG_VERSION_NUM >= 170000
	slist_iter	iter;

	slist_foreach(iter, &BackgroundWorkerList)
	{
		const RegisteredBgWorker *worker = slist_container(RegisteredBgWorker, rw_lnode, iter.cur);

		if (worker->rw_pid == 0 && worker->rw_child_slot != 0 && worker->rw_child_slot == MyPMChildSlot)
			return &worker->rw_worker;
	}
	return NULL;
#else
	return MyBgworkerEntry;
#endif
}

/* The type of this child of the postmaster, while it still has the postmaster's memory; B_INVALID if that cannot be known. */
static inline BackendType
compat_starting_type(void)
{
#if PG_VERSION_NUM >= 180000
	const PMChild *child = compat_own_child();

	if (child != NULL)
		return child->bkend_type;
#endif
	return MyBackendType;
}

/* The entry of a process in PostgreSQL's table of backends; index from 1. */
static inline LocalPgBackendStatus *
compat_backend_status(int index)
{
#if PG_VERSION_NUM >= 160000
	return pgstat_get_local_beentry_by_index(index);
#else
	return pgstat_fetch_stat_local_beentry(index);
#endif
}

/* Whether a process in that table is through with its authentication: since 18 it is there before. */
static inline bool
compat_has_started(const PgBackendStatus *status)
{
#if PG_VERSION_NUM >= 180000
	return status->st_state != STATE_STARTING;
#else
	return true;
#endif
}

/* How many values BackendType has. */
#ifndef BACKEND_NUM_TYPES
#define BACKEND_NUM_TYPES (B_LOGGER + 1)
#endif

#endif
