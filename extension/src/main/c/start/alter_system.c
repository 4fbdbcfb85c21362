/*
 * alter_system.c: refuses with ALTER SYSTEM what the next start of the server would refuse.
 *
 * A value that can be read by itself may still make a policy that no server can have. ALTER SYSTEM would write it, each reload after that
 * would be refused with a line in the log only, and the next start would fail. So the whole policy is judged as the next start would find
 * it: what the configuration files say now (pg_file_settings), with this change, and under what was given on the command line. Some settings of
 * PostgreSQL decide what a server needs (logging_collector for one, server_facts.c): they are judged in the same way.
 *
 * If the files have a mistake without the change, the change is taken with a warning: it may be the first step of the way out. Where
 * pgseccomp.enabled would be off, nothing is judged, as at a start.
 *
 * Settings of roles and process types are placeholders to PostgreSQL. Up to 16 it takes them with ALTER SYSTEM only if a file has them
 * already; they are made known first (compat.h).
 */
#include "postgres.h"

#include "start/alter_system.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

#include "kernel/compat.h"
#include "policy/policy_build.h"
#include "start/next_start.h"
#include "start/server_facts.h"
#include "start/settings.h"

static bool
concerns_us(const VariableSetStmt *change)
{
	return next_start_removes_all(change) ||
		(change->name != NULL && (settings_look_like_ours(change->name) || server_facts_depend_on(change->name)));
}

/* Whether the user may do it at all; PostgreSQL says so if not. */
static bool
may_change(const VariableSetStmt *change)
{
	if (superuser())
		return true;
#if PG_VERSION_NUM >= 150000
	return !next_start_removes_all(change) && pg_parameter_aclcheck(change->name, GetUserId(), ACL_ALTER_SYSTEM) == ACLCHECK_OK;
#else
	return false;
#endif
}

/* NULL, or what is wrong with the next start. What is only to be warned of is raised at a level. */
static ErrorData *
problem_of(const VariableSetStmt *change, int warning)
{
	NextStart	next = {.change = change};
	Settings	settings = next_start_settings(&next);
	MemoryContext before = CurrentMemoryContext;
	ErrorData  *volatile problem = NULL;
	BuildRules	rules = {.level = ERROR, .remark = warning, .warning = warning};
	CoreStatus	status;
	bool		said_so;

	PG_TRY();
	{
		server_facts_suppose(next_start_value, &next);
		if (settings_enabled_as_written(&settings, ERROR, &said_so))
			(void) policy_build(&settings, &rules, &status);
	}
	PG_CATCH();
	{
		server_facts_as_they_are();
		MemoryContextSwitchTo(before);
		problem = CopyErrorData();
		FlushErrorState();
		/* Not a mistake in the settings; what could not be judged is not written. */
		if (problem->sqlerrcode == ERRCODE_QUERY_CANCELED || problem->sqlerrcode == ERRCODE_ADMIN_SHUTDOWN ||
			problem->sqlerrcode == ERRCODE_INTERNAL_ERROR)
			ReThrowError(problem);
	}
	PG_END_TRY();
	server_facts_as_they_are();
	return problem;
}

static void
judge(const VariableSetStmt *change)
{
	ErrorData  *problem;

	PushActiveSnapshot(GetTransactionSnapshot());
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	next_start_read_files();
	problem = problem_of(change, WARNING);
	if (problem != NULL)
	{
		if (problem_of(NULL, DEBUG5) == NULL)
			ReThrowError(problem);
		ereport(WARNING,
				(errmsg("the configuration files have a pgseccomp policy that the server would not start with"),
				 errdetail("With this change: %s", problem->message),
				 problem->hint == NULL ? 0 : errhint("%s", problem->hint)));
	}
	SPI_finish();
	PopActiveSnapshot();
}

void
alter_system_judge(const VariableSetStmt *change)
{
	if (!concerns_us(change) || !may_change(change))
		return;
	judge(change);
	if (change->kind == VAR_SET_VALUE && settings_look_like_ours(change->name))
		compat_know_placeholder(change->name);
}
