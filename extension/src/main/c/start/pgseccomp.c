/*
 * pgseccomp.c: from the settings to the kernel, when the postmaster loads the library.
 *
 *   settings as written ── settings.c; as PostgreSQL takes them ── gucs.c
 *     → the core, in a disposable child ── disposable.c, java_runtime.c
 *     → a program and what it is expected to do ── boundary.c
 *     → proof ── verify.c
 *     → the kernel ── kernel.c
 *     → each session ── policies.c, session.c, loaded_filters.c
 *     → each other process ── workers.c, parallel.c
 *
 * While the server learns, nothing is loaded but the filter that reports (learn.h).
 *
 * The adapter decides nothing about policies, but it loads nothing that it has not proved. Whatever goes wrong on the way is
 * FATAL: the server does not start with a weaker filter than the one that was written.
 */
#include "start/exports.h"

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "start/statements.h"
#include "process/fork_hooks.h"
#include "process/late_types.h"
#include "denial/denial_report.h"
#include "bridge/core_call.h"
#include "bridge/disposable.h"
#include "kernel/fault.h"
#include "bridge/free_memory.h"
#include "kernel/isolation.h"
#include "kernel/kernel.h"
#include "kernel/landlock.h"
#include "kernel/proc_status.h"
#include "learn/learn_start.h"
#include "verify/libc_range.h"
#include "policy/policies.h"
#include "policy/policy_build.h"
#include "process/process_table.h"
#include "start/report.h"
#include "start/server_facts.h"
#include "process/session.h"
#include "start/settings.h"
#include "start/settings_files.h"
#include "denial/syscall_names.h"
#include "process/dropped_files.h"
#include "process/workers.h"

PG_MODULE_MAGIC;

/* In each child of the postmaster. */
static void
begin_child(void)
{
	bool		is_isolated = isolation_enter();

	process_table_begin(policies_in_force()->generation, is_isolated);
	denial_begin_process();
	late_types_await_logger();
}

/* Where it cannot be, the core has said so, or refused the policy (IsolationJudge.java). */
static void
isolate_children(const CompiledFilter *filter)
{
	FilterAction action = expected_strictest(&filter->own, CALL_THAT_ISOLATES);

	if (settings_isolate_processes != ISOLATION_OFF && server_facts_isolation_is_offered() && action <= ACTION_LOG)
		isolation_prepare();
}

static void
load(const CompiledFilter *filter)
{
	FilterAction default_action = expected_default(&filter->own).action;
	int			rules = 0;

	isolate_children(filter);
	fork_hooks_prepare(policies_follow_reload, begin_child);
	if (settings_force_ssb_mitigation)
		kernel_mitigate_speculation();
	kernel_load_filter(filter, "global");
	kernel_note_postmaster();
	disposable_under_filter(&filter->own);

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
	{
		ExpectedCursor decision;

		rules += expected_depends(&filter->own, number, &decision) || expected_plain(&filter->own, number).action != default_action;
	}
	ereport(LOG,
			(errmsg("pgseccomp: global filter loaded, default action %s, %d rules, %d instructions",
					settings_action_name(default_action), rules, filter->length)));
}

/* What is asked of the core beside policies. */
static void
ask_for_names(void)
{
	EncodedSettings none;
	CoreCall	call = {0};
	char	   *problem = NULL;

	boundary_begin_settings(&none);
	boundary_request(&call.request, CORE_SYSCALLS, LEVEL_GLOBAL, &none, NULL);
	if (!core_calls(&call, 1, &problem))
		report_failure(FATAL, problem);
	syscall_names_take(call.reply);
}

static void
start(void)
{
	BuildRules	rules = {.closes_roles = true, .level = FATAL, .remark = LOG, .warning = WARNING};
	Settings	written;
	Policies   *policies = NULL;
	CoreStatus	status;
	bool		said_so;
	bool		enabled;

	written = settings_written();
	enabled = settings_enabled_as_written(&written, FATAL, &said_so);
	if (enabled)
	{
		kernel_require_support();
		server_facts_collect();
		settings_files_find();
		libc_range_find();
		policies = policy_build(&written, &rules, &status);
		ask_for_names();
	}
	/* "off" that was written is the way out, whatever else was written. */
	else if (!said_so && written.count > 0)
		policy_require_names(&written, FATAL);

	settings_define();
	if (enabled && !said_so)
		settings_switch_on();
	if (enabled)
		settings_avoid_jit(&written);
	statements_prepare();
	if (!enabled)
	{
		if (settings_learn)
			ereport(WARNING, (errmsg("pgseccomp.learn has no effect while pgseccomp.enabled is off")));
		return;
	}
	settings_require_taken(&written);
	policies_start(policies);
	if (settings_learn)
	{
		learn_prepare();
		return;
	}
	denial_report_prepare();
	session_prepare();
	workers_prepare();
	dropped_files_prepare();
	process_table_prepare();
	load(policies_global_filter());
}

/*
 * A session loads the library, or calls a function of it, in a server that did not. What "pgseccomp.enabled" shows then is text that
 * somebody wrote, and PostgreSQL keeps such a text for a library that may come. If it is a setting of ours, the server has another copy.
 */
static void
refuse_in_a_session(void)
{
	bool		is_placeholder = (GetConfigOptionFlags("pgseccomp.enabled", true) & GUC_CUSTOM_PLACEHOLDER) != 0;
	bool		is_loaded = GetConfigOption("pgseccomp.enabled", true, false) != NULL && !is_placeholder;

	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("pgseccomp must be loaded through shared_preload_libraries"),
			 is_loaded ? errdetail("The server has loaded another copy of this library.")
			 : errdetail("The server was started without it: it filters nothing, whatever \"pgseccomp.enabled\" shows."),
			 errhint("Add pgseccomp to shared_preload_libraries in postgresql.conf and restart the server.")));
}

void
_PG_init(void)
{
	MemoryContext before;
	MemoryContext context;

	if (!process_shared_preload_libraries_in_progress)
		refuse_in_a_session();

	/* The current context is one that every child frees: each of them would copy the pages of what the start has taken. */
	context = AllocSetContextCreate(TopMemoryContext, "pgseccomp start", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(context);
	start();
	MemoryContextSwitchTo(before);
	free_memory_return(context);
}
