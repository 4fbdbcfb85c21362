/*
 * processes_function.c: the SQL function seccomp_processes(), one row for each process of the server.
 *
 * What a process should carry stands in the table of processes; what it does carry, the kernel says. A process is found in
 * PostgreSQL's own table of backends, or among the children of the postmaster: the logger, and whatever is only starting, are
 * only there. Where /proc does not show a process (hidepid), what the kernel knows of it is NULL, and so is the verdict.
 */
#include "start/exports.h"

#include <errno.h>
#include <signal.h>

#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/procarray.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"

#include "sql/processes_function.h"

#include "process/loaded_filters.h"
#include "kernel/compat.h"
#include "kernel/proc_status.h"
#include "sql/srf.h"
#include "process/outdated.h"
#include "process/session.h"
#include "start/settings.h"
#include "process/workers.h"

#define COLUMNS 14

/* How often one call of the function looks again, after 10 ms, at what does not agree: a process may just begin or end. */
#define MOST_WAITS 10

PG_FUNCTION_INFO_V1(seccomp_processes);

/* Whether the kernel and the table of processes say the same of one. */
typedef enum Agreement
{
	AGREES,
	AGREES_NOT,
	AGREES_UNKNOWN,
} Agreement;

/* What the table of processes has. */
typedef struct Recorded
{
	Carried		carried;
	bool		has_client;
	bool		is_written;
} Recorded;

typedef struct Process
{
	int			pid;
	const PgBackendStatus *status;	/* NULL: not in PostgreSQL's table */
} Process;

typedef struct Processes
{
	Process    *all;
	int			count;
	int			room;
} Processes;

static void
add(Processes *processes, int pid, const PgBackendStatus *status)
{
	for (int i = 0; i < processes->count; i++)
	{
		if (processes->all[i].pid == pid)
			return;
	}
	if (processes->count == processes->room)
	{
		processes->room *= 2;
		processes->all = repalloc(processes->all, sizeof(Process) * (size_t) processes->room);
	}
	processes->all[processes->count++] = (Process) {pid, status};
}

/* The children of the postmaster, as far as the kernel tells them (CONFIG_PROC_CHILDREN). */
static void
add_children(Processes *processes)
{
	char		file[64];
	char	   *text = palloc(65536);
	char	   *next = text;
	int			pid;

	snprintf(file, sizeof(file), "task/%d/children", PostmasterPid);
	if (kernel_read_proc(PostmasterPid, file, text, 65536) <= 0)
		return;
	while ((pid = (int) strtol(next, &next, 10)) > 0)
		add(processes, pid, NULL);
}

static Processes
all_processes(void)
{
	Processes	processes = {palloc(sizeof(Process) * 64), 0, 64};

	add(&processes, PostmasterPid, NULL);
	for (int i = 1; i <= pgstat_fetch_stat_numbackends(); i++)
	{
		LocalPgBackendStatus *local = compat_backend_status(i);

		if (local != NULL && local->backendStatus.st_procpid > 0)
			add(&processes, local->backendStatus.st_procpid, &local->backendStatus);
	}
	add_children(&processes);
	return processes;
}

/* The type as pg_stat_activity has it; NULL for what is only starting. */
static const char *
type_of(const Process *process)
{
	char		title[256];
	const char *worker;

	if (process->pid == PostmasterPid)
		return "postmaster";
	/* A worker that connects to no database has no entry in the table of backends. */
	worker = GetBackgroundWorkerTypeByPid(process->pid);
	if (worker != NULL)
		return worker;
	if (process->status != NULL)
		return GetBackendTypeDesc(process->status->st_backendType);
	if (kernel_read_proc(process->pid, "cmdline", title, sizeof(title)) > 0 && strstr(title, "logger") != NULL)
		return "logger";
	return NULL;
}

/* Whether a process that has written down nothing is one that should have: a session, or a worker that can run users' code, which has not ended. */
static bool
should_carry(const Process *process)
{
	const char *type = type_of(process);

	return process->status != NULL && compat_has_started(process->status) &&
		workers_must_carry(process->status->st_backendType) &&
		(type == NULL || strcmp(type, "logical replication launcher") != 0) &&
		BackendPidGetProc(process->pid) != NULL;
}

/* What the kernel says. False if it does not. */
static bool
set_kernel(Datum *values, bool *nulls, const KernelStatus *status)
{
	if (status->filters != UNKNOWN_STATUS)
	{
		values[5] = Int32GetDatum(status->filters);
		nulls[5] = false;
	}
	if (status->no_new_privs != UNKNOWN_STATUS)
	{
		values[6] = BoolGetDatum(status->no_new_privs == 1);
		nulls[6] = false;
	}
	srf_set_text(values, nulls, 7, status->speculation[0] == '\0' ? NULL : status->speculation);
	return status->filters != UNKNOWN_STATUS && status->no_new_privs != UNKNOWN_STATUS && kernel_postmaster_filters() != UNKNOWN_STATUS;
}

/* Whether the kernel says what the table says. */
static Agreement
agreement_of(const Process *process, const Recorded *recorded, const KernelStatus *status)
{
	int			expected = kernel_postmaster_filters() + (recorded->is_written ? recorded->carried.filters + recorded->has_client : 0);

	if (!recorded->is_written && should_carry(process))
		return AGREES_NOT;
	/* Of a process that has ended, or nearly, another one may have the row already; its filters stay. */
	if (!recorded->is_written && status->filters > expected && status->mode == 2 && status->no_new_privs == 1)
		return AGREES_UNKNOWN;
	return status->mode == 2 && status->no_new_privs == 1 && status->filters == expected ? AGREES : AGREES_NOT;
}

static void
put_process(Tuplestorestate *rows, TupleDesc columns, const Process *process, int *patience)
{
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS];
	Recorded	recorded;
	KernelStatus status;
	bool		is_isolated;
	bool		is_shown;
	Agreement	agreement;

	memset(nulls, true, sizeof(nulls));
	values[0] = Int32GetDatum(process->pid);
	nulls[0] = false;
	srf_set_text(values, nulls, 1, type_of(process));
	if (process->status != NULL && OidIsValid(process->status->st_userid))
		srf_set_text(values, nulls, 2, GetUserNameFromId(process->status->st_userid, true));
	if (process->status != NULL && OidIsValid(process->status->st_databaseid))
		srf_set_text(values, nulls, 3, get_database_name(process->status->st_databaseid));
	for (;;)
	{
		recorded = (Recorded) {0};
		recorded.is_written = process_table_get(process->pid, &recorded.carried, NULL, &recorded.has_client);
		is_shown = kernel_status_of(process->pid, &status) && set_kernel(values, nulls, &status);
		if (is_shown)
			agreement = agreement_of(process, &recorded, &status);
		else
			agreement = !recorded.is_written && should_carry(process) ? AGREES_NOT : AGREES_UNKNOWN;
		/* A process that begins or ends is not in both at the same moment: what remains is a disagreement. */
		if (agreement == AGREES || *patience == 0)
			break;
		*patience -= 1;
		pg_usleep(10000);
	}
	/* What has ended since it was found, and the postmaster has seen the end of, is no process of the server any more. */
	if (!is_shown && kill(process->pid, 0) < 0 && errno == ESRCH)
		return;
	srf_set_text(values, nulls, 4,
				 recorded.is_written ? loaded_filters_described(&recorded.carried, recorded.has_client) : settings_learn ? "learning" : "global");
	values[8] = BoolGetDatum(agreement == AGREES);
	nulls[8] = agreement == AGREES_UNKNOWN || settings_learn;
	/* The postmaster is in no domain. */
	nulls[9] = !process_table_is_isolated(process->pid, &is_isolated) && process->pid != PostmasterPid;
	values[9] = BoolGetDatum(is_isolated);
	if (recorded.is_written)
	{
		values[10] = Int64GetDatum((int64) recorded.carried.generation);
		values[11] = BoolGetDatum(outdated_is(&recorded.carried, process->status));
		values[12] = BoolGetDatum(recorded.carried.has_paths);
		values[13] = BoolGetDatum(recorded.carried.has_ports);
		nulls[10] = nulls[11] = nulls[12] = nulls[13] = false;
	}
	tuplestore_putvalues(rows, columns, values, nulls);
}

bool
processes_have_worker(const char *name)
{
	Processes	processes = all_processes();

	for (int i = 0; i < processes.count; i++)
	{
		const char *type = GetBackgroundWorkerTypeByPid(processes.all[i].pid);

		if (type != NULL && strcmp(type, name) == 0)
			return true;
	}
	return false;
}

Datum
seccomp_processes(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows;
	Processes	processes;
	int			patience = MOST_WAITS;

	session_require_enabled();
	rows = srf_begin(fcinfo, &columns);
	processes = all_processes();
	for (int i = 0; i < processes.count; i++)
		put_process(rows, columns, &processes.all[i], &patience);
	return (Datum) 0;
}
