/*
 * verify.c: proves compiled programs before they are used.
 *
 * The proof follows the program with sets of calls in place of a single one (walk.c). It begins with all calls; where the program returns, every
 * call of the set must be one that is to get this answer. So nothing is tried, and no call is left out. Where the answer to a number depends on
 * the arguments, its calls are split by what was written down about them first (expected_walk.c), and each part goes through the program, which is
 * to have one answer for all of it.
 *
 * An answer that is the handler's is given only to calls from the C library of the server, unless no program can be executed that
 * would die of it. A warning passes where the handler makes the call (gate.h), and there alone.
 *
 * A filter with such answers, and each filter above it, keeps the handler in its place: rt_sigaction of SIGSYS with a new action succeeds
 * without effect, or an ordinary role could have the kernel kill its process (HandlerGuard.java).
 *
 * Some invariants hold whatever the core says: other ABIs get at least an error, and are killed where any call is, and never come
 * to the handler; neither do the calls that are made where there is none.
 */
#include "verify/verify.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>

#include "kernel/architecture.h"
#include "kernel/gate.h"
#include "verify/expected_walk.h"
#include "verify/libc_range.h"
#include "verify/walk.h"

/* Calls that the C library makes with all signals blocked, or without handlers (UnseenCalls.java), of which all architectures have these. */
static const int never_handled[] = {
	SYS_clone, SYS_clone3, SYS_close, SYS_dup3, SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_fcntl, SYS_getpid, SYS_gettid, SYS_madvise,
	SYS_munmap, SYS_openat, SYS_restart_syscall, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_set_robust_list, SYS_tgkill,
	SYS_wait4, SYS_waitid,
};

/* Calls that the handler cannot make, since the kernel undoes them when it returns (UnrepeatableCalls.java). */
static const int never_counted[] = {SYS_sigaltstack, SYS_pkey_alloc};

/* What is proved, and how far it is. */
typedef struct Proof
{
	Walk		walk;
	const ExpectedActions *expected;
	bool		executes;		/* whether all of the programs together let a process execute a program */
	bool		is_stack;		/* several programs: what one of them warns of another may log */
	bool		keeps_handler;	/* whether an answer of one of them needs the handler */
	ExpectedAnswer answer;		/* that all calls are to get which are followed */
	bool		has_answer;
	char	   *problem;		/* NULL: none up to now */
} Proof;

static bool
is_handled(ExpectedAnswer answer)
{
	return answer.action == ACTION_COUNTED_WARN || answer.action == ACTION_EXPLAINED_ERROR || answer.action == ACTION_TERMINATE;
}

/* Where there is no handler. */
static ExpectedAnswer
unhandled(ExpectedAnswer answer)
{
	return (ExpectedAnswer) {answer.action == ACTION_COUNTED_WARN ? ACTION_WARN : ACTION_ERROR, answer.err};
}

static uint32
verdict_of(ExpectedAnswer answer)
{
	switch (answer.action)
	{
		case ACTION_ALLOW:
			return SECCOMP_RET_ALLOW;
		case ACTION_LOG:
		case ACTION_WARN:
			return SECCOMP_RET_LOG;
		case ACTION_COUNTED_WARN:
			return SECCOMP_RET_TRAP | TRAP_WARN;
		case ACTION_ERROR:
			return SECCOMP_RET_ERRNO | (uint32) answer.err;
		case ACTION_EXPLAINED_ERROR:
			return SECCOMP_RET_TRAP | TRAP_ERROR | (uint32) answer.err;
		case ACTION_TERMINATE:
			return SECCOMP_RET_TRAP | TRAP_TERMINATE;
		default:
			return SECCOMP_RET_KILL_PROCESS;
	}
}

/* Requires that an answer has this verdict; number and architecture are an example, for the message. */
static void
require(Proof *proof, uint32 verdict, ExpectedAnswer answer, uint32 number, uint32 arch)
{
	if (verdict == verdict_of(answer) || proof->problem != NULL)
		return;
	proof->problem = psprintf("The program answers 0x%x to system call %u of architecture 0x%x, not 0x%x.", verdict, number, arch,
							  verdict_of(answer));
	proof->walk.stopped = true;
}

/* Whether all words of a set are one value, and whether one of the calls has it. */
static bool
all_are(const CallSet *calls, int word, uint32 value)
{
	return calls->first[word] == value && calls->last[word] == value;
}

static bool
some_are(const CallSet *calls, int word, uint32 value)
{
	CallSet		part = *calls;

	return call_set_keep_range(&part, word, value, value);
}

#ifdef WORDS_BIGENDIAN
#define ADDRESS_LOW WORD_ADDRESS_2
#define ADDRESS_HIGH WORD_ADDRESS
#else
#define ADDRESS_LOW WORD_ADDRESS
#define ADDRESS_HIGH WORD_ADDRESS_2
#endif

/* Requires that own calls with an answer have this verdict, wherever they are made but at the gate. */
static void
require_own_elsewhere(Proof *proof, const CallSet *calls, uint32 verdict, ExpectedAnswer answer, uint32 number)
{
	const LibraryCode *code = libc_range();
	uint32		high = (uint32) (code->from >> 32);
	uint32		from = (uint32) code->from;
	uint32		last = (uint32) code->to - 1;
	CallSet		inside = *calls;
	bool		all_inside;

	/* Programs cannot be told from the server, or there are none. */
	if (!is_handled(answer) || !proof->executes || code->from == code->to)
	{
		require(proof, verdict, answer, number, OWN_ARCH);
		return;
	}
	all_inside = all_are(calls, ADDRESS_HIGH, high) && calls->first[ADDRESS_LOW] >= from && calls->last[ADDRESS_LOW] <= last;
	if (call_set_keep_range(&inside, ADDRESS_HIGH, high, high) && call_set_keep_range(&inside, ADDRESS_LOW, from, last))
		require(proof, verdict, answer, number, OWN_ARCH);
	if (!all_inside)
		require(proof, verdict, unhandled(answer), number, OWN_ARCH);
}

/* Requires that own calls with an answer have this verdict, wherever they are made. */
static void
require_own(Proof *proof, const CallSet *calls, uint32 verdict, ExpectedAnswer answer, uint32 number)
{
	uint32		low = (uint32) gate_address();
	uint32		high = (uint32) (gate_address() >> 32);
	bool		is_warning = answer.action == ACTION_WARN || answer.action == ACTION_COUNTED_WARN;
	bool		some_at_gate = some_are(calls, ADDRESS_HIGH, high) && some_are(calls, ADDRESS_LOW, low);

	if (is_warning && some_at_gate && !(proof->is_stack && verdict == SECCOMP_RET_LOG))
		require(proof, verdict, (ExpectedAnswer) {ACTION_ALLOW, 0}, number, OWN_ARCH);
	if (!is_warning || !all_are(calls, ADDRESS_HIGH, high) || !all_are(calls, ADDRESS_LOW, low))
		require_own_elsewhere(proof, calls, verdict, answer, number);
}

/* The same for the call that sets handlers: where one is needed, calls that would replace it have no effect and no error. */
static void
require_own_sigaction(Proof *proof, const CallSet *calls, uint32 verdict, ExpectedAnswer answer)
{
	/* The kernel takes the signal as an int. */
	bool		some_sigsys = some_are(calls, call_word_low(0), SIGSYS);
	bool		all_sigsys = all_are(calls, call_word_low(0), SIGSYS);
	bool		some_ask = some_are(calls, call_word_low(1), 0) && some_are(calls, call_word_high(1), 0);
	bool		all_ask = all_are(calls, call_word_low(1), 0) && all_are(calls, call_word_high(1), 0);

	if (proof->keeps_handler && some_sigsys && !all_ask && verdict != SECCOMP_RET_ERRNO && proof->problem == NULL)
	{
		proof->problem = psprintf("The program answers 0x%x to a call that would take the handler of denied calls away.", verdict);
		proof->walk.stopped = true;
	}
	if (!proof->keeps_handler || !all_sigsys || some_ask)
		require_own(proof, calls, verdict, answer, SYS_rt_sigaction);
}

static void
require_number(Proof *proof, const CallSet *calls, uint32 verdict, ExpectedAnswer answer, uint32 number)
{
	if (number == SYS_rt_sigaction)
		require_own_sigaction(proof, calls, verdict, answer);
	else
		require_own(proof, calls, verdict, answer, number);
}

/* All these calls get this verdict: is it what each of them is to get? */
static void
require_expected(Walk *walk, const CallSet *calls, uint32 verdict)
{
	Proof	   *proof = walk->context;
	const ExpectedActions *expected = proof->expected;
	uint64		first = calls->first[WORD_NUMBER];
	uint64		last = calls->last[WORD_NUMBER];

	/* A part of the calls of one number. */
	if (proof->has_answer)
	{
		require_number(proof, calls, verdict, proof->answer, (uint32) first);
		return;
	}
	if (!all_are(calls, WORD_ARCHITECTURE, OWN_ARCH))
		require(proof, verdict, expected_foreign(expected), (uint32) first,
				calls->first[WORD_ARCHITECTURE] != OWN_ARCH ? calls->first[WORD_ARCHITECTURE] : calls->last[WORD_ARCHITECTURE]);
	if (!some_are(calls, WORD_ARCHITECTURE, OWN_ARCH))
		return;
	if (last >= FIRST_FOREIGN_NUMBER)
		require(proof, verdict, expected_foreign(expected), (uint32) last, OWN_ARCH);
	if (first < FIRST_FOREIGN_NUMBER && last >= EXPECTED_NUMBERS)
		require_own(proof, calls, verdict, expected_default(expected), (uint32) Max(first, EXPECTED_NUMBERS));
	for (uint64 number = first; number <= last && number < EXPECTED_NUMBERS; number++)
	{
		ExpectedCursor decision;

		/* What depends on arguments is proved by itself. */
		if (!expected_depends(expected, (int) number, &decision))
			require_number(proof, calls, verdict, expected_plain(expected, (int) number), (uint32) number);
	}
}

/* Takes a set through the programs. */
static void
walk_set(Proof *proof, const CallSet *calls)
{
	CallSet		lost;

	if (proof->problem != NULL || walk_all(&proof->walk, calls, &lost) || proof->problem != NULL)
		return;
	proof->problem = proof->walk.steps > WALK_MOST_STEPS ?
		psprintf("System call %u has conditions on too many different values for a proof of what becomes of each.", lost.first[WORD_NUMBER]) :
		psprintf("The program does not end well for system call %u of architecture 0x%x.", lost.first[WORD_NUMBER],
				 lost.first[WORD_ARCHITECTURE]);
}

static bool
walk_part(void *context, const CallSet *calls, ExpectedAnswer answer)
{
	Proof	   *proof = context;

	proof->answer = answer;
	proof->has_answer = true;
	walk_set(proof, calls);
	proof->has_answer = false;
	return proof->problem == NULL;
}

static void
walk_decisions(Proof *proof)
{
	for (int number = 0; number < EXPECTED_NUMBERS && proof->problem == NULL; number++)
	{
		ExpectedCursor decision;
		CallSet		calls = call_set_all();

		if (!expected_depends(proof->expected, number, &decision))
			continue;
		(void) call_set_keep_range(&calls, WORD_NUMBER, (uint32) number, (uint32) number);
		(void) call_set_keep_range(&calls, WORD_ARCHITECTURE, OWN_ARCH, OWN_ARCH);
		if (!expected_walk(decision, &calls, walk_part, proof) && proof->problem == NULL)
			proof->problem = psprintf("What is expected of system call %d is too much to be proved.", number);
	}
}

/* Whether an answer is the handler's. */
static bool
needs_handler(const ExpectedActions *expected)
{
	bool		found = is_handled(expected_default(expected));

	for (int number = 0; number < EXPECTED_NUMBERS && !found; number++)
		found = expected_may_be_handled(expected, number);
	return found;
}

static char *
check_invariants(const ExpectedActions *expected)
{
	FilterAction foreign = expected_foreign(expected).action;
	bool		kills = expected_default(expected).action == ACTION_KILL;

	/* What came from shared memory may be any number. */
	if (!expected_are_sound(expected))
		return pstrdup("What is expected of the program is not a list of actions.");

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		kills = kills || expected_strictest(expected, number) == ACTION_KILL;
	if (foreign < ACTION_ERROR || (kills && foreign != ACTION_KILL))
		return pstrdup("System calls of another ABI would be treated less strictly than those of this one.");
	if (is_handled(expected_foreign(expected)))
		return pstrdup("System calls of another ABI would be left to the handler, which does not know them.");
	for (size_t i = 0; i < lengthof(never_handled); i++)
	{
		if (expected_may_be_handled(expected, never_handled[i]))
			return psprintf("System call %d would be left to the handler, and is made where there is none.", never_handled[i]);
	}
	for (size_t i = 0; i < lengthof(never_counted); i++)
	{
		if (expected_may_be_counted(expected, never_counted[i]))
			return psprintf("System call %d would be made by the handler, and come to nothing.", never_counted[i]);
	}
	/* The kernel makes it when a stopped process goes on. */
	if (expected_strictest(expected, SYS_restart_syscall) > ACTION_ERROR)
		return pstrdup("A process that goes on after a stop would be killed.");
	return NULL;
}

static char *
prove(Proof *proof)
{
	CallSet		all = call_set_all();

	proof->problem = proof->walk.count == 0 ? pstrdup("There is no program.") : check_invariants(proof->expected);
	proof->walk.end = require_expected;
	proof->walk.context = proof;
	if (proof->problem == NULL)
	{
		walk_set(proof, &all);
		walk_decisions(proof);
	}
	return proof->problem;
}

char *
verify_filter(const CompiledFilter *filter, const CompiledFilter *const *below, int below_count)
{
	bool		executes = expected_mildest(&filter->stack, SYS_execve) < ACTION_ERROR ||
		expected_mildest(&filter->stack, SYS_execveat) < ACTION_ERROR;
	CompiledFilter quiet = {.instructions = filter->quiet_instructions, .length = filter->quiet_length};
	Proof		alone = {.expected = &filter->own, .executes = executes};
	Proof		all = {.expected = &filter->stack, .executes = executes, .is_stack = true};
	bool		keeps_handler;
	char	   *problem;

	if (filter->length < 0 || filter->length > BPF_MAXINSNS || (filter->length == 0 && below_count == 0))
		return psprintf("The program has %d instructions.", filter->length);
	if (quiet.length < 0 || quiet.length > BPF_MAXINSNS || (filter->length == 0 && quiet.length > 0))
		return psprintf("The program of quiet calls has %d instructions.", quiet.length);
	if (below_count < 0 || below_count >= WALK_MOST_PROGRAMS - 1)
		return psprintf("There are %d filters below.", below_count);
	keeps_handler = needs_handler(&filter->own);
	for (int i = 0; i < below_count; i++)
		keeps_handler = keeps_handler || needs_handler(&below[i]->own);
	alone.keeps_handler = all.keeps_handler = keeps_handler;
	/* A denial that is expected is that of another program; both together are what is proved, in the order in which they are loaded. */
	if (quiet.length > 0)
		alone.walk.programs[alone.walk.count++] = all.walk.programs[all.walk.count++] = &quiet;
	alone.walk.programs[alone.walk.count++] = filter;
	problem = filter->length == 0 ? NULL : prove(&alone);
	for (int i = 0; i <= below_count; i++)
	{
		const CompiledFilter *each = i < below_count ? below[i] : filter;

		/* A session without a filter of its own has none here. */
		if (each->length > 0)
			all.walk.programs[all.walk.count++] = each;
	}
	return problem == NULL ? prove(&all) : problem;
}
