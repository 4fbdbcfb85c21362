/*
 * parallel.c: what is made of the leader's record in a parallel worker.
 *
 * The record says which of the postmaster's policies the leader carries; the programs are this process's own, inherited. It may
 * have been forged, by native code in any process that shares the memory, so it can select, and it can tighten:
 *
 * - What selects nothing that exists is FATAL.
 * - A policy that is less strict than the sessions' counts only if it belongs to the role that this worker acts for; in every other case the
 *   sessions' policy is loaded too. PostgreSQL looks up the role after it has loaded the library of the worker's entry point, so there are two moments: the
 *   record is followed before any library, and a role's policy gets the sessions' one on top as soon as it is known that
 *   the worker does not act for that role.
 * - The policy of a database only takes away. PostgreSQL knows the database of this worker as late as its role: then the right one must be there.
 * - Policies that were replaced before the leader began are not the leader's: the kernel says when that was.
 * - A client's filter is a program from shared memory: it is copied, proved, and loaded on top, where it can only take away.
 */
#include "process/parallel.h"

#include <string.h>

#include "access/parallel.h"
#include "miscadmin.h"

#include "process/loaded_filters.h"
#include "denial/denial_report.h"
#include "kernel/fault.h"
#include "kernel/kernel.h"
#include "kernel/proc_status.h"
#include "process/role_policy.h"
#include "process/session.h"
#include "verify/verify.h"
#include "verify/walk.h"

bool
parallel_is_worker(const BackgroundWorker *worker)
{
	return strcmp(worker->bgw_library_name, "postgres") == 0 && strcmp(worker->bgw_function_name, "ParallelWorkerMain") == 0;
}

static void
refuse(const char *detail)
{
	ereport(FATAL,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("pgseccomp does not know which filters the leader of this parallel worker carries"),
			 errdetail("%s", detail)));
}

/* Whether a leader has begun after policies were replaced. Where /proc does not show it (hidepid), that cannot be known. */
static bool
began_later(int leader, const Policies *whole)
{
	uint64		start;

	return whole->replaced != 0 && kernel_start_of(leader, &start) && start > whole->replaced;
}

/* Whether these policies together answer a number at least as strictly as the sessions' policy, whatever the arguments are. */
static bool
is_as_strict(const CarriedPolicy *policies, int count, const ExpectedActions *session, int number)
{
	FilterAction mildest = ACTION_ALLOW;

	for (int i = 0; i < count; i++)
		mildest = Max(mildest, expected_mildest(&policies[i].policy->filter.stack, number));
	return mildest >= expected_strictest(session, number);
}

/* Whether one of these policies has the sessions' domain. Which of two others allows less is not looked at. */
static bool
has_domain(const CarriedPolicy *policies, int count, const Domain *session)
{
	bool		found = domain_is_none(session);

	for (int i = 0; i < count && !found; i++)
		found = domain_is_same(&policies[i].policy->domain, session);
	return found;
}

static bool
is_as_strict_as_session(const CarriedPolicy *policies, int count, const ExpectedActions *session)
{
	FilterAction foreign = ACTION_ALLOW;

	for (int i = 0; i < count; i++)
	{
		if (expected_are_equal(&policies[i].policy->filter.stack, session))
			return true;
	}
	for (int i = 0; i < count; i++)
		foreign = Max(foreign, expected_foreign(&policies[i].policy->filter.stack).action);
	/* The last one stands for all numbers that have no answer of their own. */
	for (int number = 0; number <= EXPECTED_NUMBERS; number++)
	{
		if (!is_as_strict(policies, count, session, number))
			return false;
	}
	return foreign >= expected_foreign(session).action;
}

/* Whether this worker's role has the policy that is carried. As of now: who is no member any more has the sessions' in addition. */
static bool
acts_for(const Policies *whole, const Carried *carried)
{
	Carried		right = loaded_filters_nothing(whole);

	role_policy_find(whole, GetSessionUserId(), &right);
	return right.has_role && right.is_of_members == carried->is_of_members && strcmp(right.role, carried->role) == 0;
}

/* Adds the sessions' policy where the record alone is not enough. A role's may be less strict. */
static void
keep_floor(const Policies *whole, Carried *carried, bool is_of_role)
{
	CarriedPolicy policies[MOST_CARRIED];
	int			count = loaded_filters_policies(whole, carried, policies);

	if (!is_of_role &&
		(!is_as_strict_as_session(policies, count, &policies_of_sessions(whole)->filter.stack) ||
		 !has_domain(policies, count, &policies_of_sessions(whole)->domain)))
		carried->session = true;
}

static void
load_client(const CarriedClient *client)
{
	const CompiledFilter *below[WALK_MOST_PROGRAMS - 1];
	int			count = session_filters(below);
	CompiledFilter filter = {.length = client->length, .own = client->own, .stack = client->stack};

	if (client->length <= 0 || client->length > LONGEST_CLIENT_PROGRAM)
		refuse("The length of its client filter is wrong.");
	filter.instructions = palloc(sizeof(struct sock_filter) * (size_t) client->length);
	memcpy(filter.instructions, client->instructions, sizeof(struct sock_filter) * (size_t) client->length);
	if (verify_filter(&filter, below, count) != NULL)
		refuse("Its client filter does not pass its proof.");
	process_table_set_client(&filter);
	denial_report_expect(&filter, SOURCE_CLIENT, NULL);
	kernel_load_filter(&filter, "client");
}

/* The leader's record. False if there is none. Tests forge it here. */
static bool
read_record(const BackgroundWorker *worker, Carried *carried, CarriedClient *client, bool *has_client)
{
	bool		found = process_table_get(worker->bgw_notify_pid, carried, client, has_client) &&
		!process_table_has_ended(worker->bgw_notify_pid);

	if (fault_injected("record-missing"))
		found = false;
	if (fault_injected("record-unknown"))
		carried->generation += 1000;
	if (fault_injected("record-older") && carried->generation > 1)
		carried->generation--;
	if (fault_injected("record-empty"))
		carried->session = carried->has_role = false;
	if (fault_injected("record-members"))
	{
		carried->session = false;
		carried->has_role = carried->is_of_members = true;
		strlcpy(carried->role, "loose", sizeof(carried->role));
	}
	if (fault_injected("record-no-database"))
		carried->has_database = false;
	if (fault_injected("record-other-database"))
	{
		carried->has_database = true;
		strlcpy(carried->database, "other", sizeof(carried->database));
	}
	if (fault_injected("record-no-type"))
		carried->type = TYPE_CHECKPOINTER;
	if (fault_injected("record-client-length") || fault_injected("record-client"))
	{
		*has_client = true;
		client->length = fault_injected("record-client") ? 1 : LONGEST_CLIENT_PROGRAM + 1;
	}
	if (fault_injected("record-loose-role") || fault_injected("record-no-role"))
	{
		carried->session = false;
		carried->has_role = true;
		strlcpy(carried->role, fault_injected("record-no-role") ? "nobody" : "loose", sizeof(carried->role));
	}
	if (fault_injected("record-loose-type"))
	{
		carried->session = carried->has_role = false;
		carried->type = TYPE_BACKGROUND_WORKER;
	}
	return found;
}

void
parallel_load(const BackgroundWorker *worker)
{
	CarriedClient *client = palloc0(sizeof(CarriedClient));
	const Policies *whole;
	Carried		carried;
	bool		has_client;

	if (!read_record(worker, &carried, client, &has_client))
		refuse("It has written down nothing.");
	whole = policies_of_generation(carried.generation);
	if (whole == NULL || !loaded_filters_exist(whole, &carried))
		refuse("What it has written down is no policy of this server.");
	if (began_later(worker->bgw_notify_pid, whole))
		refuse("What it has written down was replaced before it began.");
	carried.filters = 0;
	keep_floor(whole, &carried, carried.has_role);
	loaded_filters_load(whole, &carried);
	if (has_client)
		load_client(client);
	pfree(client);
}

void
parallel_keep_floor(void)
{
	Carried		carried = *loaded_filters_own();
	const Policies *whole = policies_of_generation(carried.generation);

	/* All others have had their floor since parallel_load. */
	if (!carried.has_role || carried.session || acts_for(whole, &carried))
		return;
	keep_floor(whole, &carried, false);
	if (carried.session)
		loaded_filters_load(whole, &carried);
}
