/*
 * pgseccomp.c: from the settings to the kernel, when the postmaster loads the library.
 *
 *   settings as written ── settings.c; as PostgreSQL takes them ── definitions.c
 *     → the core, in a disposable child ── disposable.c, java_runtime.c
 *     → a program and what it is expected to do ── boundary.c
 *     → proof ── verify.c
 *     → the kernel ── kernel.c
 *     → each session ── policies.c, session.c, carried.c
 *     → each other process ── workers.c, parallel.c
 *
 * While the server learns, nothing is loaded but the filter that reports (learn.h).
 *
 * The adapter decides nothing about policies, but it loads nothing that it has not proved. Whatever goes wrong on the way is
 * FATAL: the server does not start with a weaker filter than the one that was written.
 */
#include "exports.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "children.h"
#include "compat.h"
#include "denial_report.h"
#include "disposable.h"
#include "fault.h"
#include "free_memory.h"
#include "kernel.h"
#include "kernel_status.h"
#include "learn.h"
#include "library_code.h"
#include "policies.h"
#include "policy_warnings.h"
#include "process_table.h"
#include "report.h"
#include "session.h"
#include "settings.h"
#include "syscall_names.h"
#include "verify.h"
#include "workers.h"

PG_MODULE_MAGIC;

/* What was written for pgseccomp.enabled; absent is off. */
static bool
is_enabled(const Settings *written, bool *said_so)
{
	const Setting *setting = settings_find(written, "pgseccomp.enabled");
	bool		enabled = false;

	*said_so = setting != NULL;
	if (setting != NULL && !parse_bool(setting->value, &enabled))
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" requires a Boolean value", setting->name),
				 report_place(setting)));
	return enabled;
}

/* What was written, as requests: a batch is judged in one child. */
typedef struct Batch
{
	CoreCall   *calls;
	int			count;
	const Settings *written;
} Batch;

static void
add_call(Batch *batch, CoreOperation operation, const EncodedSettings *settings)
{
	CoreCall   *call = &batch->calls[batch->count++];

	boundary_request(&call->request, operation, LEVEL_GLOBAL, settings, NULL);
	(void) report_if_too_long(FATAL, &call->request);
}

/* Whether each name is known; several requests, where many roles have settings. */
static void
add_names(Batch *batch)
{
	EncodedSettings names;

	boundary_begin_settings(&names);
	for (int i = 0; i < batch->written->count; i++)
	{
		boundary_add_setting(&names, batch->written->settings[i].name, "");
		if (names.bytes.len > LONGEST_REQUEST / 2)
		{
			add_call(batch, CORE_NAMES, &names);
			boundary_begin_settings(&names);
		}
	}
	add_call(batch, CORE_NAMES, &names);
}

/* Whether each value can be read by itself. Those of roles are judged with their policies: they close no more than their role. */
static void
add_values(Batch *batch)
{
	for (int i = 0; i < batch->written->count; i++)
	{
		const Setting *setting = &batch->written->settings[i];
		EncodedSettings value;

		if (!settings_is_of_extension(setting))
			continue;
		boundary_begin_settings(&value);
		boundary_add_setting(&value, setting->name, setting->value);
		add_call(batch, CORE_VALUE, &value);
	}
}

static void
require_verdict(const Batch *batch, int call)
{
	Rejection	rejection;
	char	   *problem = NULL;
	CoreStatus	status = boundary_read_verdict(batch->calls[call].reply, &rejection, &problem);

	if (status != CORE_ACCEPTED)
		report_refusal(FATAL, status, &rejection, problem, batch->written);
}

/*
 * Has the core read what was written, compile the global filter and name all system calls, in one batch. FATAL for what it rejects.
 * Where no filter is to be loaded only names of settings are looked at, since the misspelt one may be pgseccomp.enabled.
 */
static void
judge_written(const Settings *written, bool enabled, CompiledFilter *filter)
{
	Batch		batch = {palloc0(sizeof(CoreCall) * (2 * (size_t) written->count + 3)), 0, written};
	EncodedSettings global;
	EncodedSettings none;
	int			verdicts;
	char	   *problem = NULL;
	Rejection	rejection;
	CoreStatus	status;

	add_names(&batch);
	if (enabled)
		add_values(&batch);
	verdicts = batch.count;
	boundary_begin_settings(&global);
	settings_encode_global(&global, written);
	if (enabled)
	{
		add_call(&batch, CORE_COMPILE, &global);
		boundary_begin_settings(&none);
		add_call(&batch, CORE_SYSCALLS, &none);
	}

	if (!disposable_calls(batch.calls, batch.count, &problem))
		report_failure(FATAL, problem);
	for (int i = 0; i < verdicts; i++)
		require_verdict(&batch, i);
	if (!enabled)
		return;
	status = boundary_read_compiled(batch.calls[verdicts].reply, filter, &rejection, &problem);
	if (status != CORE_ACCEPTED)
		report_refusal(FATAL, status, &rejection, problem, written);
	syscall_names_take(batch.calls[verdicts + 1].reply);
}

static void
load(CompiledFilter *filter)
{
	int			rules = 0;

	policy_warn(filter, NULL, "the global policy");
	children_prepare(policies_follow_reload);
	if (settings_force_ssb_mitigation)
		kernel_mitigate_speculation();
	kernel_load_filter(filter, "global");
	kernel_note_postmaster();
	disposable_under_filter(&filter->own);

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		rules += filter->own.of_number[number] != filter->own.default_action;
	ereport(LOG,
			(errmsg("pgseccomp: global filter loaded, default action %s, %d rules, %d instructions",
					settings_action_name(filter->own.default_action), rules, filter->length)));
}

static void
start(void)
{
	Settings	written;
	Settings	in_force;
	CompiledFilter filter;
	bool		said_so;
	bool		enabled;
	char	   *problem;

	written = settings_written();
	enabled = is_enabled(&written, &said_so);
	memset(&filter, 0, sizeof(filter));
	if (enabled)
		kernel_require_support();
	/* "off" that was written is the way out, whatever else was written. */
	if (enabled || (!said_so && written.count > 0))
		judge_written(&written, enabled, &filter);

	settings_define();
	if (!enabled)
	{
		if (settings_learn)
			ereport(WARNING, (errmsg("pgseccomp.learn has no effect while pgseccomp.enabled is off")));
		return;
	}
	settings_require_taken(&written);
	in_force = settings_in_force();

	if (fault_injected("program-corrupted"))
		filter.instructions[filter.length - 1].k ^= 0x00010000;
	problem = verify_filter(&filter, NULL, 0);
	if (problem != NULL)
		report_failure(FATAL, problem);
	library_code_find();
	policies_start(&in_force, &filter);
	if (settings_learn)
	{
		learn_prepare();
		return;
	}
	denial_report_prepare();
	session_prepare();
	workers_prepare();
	process_table_prepare();
	load(&filter);
}

void
_PG_init(void)
{
	MemoryContext before;
	MemoryContext context;

	if (!process_shared_preload_libraries_in_progress)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgseccomp must be loaded through shared_preload_libraries"),
				 errhint("Add pgseccomp to shared_preload_libraries in postgresql.conf and restart the server.")));

	/* The current context is one that every child frees: each of them would copy the pages of what the start has taken. */
	context = AllocSetContextCreate(TopMemoryContext, "pgseccomp start", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(context);
	start();
	MemoryContextSwitchTo(before);
	free_memory_return(context);
}
