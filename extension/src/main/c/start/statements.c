/*
 * statements.c: the hook for statements that are no queries: what is looked at before PostgreSQL executes one.
 */
#include "postgres.h"

#include "start/statements.h"

#include "nodes/parsenodes.h"
#include "tcop/utility.h"

#include "process/dropped_files.h"
#include "start/alter_system.h"

static ProcessUtility_hook_type previous_hook = NULL;

static bool
ends_prepared_transaction(const Node *statement)
{
	return IsA(statement, TransactionStmt) &&
		(((const TransactionStmt *) statement)->kind == TRANS_STMT_COMMIT_PREPARED ||
		 ((const TransactionStmt *) statement)->kind == TRANS_STMT_ROLLBACK_PREPARED);
}

static void
on_utility(PlannedStmt *statement, const char *query, bool is_read_only, ProcessUtilityContext context, ParamListInfo parameters,
		   QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
	if (IsA(statement->utilityStmt, AlterSystemStmt))
		alter_system_judge(((AlterSystemStmt *) statement->utilityStmt)->setstmt);
	else if (ends_prepared_transaction(statement->utilityStmt))
		dropped_files_check_prepared();
	else if (IsA(statement->utilityStmt, DropdbStmt))
		dropped_files_check_database(((const DropdbStmt *) statement->utilityStmt)->dbname);
	if (previous_hook != NULL)
		previous_hook(statement, query, is_read_only, context, parameters, environment, receiver, completion);
	else
		standard_ProcessUtility(statement, query, is_read_only, context, parameters, environment, receiver, completion);
}

void
statements_prepare(void)
{
	previous_hook = ProcessUtility_hook;
	ProcessUtility_hook = on_utility;
}
