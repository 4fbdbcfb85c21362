/*
 * client_filter.c: the SQL function set_client_filter(), which gives a session a further filter, once and for good.
 *
 * Whatever can fail is done before the filter is loaded: an error leaves the session as it was, and it may try again. Once the
 * filter is in the kernel nothing may fail any more, and nothing takes it away: not ROLLBACK, not DISCARD ALL.
 */
#include "exports.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core_call.h"
#include "denial_report.h"
#include "kernel.h"
#include "policies.h"
#include "policy_warnings.h"
#include "process_table.h"
#include "report.h"
#include "session.h"
#include "verify.h"

PG_FUNCTION_INFO_V1(set_client_filter);
PG_FUNCTION_INFO_V1(pg_set_client_filter);

/* The session's settings, and those arguments that are not NULL. */
static EncodedSettings *
source_of(FunctionCallInfo fcinfo, const SessionPolicy *policy)
{
	static const char *const names[] = {"default_action", "allow_list", "log_list", "error_list", "kill_list", "terminate_list"};
	EncodedSettings *settings = palloc(sizeof(EncodedSettings));

	boundary_copy_settings(settings, &policy->source);
	for (int i = 0; i < PG_NARGS() && i < (int) lengthof(names); i++)
	{
		if (!PG_ARGISNULL(i))
			boundary_add_setting(settings, names[i], text_to_cstring(PG_GETARG_TEXT_PP(i)));
	}
	return settings;
}

/* Compiles and proves, on top of the filters that the session has. ERROR for what is wrong with the arguments. */
static void
compile(const EncodedSettings *settings, const SessionPolicy *policy, CompiledFilter *filter)
{
	const CompiledFilter *below[] = {policies_global_filter(), &policy->filter};
	StringInfoData request;
	Reply		reply;
	Rejection	rejection;
	CoreStatus	status;
	char	   *problem = NULL;

	boundary_request(&request, CORE_COMPILE, LEVEL_CLIENT, settings, NULL);
	(void) report_if_too_long(ERROR, &request);
	if (!core_call(&request, &reply, &problem))
		report_failure(ERROR, problem);
	status = boundary_read_compiled(reply, filter, &rejection, &problem);
	if (status != CORE_ACCEPTED)
		report_refusal(ERROR, status, &rejection, problem, NULL);
	if (filter->length == 0)
		report_failure(ERROR, "The program has 0 instructions.");
	if (filter->length > LONGEST_CLIENT_PROGRAM)
		report_failure(ERROR, psprintf("The program has %d instructions.", filter->length));
	problem = verify_filter(filter, below, lengthof(below));
	if (problem != NULL)
		report_failure(ERROR, problem);
}

Datum
set_client_filter(PG_FUNCTION_ARGS)
{
	const SessionPolicy *policy = session_policy();
	CompiledFilter filter;
	EncodedSettings *settings;
	MemoryContext before;
	text	   *answer;

	session_require_enabled();
	if (settings_learn)
	{
		/* All that is done but for the filter, so that the calls which it takes are seen. */
		policy = policies_in_force()->session;
		compile(source_of(fcinfo, policy), policy, &filter);
		kernel_try_filter();
		PG_RETURN_TEXT_P(cstring_to_text("learning"));
	}
	if (policy == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a client filter can be set in a client's session only")));
	if (session_has_client_filter())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("this session has a client filter already"),
				 errdetail("A filter cannot be changed or taken away once it is loaded.")));

	before = MemoryContextSwitchTo(TopMemoryContext);
	settings = source_of(fcinfo, policy);
	MemoryContextSwitchTo(before);
	answer = cstring_to_text("OK");
	PG_TRY();
	{
		compile(settings, policy, &filter);
	}
	PG_CATCH();
	{
		pfree(settings->bytes.data);
		pfree(settings);
		PG_RE_THROW();
	}
	PG_END_TRY();
	policy_warn(&filter, &policy->filter, "the client filter of this session", WARNING);
	process_table_set_client(&filter);
	denial_report_expect(&filter, SOURCE_CLIENT, NULL);
	kernel_load_filter(&filter, "client");
	session_add_client_filter(settings);
	PG_RETURN_TEXT_P(answer);
}

/* The name that the function has in the library of the original, for databases whose extension is not updated yet. */
Datum
pg_set_client_filter(PG_FUNCTION_ARGS)
{
	return set_client_filter(fcinfo);
}
