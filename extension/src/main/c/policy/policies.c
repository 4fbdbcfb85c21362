/*
 * policies.c: the policies that are in force, and how a reload replaces them.
 *
 * PostgreSQL has no hook after a reload, so that the postmaster looks before each fork whether there was one: then the processes
 * that begin after it get what it has put in force, and pay nothing for it. What is refused, in any part, is not taken:
 * what was there before stays, and the log says why.
 *
 * What could not be compiled for a reason that may pass (no memory, no process) is tried again, before later forks, until it is
 * in force or another reload has come.
 *
 * A parallel worker carries what its leader carries, and the leader may have begun before a reload, or may be about to authenticate its
 * client under what was in force then. So policies are kept as long as any process carries them or was forked under them.
 */
#include "policy/policies.h"

#include <string.h>

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "kernel/fault.h"
#include "kernel/proc_status.h"
#include "bridge/free_memory.h"
#include "policy/policy_build.h"
#include "policy/policy_image.h"
#include "process/process_table.h"
#include "start/report.h"
#include "start/settings_files.h"

static Policies *in_force = NULL;
static CompiledFilter global_filter;

/* The reload that in_force follows, or that was refused. */
static TimestampTz followed;

/* A reload that could not be followed yet, when it is tried again, and in how many milliseconds after that. */
#define FIRST_DELAY_MS 1000
#define LONGEST_DELAY_MS 60000

static TimestampTz pending;
static TimestampTz next_attempt;
static int	next_delay;

/* Moves what is expected to where it stays. */
static void
keep_expected(ExpectedActions *expected)
{
	Size		size = sizeof(uint32) * expected->word_count;
	uint32	   *words = MemoryContextAlloc(TopMemoryContext, Max(size, 1));

	memcpy(words, expected->words, size);
	expected->words = words;
}

static void
keep_program(struct sock_filter **instructions, int length)
{
	Size		size = sizeof(struct sock_filter) * ((Size) length + 1);
	struct sock_filter *kept = MemoryContextAlloc(TopMemoryContext, size);

	memcpy(kept, *instructions, size);
	*instructions = kept;
}

void
policies_start(Policies *policies)
{
	const CompiledFilter *global = &policies->compiled[PLAN_GLOBAL].filter;

	in_force = policy_image_make(policies, NULL);
	in_force->generation = 1;
	process_table_note_generation(in_force->generation);
	/* Of every process, whatever a reload brings. */
	global_filter = *global;
	keep_program(&global_filter.instructions, global->length);
	keep_program(&global_filter.quiet_instructions, global->quiet_length);
	keep_expected(&global_filter.own);
	keep_expected(&global_filter.stack);
	global_filter.conditions = MemoryContextStrdup(TopMemoryContext, global->conditions);
	global_filter.remedies = MemoryContextStrdup(TopMemoryContext, global->remedies);
	followed = PgReloadTime;
}

/* Forgets the policies that no process carries any more. */
static void
forget_older(void)
{
	for (Policies *newer = in_force; newer->older != NULL;)
	{
		Policies   *older = newer->older;

		if (process_table_uses(older->generation))
			newer = older;
		else
		{
			newer->older = older->older;
			MemoryContextDelete(older->context);
		}
	}
}

/*
 * Notes when policies are replaced, and lets no process begin within the same tick: so the start of a process says which policies it began
 * under, whatever it writes down itself. A tick is 10 ms.
 */
static void
note_replaced(Policies *policies)
{
	policies->replaced = Max(kernel_ticks_now(), 1);
	for (int i = 0; i < 100 && kernel_ticks_now() == policies->replaced; i++)
		pg_usleep(1000);
}

static void
put_in_force(Policies *built)
{
	Policies   *image = policy_image_make(built, &global_filter.own);

	image->generation = in_force->generation + 1;
	image->older = in_force;
	note_replaced(in_force);
	in_force = image;
	process_table_note_generation(in_force->generation);
	forget_older();
	ereport(LOG,
			(errmsg("pgseccomp: new session policies are in force (policies: %d, roles in pgseccomp.session_roles: %d)",
					plan_policies(&image->plan) - 1, plan_roles(&image->plan))));
}

/* CORE_FAILED where it should be tried again. */
static CoreStatus
follow_reload(void)
{
	BuildRules	rules = {.before = in_force, .level = LOG, .remark = LOG, .warning = WARNING};
	Settings	settings = settings_in_force();
	const char *refused = settings_refused_by_reload();
	CoreStatus	status = CORE_REJECTED;
	Policies   *built = NULL;

	settings_files_find();
	if (!settings_files_add_unknown(&settings))
		status = CORE_FAILED;
	else if (refused == NULL)
		built = policy_build(&settings, &rules, &status);
	if (built != NULL && plan_changes(&built->plan) > 0)
		put_in_force(built);
	else if (status == CORE_REJECTED)
		ereport(LOG,
				(errmsg("pgseccomp: the reload has changed no policy"),
				 refused == NULL ? 0 : errdetail("The value of parameter \"%s\" was refused.", refused),
				 errhint("The session policies from before stay in force until a reload of a configuration without mistakes.")));
	return status;
}

/* The same, in memory of its own, and without an error. */
static CoreStatus
follow_reload_safely(void)
{
	MemoryContext before = CurrentMemoryContext;
	volatile MemoryContext context = NULL;
	volatile CoreStatus status = CORE_FAILED;
	static int	failures = 0;

	PG_TRY();
	{
		if (fault_injected("reload-fails-twice") && failures++ < 2)
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		context = AllocSetContextCreate(TopMemoryContext, "pgseccomp reload", ALLOCSET_DEFAULT_SIZES);
		MemoryContextSwitchTo(context);
		status = follow_reload();
	}
	PG_CATCH();
	{
		/* An error here, out of memory for one, would end the postmaster. */
		MemoryContextSwitchTo(before);
		EmitErrorReport();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	if (context != NULL)
		free_memory_return(context);
	return status;
}

static void
try_again_later(void)
{
	next_delay = pending == PgReloadTime ? Min(2 * next_delay, LONGEST_DELAY_MS) : FIRST_DELAY_MS;
	pending = PgReloadTime;
	next_attempt = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), next_delay);
	ereport(LOG,
			(errmsg("pgseccomp: the reload has changed no policy yet"),
			 errdetail_plural("The session policies from before are in force. The new ones will be tried again in %d second, when a process begins.",
							  "The session policies from before are in force. The new ones will be tried again in %d seconds, when a process begins.",
							  (unsigned long) next_delay / 1000, next_delay / 1000)));
}

void
policies_follow_reload(void)
{
	if (followed == PgReloadTime || (pending == PgReloadTime && GetCurrentTimestamp() < next_attempt))
		return;
	if (follow_reload_safely() == CORE_FAILED)
		try_again_later();
	else
		followed = PgReloadTime;
}

const Policies *
policies_in_force(void)
{
	return in_force;
}

const Policies *
policies_of_generation(uint64 generation)
{
	const Policies *policies = in_force;

	while (policies != NULL && policies->generation != generation)
		policies = policies->older;
	return policies;
}

const CompiledFilter *
policies_global_filter(void)
{
	return &global_filter;
}

EncodedSettings
policies_global_settings(void)
{
	return plan_settings(&in_force->plan, PLAN_GLOBAL);
}
