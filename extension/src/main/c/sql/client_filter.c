/*
 * client_filter.c: the SQL function set_client_filter(), which gives a session a further filter, once and for good.
 *
 * Whatever can fail is done before the filter is loaded: an error leaves the session as it was, and it may try again. Once the
 * filter is in the kernel nothing may fail any more, and nothing takes it away: not ROLLBACK, not DISCARD ALL.
 */
#include "start/exports.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "process/loaded_filters.h"
#include "bridge/core_call.h"
#include "denial/denial_report.h"
#include "kernel/kernel.h"
#include "policy/policies.h"
#include "process/process_table.h"
#include "start/report.h"
#include "process/session.h"
#include "verify/verify.h"
#include "verify/walk.h"

PG_FUNCTION_INFO_V1(set_client_filter);
PG_FUNCTION_INFO_V1(pg_set_client_filter);

/* Settings of sessions, and those arguments that are not NULL. */
static void
add_arguments(EncodedSettings *settings, FunctionCallInfo fcinfo)
{
	static const char *const names[] = {"default_action", "allow_list", "log_list", "error_list", "kill_list", "terminate_list",
	"warn_list"};

	for (int i = 0; i < PG_NARGS() && i < (int) lengthof(names); i++)
	{
		if (!PG_ARGISNULL(i))
			boundary_add_setting(settings, names[i], text_to_cstring(PG_GETARG_TEXT_PP(i)));
	}
}

/*
 * Compiles and proves, on top of the filters that the session has. ERROR for what is wrong with the arguments. Answers the reply, for
 * what is to be warned of.
 */
static Tables
compile(const EncodedSettings *settings, const SessionPolicy *policy, CompiledFilter *filter)
{
	const CompiledFilter *below[WALK_MOST_PROGRAMS - 1] = {policies_global_filter(), &policy->filter};
	int			count = settings_learn ? 2 : session_filters(below);
	EncodedSettings asked;
	CoreCall	call = {0};
	Tables		tables;
	char	   *problem = NULL;

	boundary_copy_settings(&asked, settings);
	boundary_add_fact(&asked, "whose", "the client filter of this session");
	boundary_request(&call.request, CORE_COMPILE, LEVEL_CLIENT, &asked, NULL);
	if (!core_calls(&call, 1, &problem))
		report_failure(ERROR, problem);
	if (boundary_read_compiled(call.reply, filter, &tables) != CORE_ACCEPTED)
		report_problems(&tables, ERROR, WARNING, WARNING, NULL, NULL);
	if (filter->length == 0)
		report_failure(ERROR, "The program has 0 instructions.");
	if (filter->length > LONGEST_CLIENT_PROGRAM || filter->own.word_count > LONGEST_CLIENT_EXPECTED ||
		filter->stack.word_count > LONGEST_CLIENT_EXPECTED)
		report_failure(ERROR, psprintf("The program has %d instructions.", filter->length));
	problem = verify_filter(filter, below, count);
	if (problem != NULL)
		report_failure(ERROR, problem);
	return tables;
}

/* For as long as the session lives. */
static EncodedSettings *
keep(const EncodedSettings *settings)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
	EncodedSettings *kept = palloc(sizeof(EncodedSettings));

	boundary_copy_settings(kept, settings);
	MemoryContextSwitchTo(before);
	return kept;
}

Datum
set_client_filter(PG_FUNCTION_ARGS)
{
	const Policies *policies = policies_in_force();
	const SessionPolicy *policy = session_policy();
	CompiledFilter filter;
	EncodedSettings settings;
	EncodedSettings *kept;
	Tables		tables;
	text	   *answer;

	session_require_enabled();
	if (settings_learn)
		policy = policies_of_sessions(policies);
	else
		policies = policies_of_generation(loaded_filters_own()->generation);
	if (policy == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a client filter can be set in a client's session only")));
	if (session_has_client_filter())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("this session has a client filter already"),
				 errdetail("A filter cannot be changed or taken away once it is loaded.")));

	settings = policies_settings(policies, policy);
	session_add_database(&settings);
	add_arguments(&settings, fcinfo);
	tables = compile(&settings, policy, &filter);
	if (settings_learn)
	{
		/* All was done but for the filter, so that the calls which it takes are seen. */
		kernel_try_filter();
		PG_RETURN_TEXT_P(cstring_to_text("learning"));
	}
	kept = keep(&settings);
	answer = cstring_to_text("OK");
	report_problems(&tables, ERROR, WARNING, WARNING, NULL, NULL);
	process_table_set_client(&filter);
	denial_report_expect(&filter, SOURCE_CLIENT, NULL);
	kernel_load_filter(&filter, "client");
	session_add_client_filter(kept);
	PG_RETURN_TEXT_P(answer);
}

/* The name that the function has in the library of the original, for databases whose extension is not updated yet. */
Datum
pg_set_client_filter(PG_FUNCTION_ARGS)
{
	return set_client_filter(fcinfo);
}
