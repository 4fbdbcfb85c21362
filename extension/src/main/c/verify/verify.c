/*
 * verify.c: proves compiled programs before they are used.
 *
 * A program sees of a call its number, its architecture, the address that it is made at and, of one call, the first two arguments; an
 * address or a pointer in two halves. The proof follows the program with sets of calls in place of a single one, each set the calls
 * whose words lie between bounds. It begins with
 * all calls; a comparison splits a set in those for which it holds and those for which it does not; where the program returns, every
 * call of the set must be one that is to get this answer. So nothing is tried, and no call is left out.
 *
 * It takes the few operations that our programs are made of, and refuses all others: loads of those words, comparisons with
 * constants, jumps, returns of constants. Jumps lead forward only, so a program ends, and the number of sets is bounded by its
 * comparisons; a program that needs too many is refused.
 *
 * Where there are filters below, the sets go through all programs, one after the other: of their verdicts the kernel takes the one of
 * the highest precedence, and of the latest filter where two are equal (seccomp_run_filters in kernel/seccomp.c).
 *
 * An answer that is the handler's is given only to calls from the C library of the server, unless no program can be executed that
 * would die of it.
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
#include <stddef.h>
#include <sys/syscall.h>

#include "kernel/architecture.h"
#include "verify/libc_range.h"

/* Global, session, client. */
#define VERIFY_MOST_FILTERS 3

/* Our programs have a few hundred sets and comparisons on a path of less than that. */
#define MOST_STEPS 1000000
#define MOST_NESTED 500

static const uint32 verdicts[ACTION_COUNT] = {
	[ACTION_ALLOW] = SECCOMP_RET_ALLOW,
	[ACTION_LOG] = SECCOMP_RET_LOG,
	[ACTION_ERROR] = SECCOMP_RET_ERRNO | EACCES,
	[ACTION_EXPLAINED_ERROR] = SECCOMP_RET_TRAP | TRAP_ERROR,
	[ACTION_TERMINATE] = SECCOMP_RET_TRAP | TRAP_TERMINATE,
	[ACTION_KILL] = SECCOMP_RET_KILL_PROCESS,
};

/* Calls that the C library makes with all signals blocked, or without handlers (UnseenCalls.java), of which all architectures have these. */
static const int never_handled[] = {
	SYS_clone, SYS_clone3, SYS_close, SYS_dup3, SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_fcntl, SYS_getpid, SYS_gettid, SYS_madvise,
	SYS_munmap, SYS_openat, SYS_restart_syscall, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_set_robust_list, SYS_tgkill,
};

/* The words of a call that programs look at. */
typedef enum Word
{
	NUMBER,
	ARCHITECTURE,
	ADDRESS_LOW,
	ADDRESS_HIGH,
	SIGNAL,						/* of rt_sigaction, the first argument, an int */
	HANDLER_LOW,				/* and the second one, a pointer */
	HANDLER_HIGH,
	WORDS
} Word;

#define HALF_OF_ARGUMENT(n, half) (offsetof(struct seccomp_data, args) + 8 * (n) + 4 * (half))

static const uint32 offsets[WORDS] = {
	[NUMBER] = offsetof(struct seccomp_data, nr),
	[ARCHITECTURE] = offsetof(struct seccomp_data, arch),
#ifdef WORDS_BIGENDIAN
	[ADDRESS_LOW] = offsetof(struct seccomp_data, instruction_pointer) + 4,
	[ADDRESS_HIGH] = offsetof(struct seccomp_data, instruction_pointer),
	[SIGNAL] = HALF_OF_ARGUMENT(0, 1),
	[HANDLER_LOW] = HALF_OF_ARGUMENT(1, 1),
	[HANDLER_HIGH] = HALF_OF_ARGUMENT(1, 0),
#else
	[ADDRESS_LOW] = offsetof(struct seccomp_data, instruction_pointer),
	[ADDRESS_HIGH] = offsetof(struct seccomp_data, instruction_pointer) + 4,
	[SIGNAL] = HALF_OF_ARGUMENT(0, 0),
	[HANDLER_LOW] = HALF_OF_ARGUMENT(1, 0),
	[HANDLER_HIGH] = HALF_OF_ARGUMENT(1, 1),
#endif
};

/* A set of calls: those whose words are all from the first to the last, both inclusive. */
typedef struct Calls
{
	uint32		first[WORDS];
	uint32		last[WORDS];
} Calls;

/* Programs that run together, what is expected of them, and how far the proof is. The last program is the filter to prove. */
typedef struct Proof
{
	const CompiledFilter *filters[VERIFY_MOST_FILTERS];
	int			count;
	const ExpectedActions *expected;
	bool		executes;		/* whether all of them together let a process execute a program */
	bool		keeps_handler;	/* whether an answer of one of them needs the handler */
	int			steps;
	int			nested;
	char	   *problem;		/* NULL: none up to now */
} Proof;

/* Where the proof is in a program. */
typedef struct Place
{
	int			filter;
	int64		instruction;
	int			word;			/* that the program has loaded, or WORDS */
	uint32		verdict;		/* of the programs before this one */
} Place;

static void
no_end(Proof *proof, const Calls *calls)
{
	if (proof->problem == NULL)
		proof->problem = psprintf("The program does not end well for system call %u of architecture 0x%x.", calls->first[NUMBER],
								  calls->first[ARCHITECTURE]);
}

/* Requires that an action has this verdict; number and architecture are an example, for the message. */
static void
require(Proof *proof, uint32 verdict, FilterAction action, uint32 number, uint32 arch)
{
	if (verdict != verdicts[action] && proof->problem == NULL)
		proof->problem = psprintf("The program answers 0x%x to system call %u of architecture 0x%x, not 0x%x.", verdict, number, arch,
								  verdicts[action]);
}

/* Requires that own calls with an action have this verdict, wherever they are made. */
static void
require_own(Proof *proof, const Calls *calls, uint32 verdict, FilterAction action, uint32 number)
{
	const LibraryCode *code = libc_range();
	bool		is_handled = action == ACTION_EXPLAINED_ERROR || action == ACTION_TERMINATE;
	uint32		high = (uint32) (code->from >> 32);
	uint32		from = (uint32) code->from;
	uint32		last = (uint32) code->to - 1;
	bool		some_inside;
	bool		all_inside;

	/* Programs cannot be told from the server, or there are none. */
	if (!is_handled || !proof->executes || code->from == code->to)
	{
		require(proof, verdict, action, number, OWN_ARCH);
		return;
	}
	some_inside = calls->first[ADDRESS_HIGH] <= high && calls->last[ADDRESS_HIGH] >= high &&
		calls->first[ADDRESS_LOW] <= last && calls->last[ADDRESS_LOW] >= from;
	all_inside = calls->first[ADDRESS_HIGH] == high && calls->last[ADDRESS_HIGH] == high &&
		calls->first[ADDRESS_LOW] >= from && calls->last[ADDRESS_LOW] <= last;
	if (some_inside)
		require(proof, verdict, action, number, OWN_ARCH);
	if (!all_inside)
		require(proof, verdict, ACTION_ERROR, number, OWN_ARCH);
}

/* The same for the call that sets handlers: where one is needed, calls that would replace it have no effect and no error. */
static void
require_own_sigaction(Proof *proof, const Calls *calls, uint32 verdict, FilterAction action)
{
	bool		some_sigsys = calls->first[SIGNAL] <= SIGSYS && calls->last[SIGNAL] >= SIGSYS;
	bool		all_sigsys = calls->first[SIGNAL] == SIGSYS && calls->last[SIGNAL] == SIGSYS;
	bool		some_ask = calls->first[HANDLER_LOW] == 0 && calls->first[HANDLER_HIGH] == 0;
	bool		all_ask = calls->last[HANDLER_LOW] == 0 && calls->last[HANDLER_HIGH] == 0;

	if (proof->keeps_handler && some_sigsys && !all_ask && verdict != SECCOMP_RET_ERRNO && proof->problem == NULL)
		proof->problem = psprintf("The program answers 0x%x to a call that would take the handler of denied calls away.", verdict);
	if (!proof->keeps_handler || !all_sigsys || some_ask)
		require_own(proof, calls, verdict, action, SYS_rt_sigaction);
}

/* All these calls get this verdict: is it what each of them is to get? */
static void
require_expected(Proof *proof, const Calls *calls, uint32 verdict)
{
	const ExpectedActions *expected = proof->expected;
	uint64		first = calls->first[NUMBER];
	uint64		last = calls->last[NUMBER];
	bool		some_own = calls->first[ARCHITECTURE] <= OWN_ARCH && calls->last[ARCHITECTURE] >= OWN_ARCH;
	bool		all_own = calls->first[ARCHITECTURE] == OWN_ARCH && calls->last[ARCHITECTURE] == OWN_ARCH;

	if (!all_own)
		require(proof, verdict, expected->foreign_action, (uint32) first,
				calls->first[ARCHITECTURE] != OWN_ARCH ? calls->first[ARCHITECTURE] : calls->last[ARCHITECTURE]);
	if (!some_own)
		return;
	if (last >= FIRST_FOREIGN_NUMBER)
		require(proof, verdict, expected->foreign_action, (uint32) last, OWN_ARCH);
	if (first < FIRST_FOREIGN_NUMBER && last >= EXPECTED_NUMBERS)
		require_own(proof, calls, verdict, expected->default_action, (uint32) Max(first, EXPECTED_NUMBERS));
	for (uint64 number = first; number <= last && number < EXPECTED_NUMBERS; number++)
	{
		FilterAction action = (FilterAction) expected->of_number[number];

		if (number == SYS_rt_sigaction)
			require_own_sigaction(proof, calls, verdict, action);
		else
			require_own(proof, calls, verdict, action, (uint32) number);
	}
}

static void follow(Proof *proof, Place place, Calls calls);

/* The calls of a set whose loaded word is from first to last, at a place; none if there are no such. */
static void
follow_part(Proof *proof, Place place, const Calls *calls, uint32 first, uint32 last)
{
	Calls		part = *calls;

	part.first[place.word] = Max(calls->first[place.word], first);
	part.last[place.word] = Min(calls->last[place.word], last);
	if (part.first[place.word] <= part.last[place.word])
		follow(proof, place, part);
}

/* A comparison with the loaded word: holds from k (or only for k) on. */
static void
follow_comparison(Proof *proof, Place place, const struct sock_filter *i, const Calls *calls)
{
	Place		holds = place;
	Place		fails = place;
	uint32		k = i->k;

	holds.instruction += i->jt;
	fails.instruction += i->jf;
	switch (i->code)
	{
		case BPF_JMP | BPF_JEQ | BPF_K:
			follow_part(proof, holds, calls, k, k);
			if (k > 0)
				follow_part(proof, fails, calls, 0, k - 1);
			if (k < PG_UINT32_MAX)
				follow_part(proof, fails, calls, k + 1, PG_UINT32_MAX);
			break;
		case BPF_JMP | BPF_JGT | BPF_K:
			follow_part(proof, fails, calls, 0, k);
			if (k < PG_UINT32_MAX)
				follow_part(proof, holds, calls, k + 1, PG_UINT32_MAX);
			break;
		default:				/* BPF_JGE */
			follow_part(proof, holds, calls, k, PG_UINT32_MAX);
			if (k > 0)
				follow_part(proof, fails, calls, 0, k - 1);
			break;
	}
}

static int
word_at(uint32 offset)
{
	int			word = 0;

	while (word < WORDS && offsets[word] != offset)
		word++;
	return word;
}

/* What the kernel takes of two verdicts, the second of a later filter. */
static uint32
stricter(uint32 verdict, uint32 later)
{
	return (int32) (later & SECCOMP_RET_ACTION_FULL) <= (int32) (verdict & SECCOMP_RET_ACTION_FULL) ? later : verdict;
}

/* Follows a program up to its next comparison or its end, and what comes behind that. */
static void
follow(Proof *proof, Place place, Calls calls)
{
	proof->nested++;
	while (proof->problem == NULL)
	{
		const CompiledFilter *filter = proof->filters[place.filter];
		const struct sock_filter *i;

		if (filter == NULL || proof->nested > MOST_NESTED || ++proof->steps > MOST_STEPS || place.instruction >= filter->length)
		{
			no_end(proof, &calls);
			break;
		}
		i = &filter->instructions[place.instruction++];
		if (i->code == (BPF_LD | BPF_W | BPF_ABS) && word_at(i->k) < WORDS)
			place.word = word_at(i->k);
		else if (i->code == (BPF_JMP | BPF_JA))
			place.instruction += i->k;
		else if (i->code == (BPF_RET | BPF_K))
		{
			place.verdict = stricter(place.verdict, i->k);
			if (++place.filter == proof->count)
			{
				require_expected(proof, &calls, place.verdict);
				break;
			}
			place.instruction = 0;
			place.word = WORDS;
		}
		else if (place.word < WORDS && (i->code == (BPF_JMP | BPF_JEQ | BPF_K) || i->code == (BPF_JMP | BPF_JGT | BPF_K) ||
										i->code == (BPF_JMP | BPF_JGE | BPF_K)))
		{
			follow_comparison(proof, place, i, &calls);
			break;
		}
		else
			no_end(proof, &calls);
	}
	proof->nested--;
}

/* What came from shared memory may be any number. */
static bool
are_actions(const ExpectedActions *expected)
{
	bool		all = (unsigned) expected->default_action < ACTION_COUNT && (unsigned) expected->foreign_action < ACTION_COUNT;

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		all = all && expected->of_number[number] < ACTION_COUNT;
	return all;
}

/* Whether an answer is the handler's. */
static bool
needs_handler(const ExpectedActions *expected)
{
	bool		found = expected->default_action == ACTION_EXPLAINED_ERROR || expected->default_action == ACTION_TERMINATE;

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		found = found || expected->of_number[number] == ACTION_EXPLAINED_ERROR || expected->of_number[number] == ACTION_TERMINATE;
	return found;
}

static char *
check_invariants(const ExpectedActions *expected)
{
	bool		kills = expected->default_action == ACTION_KILL;

	if (!are_actions(expected))
		return pstrdup("What is expected of the program is not a list of actions.");

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		kills = kills || expected->of_number[number] == ACTION_KILL;
	if (expected->foreign_action < ACTION_ERROR || (kills && expected->foreign_action != ACTION_KILL))
		return pstrdup("System calls of another ABI would be treated less strictly than those of this one.");
	if (expected->foreign_action == ACTION_EXPLAINED_ERROR || expected->foreign_action == ACTION_TERMINATE)
		return pstrdup("System calls of another ABI would be left to the handler, which does not know them.");
	for (size_t i = 0; i < lengthof(never_handled); i++)
	{
		FilterAction action = (FilterAction) expected->of_number[never_handled[i]];

		if (action == ACTION_EXPLAINED_ERROR || action == ACTION_TERMINATE)
			return psprintf("System call %d would be left to the handler, and is made where there is none.", never_handled[i]);
	}
	/* The kernel makes it when a stopped process goes on. */
	if (expected->of_number[SYS_restart_syscall] > ACTION_ERROR)
		return pstrdup("A process that goes on after a stop would be killed.");
	return NULL;
}

static char *
prove(Proof *proof)
{
	Place		start = {0, 0, WORDS, SECCOMP_RET_ALLOW};
	Calls		all;

	proof->problem = proof->count == 0 ? pstrdup("There is no program.") : check_invariants(proof->expected);
	memset(all.first, 0, sizeof(all.first));
	memset(all.last, 0xff, sizeof(all.last));
	if (proof->problem == NULL)
		follow(proof, start, all);
	return proof->problem;
}

char *
verify_filter(const CompiledFilter *filter, const CompiledFilter *const *below, int below_count)
{
	bool		executes = filter->stack.of_number[SYS_execve] < ACTION_ERROR || filter->stack.of_number[SYS_execveat] < ACTION_ERROR;
	bool		keeps_handler = needs_handler(&filter->own);
	Proof		alone = {.filters = {filter}, .count = 1, .expected = &filter->own, .executes = executes};
	Proof		all = {.expected = &filter->stack, .executes = executes};
	char	   *problem;

	if (filter->length < 0 || filter->length > BPF_MAXINSNS || (filter->length == 0 && below_count == 0))
		return psprintf("The program has %d instructions.", filter->length);
	if (below_count < 0 || below_count >= VERIFY_MOST_FILTERS)
		return psprintf("There are %d filters below.", below_count);
	for (int i = 0; i < below_count; i++)
		keeps_handler = keeps_handler || needs_handler(&below[i]->own);
	alone.keeps_handler = all.keeps_handler = keeps_handler;
	problem = filter->length == 0 ? NULL : prove(&alone);
	for (int i = 0; i <= below_count; i++)
	{
		const CompiledFilter *each = i < below_count ? below[i] : filter;

		/* A session without a filter of its own has none here. */
		if (each->length > 0)
			all.filters[all.count++] = each;
	}
	return problem == NULL ? prove(&all) : problem;
}
