/*
 * denial.c: the handler of SIGSYS.
 *
 * Where a filter answers SECCOMP_RET_TRAP, the kernel does not make the call and sends this signal in its place. The handler puts the
 * error into the register in which the call's result is expected, and takes note. To the code that made the call it has
 * failed with EACCES, as if the kernel had refused it.
 *
 * The signal comes in the middle of anything: in malloc, in another handler, while PostgreSQL holds a spinlock, in a critical
 * section. So the handler only writes to memory of its own and to counters (denial_counters.c). It never raises an error: to
 * terminate the session it leaves a mark where PostgreSQL looks when it may be interrupted, as the handler of SIGTERM does (die in
 * postgres.c).
 *
 * A call that a filter only warns of is counted, and made by the handler in the place of the code that it has interrupted: from an
 * address where that filter lets it pass (gate.h), so that all other filters are asked as ever, and with the signals that the code lets
 * through. What it answers is the call's result.
 *
 * It is installed in the postmaster, before the first filter is loaded, and all processes inherit it. The global filter keeps it where it is.
 *
 * What the handler makes of a call can be changed by native code in the process, and is therefore worth nothing against it. But
 * the call has not been made by then.
 */
#include "denial/denial.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "access/parallel.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "utils/memutils.h"

#include "kernel/architecture.h"
#include "kernel/fault.h"
#include "kernel/gate.h"
#include "process/process_table.h"
#include "denial/condition_text.h"
#include "denial/denying_filters.h"
#include "denial/own_denials.h"
#include "denial/syscall_names.h"

/* si_code of a signal that a filter has sent (SYS_SECCOMP in asm-generic/siginfo.h). */
#define SENT_BY_FILTER 1

#if defined(__x86_64__)
static const int argument_registers[DENIAL_ARGUMENTS] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};

#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
#define ARGUMENT(context, i) (context)->uc_mcontext.gregs[argument_registers[i]]
#elif defined(__aarch64__)
#define RESULT(context) (context)->uc_mcontext.regs[0]
#define ARGUMENT(context, i) (context)->uc_mcontext.regs[i]
#else
#error "the handler of denied system calls does not know the registers of this architecture; it knows those of x86_64 and aarch64"
#endif

/* What follows is written by every process; it stands in one place, to be few pages. */
static Oid	role = InvalidOid;
static Oid	database = InvalidOid;

static volatile sig_atomic_t terminated_by = -1;

/*
 * Whether the handler of this thread is at work. With the model of libraries that are loaded at start, as the usual one may
 * allocate memory when it is first looked at.
 */
static __thread volatile sig_atomic_t at_work __attribute__((tls_model("initial-exec"))) = 0;

static int
index_of(int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? number : EXPECTED_NUMBERS;
}

static void
terminate(int number)
{
	if (terminated_by < 0)
		terminated_by = number;
	/* A parallel worker's leader ends with it. */
	if (IsParallelWorker())
		process_table_end(MyBgworkerEntry->bgw_notify_pid, number);
	if (proc_exit_inprogress)
		return;
	InterruptPending = true;
	ProcDiePending = true;
	if (MyLatch != NULL)
		SetLatch(MyLatch);
}

static int
own_process(void)
{
	if (MyBackendType == B_INVALID && !IsUnderPostmaster)
		return PROCESS_POSTMASTER;
	return IsParallelWorker() ? PROCESS_PARALLEL_WORKER : (int) MyBackendType;
}

/* A denial of this process, but for what is shown of the arguments. Answers the strictest action. */
static FilterAction
describe(Denial *denial, int index, const uint64 *arguments)
{
	const CompiledFilter *filter;
	DenialSource source;
	FilterAction action = denying_filters_strictest(index, arguments, &filter, &source);

	memset(denial, 0, sizeof(*denial));
	denial->process = own_process();
	denial->role = role;
	denial->database = database;
	denial->number = index == EXPECTED_NUMBERS ? -1 : index;
	denial->source = source;
	condition_text_copy(filter->conditions, denial->number, denial->conditions);
	return action;
}

static void
count(const Denial *denial, int index, int err, const uint64 *arguments)
{
	bool		is_warning = denial->action == ACTION_WARN;

	denial_counters_add(denial);
	own_denials_add(index, is_warning, denial->source);
	if (!is_warning)
		denial_note(denial->number, err, arguments);
}

/* What becomes of a call, of what the signal says and the strictest action of all filters. */
static FilterAction
action_of(const siginfo_t *info, FilterAction strictest)
{
	/* A filter that was loaded later may have said no more than error. */
	if (info->si_errno == TRAP_TERMINATE || strictest == ACTION_TERMINATE)
		return ACTION_TERMINATE;
	return info->si_errno == TRAP_WARN && strictest <= ACTION_WARN ? ACTION_WARN : ACTION_ERROR;
}

static FilterAction
note(const siginfo_t *info, const uint64 *arguments)
{
	int			index = index_of(info->si_syscall);
	Denial		denial;

	denial.action = action_of(info, describe(&denial, index, arguments));
	/* What is not shown does not get into the memory of other processes either. */
	for (int i = 0; i < DENIAL_ARGUMENTS; i++)
		(void) syscall_argument_shown(index, i, arguments[i], &denial.arguments[i]);
	denial.has_arguments = true;
	count(&denial, index, info->si_errno & TRAP_ERRNO_MASK, arguments);
	if (denial.action == ACTION_TERMINATE)
		terminate(index);
	return denial.action;
}

/* Makes the call. It may wait, and be interrupted: signals come as they would without us. */
static int64
repeat(int number, const uint64 *arguments, const ucontext_t *context)
{
	sigset_t	of_handler;
	int64		result;

	(void) sigprocmask(SIG_SETMASK, &context->uc_sigmask, &of_handler);
	result = gate_call(number, arguments);
	(void) sigprocmask(SIG_SETMASK, &of_handler, NULL);
	return result;
}

/*
 * Takes note of a call, and does what becomes of it. Answers its result. A call that the handler itself makes, to read the clock on a machine that has
 * none for processes, is not noted, or it would come back for ever; nor is one a second time that a filter warns of and another one denies.
 */
static int64
result_of(const siginfo_t *info, const ucontext_t *context)
{
	bool		is_nested = at_work;
	FilterAction action = ACTION_WARN;
	uint64		arguments[DENIAL_ARGUMENTS];
	int64		result = -(info->si_errno & TRAP_ERRNO_MASK);

	for (int i = 0; i < DENIAL_ARGUMENTS; i++)
		arguments[i] = (uint64) ARGUMENT(context, i);
	at_work = true;
	if (!is_nested && fault_injected("denied-in-handler"))
		(void) syscall(info->si_syscall, -1, -1, -1, -1, -1, -1);
	if (!is_nested)
		action = note(info, arguments);
	at_work = is_nested || action != ACTION_WARN;
	if (info->si_errno == TRAP_WARN)
		result = repeat(info->si_syscall, arguments, context);
	at_work = is_nested;
	return result;
}

/*
 * Somebody else's SIGSYS ends the process, as it would have without us. The handler cannot be taken back: the filter keeps it where it
 * is. kill and getpid are calls that every policy must allow.
 */
static void
end_process(void)
{
	(void) kill(getpid(), SIGKILL);
}

static void
handle(int signal, siginfo_t *info, void *argument)
{
	int			saved = errno;
	ucontext_t *context = argument;

	if (info->si_code != SENT_BY_FILTER || info->si_arch != OWN_ARCH)
		end_process();
	else
		RESULT(context) = result_of(info, context);
	errno = saved;
}

/* Nothing interrupts the handler but itself. */
static void
install(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handle;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	sigfillset(&action.sa_mask);
	sigdelset(&action.sa_mask, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) != 0)
		ereport(FATAL, (errmsg("pgseccomp could not install its signal handler: %m")));
}

void
denial_begin(const CompiledFilter *global)
{
	install();
	denying_filters_add(global, SOURCE_GLOBAL);
}

void
denial_begin_process(void)
{
	own_denials_forget();
	denial_forget();
}

void
denial_identify(Oid whose, Oid where)
{
	role = whose;
	database = where;
}

void
denial_infer(int number, bool is_own)
{
	Denial		denial;
	FilterAction action = describe(&denial, index_of(number), NULL);

	denial.action = is_own && action == ACTION_TERMINATE ? ACTION_TERMINATE : ACTION_ERROR;
	count(&denial, index_of(number), denying_filters_error(number), NULL);
	if (denial.action == ACTION_TERMINATE)
		terminate(index_of(number));
}

int
denial_that_terminates(void)
{
	return terminated_by >= 0 ? terminated_by : process_table_ended_by();
}
