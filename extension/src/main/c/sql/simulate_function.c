/*
 * simulate_function.c: the SQL function seccomp_simulate(), which says what a configuration would make of calls that were recorded: denials and warnings, and
 * what was observed while the server learnt.
 *
 * It may take more memory than a session has for the core: so it is asked in a process of its own, and here only where filters deny that.
 */
#include "start/exports.h"

#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "bridge/core_call.h"
#include "policy/plan.h"
#include "sql/denials_function.h"
#include "sql/learn_functions.h"
#include "sql/proposed.h"
#include "sql/srf.h"
#include "start/report.h"

/* The columns of the reply (srf.h). */
#define CALLS "tnnnttmnlttnn"

PG_FUNCTION_INFO_V1(seccomp_simulate);

/* A line that cannot be read is none. */
static void
require_readable(const Proposed *proposed)
{
	for (int row = 0; row < boundary_rows(&proposed->read, PROPOSED_WRONG); row++)
	{
		if (strcmp(boundary_text(&proposed->read, PROPOSED_WRONG, row, REMARK_SEVERITY), "error") == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("line %d of the configuration cannot be read", boundary_integer(&proposed->read, PROPOSED_WRONG, row, PROPOSED_LINE)),
					 errdetail("%s", boundary_text(&proposed->read, PROPOSED_WRONG, row, REMARK_MESSAGE)),
					 errhint("seccomp_check() shows all that is wrong with a configuration.")));
	}
}

/* Of the roles whose members have settings, which roles are members. After it, the rows of SPI are others. */
static EncodedSettings
members_of_groups(const Tables *plan)
{
	EncodedSettings members;

	boundary_begin_settings(&members);
	if (plan_groups(plan) == 0)
		return members;
	if (SPI_execute("SELECT rolname FROM pg_catalog.pg_roles", true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_roles");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		char	   *name = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		Oid			role = get_role_oid(name, true);

		for (int row = 0; OidIsValid(role) && row < plan_groups(plan); row++)
		{
			Oid			group = get_role_oid(plan_group_name(plan, row), true);

			if (OidIsValid(group) && is_member_of_role_nosuper(role, group))
				boundary_add_setting(&members, name, plan_group_name(plan, row));
		}
	}
	return members;
}

static Tables
make_plan(const EncodedSettings *settings)
{
	CoreCall	call = {0};
	Tables		plan;

	boundary_request_plan(&call.request, settings, (Reply) {NULL, 0});
	learn_functions_ask(&call);
	if (plan_open(call.reply, &plan) == CORE_REJECTED)
		report_problems(&plan, ERROR, WARNING, WARNING, NULL, NULL);
	return plan;
}

static void
simulate(FunctionCallInfo fcinfo, Tuplestorestate *rows, TupleDesc columns)
{
	Proposed	proposed;
	EncodedSettings settings;
	EncodedSettings members;
	EncodedSettings denials;
	StringInfoData observed;
	CoreCall	call = {0};
	Tables		plan;
	Tables		tables;

	proposed_read(&proposed, PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0));
	require_readable(&proposed);
	settings = settings_encoded(&proposed.settings);
	plan = make_plan(&settings);
	members = members_of_groups(&plan);
	boundary_begin_settings(&denials);
	if (settings_enabled && !settings_learn)
		denials_add_all(&denials);
	learn_functions_text(&observed);
	boundary_request_simulation(&call.request, &settings, &members, &denials, &observed);
	learn_functions_ask_large(&call);
	tables = srf_open(call.reply, CALLS);
	report_problems(&tables, ERROR, WARNING, WARNING, NULL, NULL);
	srf_put_table(rows, columns, &tables, CALLS);
}

Datum
seccomp_simulate(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	PG_TRY();
	{
		simulate(fcinfo, rows, columns);
	}
	PG_FINALLY();
	{
		proposed_forget();
	}
	PG_END_TRY();
	SPI_finish();
	return (Datum) 0;
}
