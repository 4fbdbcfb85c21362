/*
 * pgseccomp.c: from the settings to the kernel, when the postmaster loads the library.
 *
 *   settings as written ── settings.c
 *     → the core, in a disposable child ── disposable.c, java_runtime.c
 *     → a program and what it is expected to do ── boundary.c
 *     → proof ── verify.c
 *     → the kernel ── children.c, kernel.c
 *
 * The adapter decides nothing about policies, but it loads nothing that it has not proved. Whatever goes wrong on the way is
 * FATAL: the server does not start with a weaker filter than the one that was written.
 */
#include "exports.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "boundary.h"
#include "children.h"
#include "compat.h"
#include "disposable.h"
#include "fault.h"
#include "kernel.h"
#include "report.h"
#include "settings.h"
#include "verify.h"

PG_MODULE_MAGIC;

/* What was written for pgseccomp.enabled; absent is off. */
static bool
is_enabled(const WrittenSettings *written, bool *said_so)
{
	const WrittenSetting *setting = settings_find(written, "pgseccomp.enabled");
	bool		enabled = false;

	*said_so = setting != NULL;
	if (setting != NULL && !parse_bool(setting->value, &enabled))
		ereport(FATAL,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" requires a Boolean value", setting->name),
				 report_place(setting)));
	return enabled;
}

/*
 * Has the core read and compile what was written. FATAL for what it rejects; where no filter is to be loaded, for misspelt
 * settings only, since the misspelt one may be pgseccomp.enabled.
 */
static void
compile_written(const WrittenSettings *written, bool enabled, CompiledFilter *filter)
{
	StringInfoData request;
	uint8	   *reply;
	int			length;
	char	   *problem = NULL;
	Rejection	rejection;

	settings_request_written(&request, CORE_COMPILE, written);
	if (request.len > LONGEST_REQUEST)
		ereport(FATAL,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the settings of pgseccomp are too long"),
				 errdetail("Together they have %d bytes; the limit is %d.", request.len, LONGEST_REQUEST)));
	reply = disposable_call(&request, &length, &problem);
	if (reply == NULL)
		report_failure(FATAL, problem);
	switch (boundary_read_compiled(reply, length, filter, &rejection, &problem))
	{
		case CORE_REJECTED:
			if (enabled || rejection.kind == REJECTED_UNKNOWN_SETTING)
				report_rejection(FATAL, &rejection, written);
			break;
		case CORE_FAILED:
			report_failure(FATAL, problem);
			break;
		case CORE_ACCEPTED:
			break;
	}
}

static void
load(CompiledFilter *filter)
{
	char	   *problem;
	int			rules = 0;

	if (fault_injected("program-corrupted"))
		filter->instructions[filter->length - 1].k ^= 0x00010000;
	problem = verify_filter(filter);
	if (problem != NULL)
		report_failure(FATAL, problem);

	kernel_require_support();
	children_prepare(filter);
	kernel_load_filter(filter);

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		rules += filter->expected[number] != filter->default_action;
	ereport(LOG,
			(errmsg("pgseccomp: global filter loaded, default action %s, %d rules, %d instructions",
					settings_action_name(filter->default_action), rules, filter->length)));
}

void
_PG_init(void)
{
	WrittenSettings written;
	CompiledFilter filter;
	bool		said_so;
	bool		enabled;

	if (!process_shared_preload_libraries_in_progress)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgseccomp must be loaded through shared_preload_libraries"),
				 errhint("Add pgseccomp to shared_preload_libraries in postgresql.conf and restart the server.")));

	written = settings_written();
	enabled = is_enabled(&written, &said_so);
	memset(&filter, 0, sizeof(filter));
	/* "off" that was written is the way out, whatever else was written. */
	if (enabled || (!said_so && written.count > 0))
		compile_written(&written, enabled, &filter);

	settings_define();
	if (!enabled)
		return;
	settings_require_taken(&written);
	load(&filter);
}
