/*
 * policy_judge.c: asks the core about everything that was written, in one batch: when the server starts, and when ALTER SYSTEM is to write
 * something.
 */
#include "policy_judge.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "core_call.h"
#include "policy_build.h"
#include "report.h"
#include "syscall_names.h"
#include "verify.h"

bool
policy_judge_enabled(const Settings *written, int level, bool *said_so)
{
	const Setting *setting = settings_find(written, "pgseccomp.enabled");
	bool		enabled = false;

	*said_so = setting != NULL;
	if (setting != NULL && !parse_bool(setting->value, &enabled))
		ereport(level,
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
	int			level;
} Batch;

static void
add_call(Batch *batch, CoreOperation operation, const EncodedSettings *settings)
{
	CoreCall   *call = &batch->calls[batch->count++];

	boundary_request(&call->request, operation, LEVEL_GLOBAL, settings, NULL);
	(void) report_if_too_long(batch->level, &call->request);
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
		report_refusal(batch->level, status, &rejection, problem, batch->written);
}

void
policy_judge(const Settings *written, bool enabled, int level, CompiledFilter *filter)
{
	Batch		batch = {palloc0(sizeof(CoreCall) * (2 * (size_t) written->count + 3)), 0, written, level};
	EncodedSettings global;
	EncodedSettings none;
	bool		names_syscalls = !IsUnderPostmaster;	/* all processes inherit the names from the start */
	int			verdicts;
	char	   *problem = NULL;
	Rejection	rejection;
	CoreStatus	status;

	add_names(&batch);
	if (enabled)
		add_values(&batch);
	verdicts = batch.count;
	boundary_begin_settings(&none);
	boundary_begin_settings(&global);
	settings_encode_global(&global, written);
	if (enabled)
	{
		add_call(&batch, CORE_COMPILE, &global);
		if (names_syscalls)
			add_call(&batch, CORE_SYSCALLS, &none);
	}

	if (!core_calls(batch.calls, batch.count, &problem))
		report_failure(level, problem);
	for (int i = 0; i < verdicts; i++)
		require_verdict(&batch, i);
	if (!enabled)
		return;
	status = boundary_read_compiled(batch.calls[verdicts].reply, filter, &rejection, &problem);
	if (status != CORE_ACCEPTED)
		report_refusal(level, status, &rejection, problem, written);
	if (names_syscalls)
		syscall_names_take(batch.calls[verdicts + 1].reply);
}

void
policy_judge_all(const Settings *written, int level, int warning)
{
	BuildRules	rules = {.closes_roles = false, .level = level, .remark = warning, .warning = warning};
	CompiledFilter global;
	CoreStatus	status;
	char	   *problem;

	memset(&global, 0, sizeof(global));
	policy_judge(written, true, level, &global);
	problem = verify_filter(&global, NULL, 0);
	if (problem != NULL)
		report_failure(level, problem);
	rules.global = &global;
	(void) policy_build(written, NULL, &rules, &status);
}
