/*
 * workers.c: gives every process that serves no client its policy, before any code in it that is not PostgreSQL's.
 *
 * There are three moments:
 *
 * - A child of the postmaster releases the postmaster's working memory early, and a callback of that memory is ours. From PostgreSQL
 *   17 on an auxiliary process knows its type then (before, late_types.c waits until it does); what background worker it is, a child can see in every version (compat.h). A
 *   background worker's library is loaded after this, and that of a parallel worker's entry point.
 * - A process that connects to a database commits a transaction at the end of InitPostgres: the functions of users come later, and who it acts for
 *   is known. Autovacuum workers get their policy here, background workers, in addition, the one of their role, all of them that of their
 *   database, and parallel workers what nobody may be without.
 * - When a function in C or in a procedural language is looked up (needs_fmgr_hook), the process must have its policy. This only
 *   catches what the other two should have left nothing of.
 */
#include "process/workers.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/memutils.h"

#include <string.h>

#include "process/catalog_names.h"
#include "process/late_types.h"
#include "process/loaded_filters.h"
#include "denial/denial_report.h"
#include "kernel/compat.h"
#include "kernel/fault.h"
#include "process/parallel.h"
#include "process/role_policy.h"
#include "process/worker_signals.h"

static needs_fmgr_hook_type previous_hook = NULL;

/* What kind of background worker this is; its names were checked by PostgreSQL when it was registered. */
ProcessType
workers_type_of(const BackgroundWorker *worker)
{
	if (strcmp(worker->bgw_library_name, "postgres") != 0)
		return TYPE_BACKGROUND_WORKER;
	if (strcmp(worker->bgw_function_name, "ApplyLauncherMain") == 0)
		return TYPE_LOGICAL_REPLICATION_LAUNCHER;
	return TYPE_LOGICAL_REPLICATION_WORKER;
}

bool
workers_want_type(const Policies *whole, ProcessType type, Carried *wanted)
{
	if (policies_of_type(whole, type) == NULL)
		return false;
	if (plan_type_is_listed(&whole->plan, type))
		wanted->type = type;
	else
		wanted->session = true;
	return true;
}

/* Loads the policy of a process type, or what it falls back to. */
static void
load_type(ProcessType type)
{
	const Policies *whole = policies_in_force();
	Carried		wanted = loaded_filters_nothing(whole);

	if (workers_want_type(whole, type, &wanted))
		loaded_filters_load(whole, &wanted);
}

/* The same when the process has learnt of its type (late_types.c). */
static void
load_late_type(ProcessType type)
{
	if (!loaded_filters_any())
		load_type(type);
	process_table_forget_fork();
}

static void
at_release_of_postmaster_memory(void *argument)
{
	const BackgroundWorker *worker = compat_starting_worker();
	ProcessType type;

	if (!IsUnderPostmaster)
		return;
	denial_report_at_exit();
	/* A session has its policy by now. */
	if (loaded_filters_any())
		return;
	if (worker != NULL)
		worker_signals_handle(worker);
	if (worker != NULL && parallel_is_worker(worker))
	{
		parallel_load(worker);
		return;
	}
	type = worker != NULL ? workers_type_of(worker) : process_type_of_backend(compat_starting_type());
	if (type != NO_PROCESS_TYPE && type != TYPE_WALSENDER)
		load_type(type);
	else if (worker == NULL && compat_starting_type() == B_INVALID && late_types_await(load_late_type))
		return;
	/* Auxiliary processes, which live as long as the server, are not to keep what was in force when it started. */
	process_table_forget_fork();
}

/* On top of its type's policy, the one of the role that a background worker acts for. */
static void
add_role(void)
{
	ProcessType type = workers_type_of(MyBgworkerEntry);
	const Policies *whole = policies_of_generation(loaded_filters_own()->generation);
	Carried		wanted = *loaded_filters_own();

	if (type == TYPE_LOGICAL_REPLICATION_LAUNCHER)
		return;
	role_policy_find(whole, GetSessionUserId(), &wanted);
	if (wanted.has_role)
		loaded_filters_load(whole, &wanted);
}

bool
workers_have_database(BackendType backend)
{
	return backend == B_BACKEND || backend == B_WAL_SENDER || backend == B_AUTOVAC_WORKER || backend == B_BG_WORKER;
}

static void
at_first_commit(XactEvent event, void *argument)
{
	static bool done = false;

	if (event != XACT_EVENT_PRE_COMMIT || done || !IsUnderPostmaster)
		return;
	done = true;
	if (fault_injected("no-filter-at-commit"))
		return;
	if (MyBackendType == B_BG_WORKER && parallel_is_worker(MyBgworkerEntry) && loaded_filters_any())
		parallel_keep_floor();
	else if (MyBackendType == B_BG_WORKER && loaded_filters_any())
		add_role();
	else if (!loaded_filters_any() && process_type_of_backend(MyBackendType) != NO_PROCESS_TYPE)
		load_type(process_type_of_backend(MyBackendType));
	if (loaded_filters_any() && workers_have_database(MyBackendType))
		loaded_filters_add_database();
	if (MyBackendType == B_BACKEND && loaded_filters_any())
		catalog_names_look_up(policies_of_generation(loaded_filters_own()->generation));
	process_table_forget_fork();
}

bool
workers_must_carry(BackendType backend)
{
	ProcessType type = process_type_of_backend(backend);

	return backend == B_BACKEND || backend == B_BG_WORKER ||
		(type != NO_PROCESS_TYPE && process_type_falls_back_to_session(type));
}

static bool
at_function_lookup(Oid function)
{
	if (IsUnderPostmaster && !loaded_filters_any() && workers_must_carry(MyBackendType))
		ereport(FATAL,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("pgseccomp has not given this process its filter yet, and it is about to execute a function"),
				 errdetail("The function's OID is %u.", function)));
	return previous_hook != NULL && previous_hook(function);
}

void
workers_prepare(void)
{
	MemoryContextCallback *callback;

	/* A single-user server has no children: it stays under the global filter. */
	if (!IsPostmasterEnvironment)
		return;
	callback = MemoryContextAllocZero(TopMemoryContext, sizeof(MemoryContextCallback));
	callback->func = at_release_of_postmaster_memory;
	MemoryContextRegisterResetCallback(PostmasterContext, callback);
	RegisterXactCallback(at_first_commit, NULL);
	late_types_prepare(load_late_type);
	previous_hook = needs_fmgr_hook;
	needs_fmgr_hook = at_function_lookup;
}
