/*
 * verify.c: runs a program over everything that it could distinguish, and compares.
 *
 * The program and the expected actions come from separate code of the core; this interpreter shares nothing with either. It
 * takes the few operations that our programs are made of and refuses all others. Those operations compare the number or the
 * architecture with constants, so between two neighbouring constants the verdict cannot change: to run the program at each
 * constant and next to it is to run it over all 2^32 numbers and all 2^32 architectures. Every number that has an expected
 * action of its own is run besides. Of the address from which a call is made, a program may look at both halves, and compare them with
 * the borders of the C library only.
 *
 * Where there are filters below, the same is done with all programs together: of their verdicts the kernel takes the one of
 * the highest precedence, and of the latest filter where two are equal (seccomp_run_filters in kernel/seccomp.c).
 *
 * An answer that is the handler's is given only to calls from the C library of the server, unless no program can be executed that
 * would die of it.
 *
 * Some invariants hold whatever the core says: other ABIs get at least an error, and are killed where any call is, and never come
 * to the handler; neither do the calls that are made where there is none.
 */
#include "verify.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "architecture.h"
#include "library_code.h"

/* Global, session, client. */
#define VERIFY_MOST_FILTERS 3

#define POINTER_LOW offsetof(struct seccomp_data, instruction_pointer)
#define POINTER_HIGH (offsetof(struct seccomp_data, instruction_pointer) + 4)

static const uint32 verdicts[ACTION_COUNT] = {
	[ACTION_EXPLAINED_ERROR] = SECCOMP_RET_TRAP | TRAP_ERROR,
	[ACTION_TERMINATE] = SECCOMP_RET_TRAP | TRAP_TERMINATE,
	[ACTION_ALLOW] = SECCOMP_RET_ALLOW,
	[ACTION_LOG] = SECCOMP_RET_LOG,
	[ACTION_ERROR] = SECCOMP_RET_ERRNO | EACCES,
	[ACTION_KILL] = SECCOMP_RET_KILL_PROCESS,
};

/* Some that nobody compares with, beside the constants of the program. */
static const uint32 foreign_archs[] = {
	0, 1, 0xffffffff,
	0x40000003,					/* i386 */
	0x40000028,					/* arm */
	AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64,
	OWN_ARCH ^ 0x80000000, OWN_ARCH ^ 0x40000000,
};

static const uint32 boundary_numbers[] = {
	EXPECTED_NUMBERS, 0x3fffffff, 0x40000000, 0x40000001, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

/* Calls that the C library makes with all signals blocked, or without handlers (UnseenCalls.java), of which all architectures have these. */
static const int never_handled[] = {
	SYS_clone, SYS_clone3, SYS_close, SYS_dup3, SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_fcntl, SYS_getpid, SYS_gettid, SYS_madvise,
	SYS_munmap, SYS_openat, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_set_robust_list, SYS_tgkill,
};

/* Programs that run together, and what is expected of them. The last one is the filter to prove. */
typedef struct Stack
{
	const CompiledFilter *filters[VERIFY_MOST_FILTERS];
	int			count;
	const ExpectedActions *expected;
	bool		executes;		/* whether all of them together let a process execute a program */
} Stack;

/* A call, as a program sees it. */
typedef struct Call
{
	uint32		number;
	uint32		arch;
	uint64		pointer;		/* where it is made */
} Call;

/* What a program may compare with the part of an address that it has loaded: where the C library begins and ends, and nothing else. */
static bool
is_border(uint32 k, uint32 loaded)
{
	const LibraryCode *code = library_code();

	if (loaded == POINTER_LOW)
		return k == (uint32) code->from || k == (uint32) code->to;
	return loaded != POINTER_HIGH || k == (uint32) (code->from >> 32);
}

/*
 * Runs the program. False if it does something that our programs never do. *looked is set if it looks at the address: if it does
 * not, it answers the same to the same call from anywhere.
 */
static bool
run(const CompiledFilter *filter, const Call *call, uint32 *verdict, bool *looked)
{
	uint32		a = 0;
	uint32		loaded = 0;
	int64		p = 0;

	while (p < filter->length)
	{
		const struct sock_filter *i = &filter->instructions[p++];

		switch (i->code)
		{
			case BPF_LD | BPF_W | BPF_ABS:
				loaded = i->k;
				if (i->k == offsetof(struct seccomp_data, nr))
					a = call->number;
				else if (i->k == offsetof(struct seccomp_data, arch))
					a = call->arch;
				else if (i->k == POINTER_LOW)
					a = (uint32) call->pointer;
				else if (i->k == POINTER_HIGH)
					a = (uint32) (call->pointer >> 32);
				else
					return false;
				*looked = *looked || loaded == POINTER_LOW || loaded == POINTER_HIGH;
				break;
			case BPF_JMP | BPF_JA:
				p += i->k;
				break;
			case BPF_JMP | BPF_JEQ | BPF_K:
				if (!is_border(i->k, loaded))
					return false;
				p += a == i->k ? i->jt : i->jf;
				break;
			case BPF_JMP | BPF_JGT | BPF_K:
				if (!is_border(i->k, loaded))
					return false;
				p += a > i->k ? i->jt : i->jf;
				break;
			case BPF_JMP | BPF_JGE | BPF_K:
				if (!is_border(i->k, loaded))
					return false;
				p += a >= i->k ? i->jt : i->jf;
				break;
			case BPF_RET | BPF_K:
				*verdict = i->k;
				return true;
			default:
				return false;
		}
	}
	return false;
}

/* The verdict of all programs. */
static bool
run_all(const Stack *stack, const Call *call, uint32 *verdict, bool *looked)
{
	*verdict = SECCOMP_RET_ALLOW;
	for (int i = 0; i < stack->count; i++)
	{
		uint32		one;

		if (stack->filters[i]->length == 0)
			continue;
		if (!run(stack->filters[i], call, &one, looked))
			return false;
		if ((int32) (one & SECCOMP_RET_ACTION_FULL) <= (int32) (*verdict & SECCOMP_RET_ACTION_FULL))
			*verdict = one;
	}
	return true;
}

static FilterAction
expected_action(const ExpectedActions *expected, uint32 number, uint32 arch)
{
	if (arch != OWN_ARCH || number >= FIRST_FOREIGN_NUMBER)
		return expected->foreign_action;
	if (number < EXPECTED_NUMBERS)
		return (FilterAction) expected->of_number[number];
	return expected->default_action;
}

/* What a call gets that is made at an address. */
static uint32
expected_verdict(const Stack *stack, const Call *call)
{
	FilterAction action = expected_action(stack->expected, call->number, call->arch);
	bool		is_handled = action == ACTION_EXPLAINED_ERROR || action == ACTION_TERMINATE;
	bool		is_program = call->pointer < library_code()->from || call->pointer >= library_code()->to;

	if (is_handled && stack->executes && is_program && library_code()->from != library_code()->to)
		return verdicts[ACTION_ERROR];
	return verdicts[action];
}

static char *
check_call_at(const Stack *stack, const Call *call, bool *looked)
{
	uint32		expected = expected_verdict(stack, call);
	uint32		verdict;

	if (!run_all(stack, call, &verdict, looked))
		return psprintf("The program does not end well for system call %u of architecture 0x%x.", call->number, call->arch);
	if (verdict != expected)
		return psprintf("The program answers 0x%x to system call %u of architecture 0x%x, not 0x%x.", verdict, call->number,
						call->arch, expected);
	return NULL;
}

/* In the C library of the server and, if that makes a difference, next to its borders and with the halves of its addresses. */
static char *
check_call(const Stack *stack, uint32 number, uint32 arch)
{
	uint64		from = library_code()->from;
	uint64		to = library_code()->to;
	uint64		pointers[] = {
		from, from - 1, from + 1, to - 1, to, to + 1, 0, from & PG_UINT32_MAX, PG_UINT64_MAX,
		from + (UINT64CONST(1) << 32), from - (UINT64CONST(1) << 32),
	};
	bool		looked = false;
	char	   *problem = NULL;

	for (size_t i = 0; i < lengthof(pointers) && problem == NULL && (i == 0 || looked); i++)
	{
		Call		call = {number, arch, pointers[i]};

		problem = check_call_at(stack, &call, &looked);
	}
	return problem;
}

/* Numbers next to every constant of every program. */
static char *
check_constants(const Stack *stack, uint32 arch)
{
	for (int f = 0; f < stack->count; f++)
	{
		for (int i = 0; i < stack->filters[f]->length; i++)
		{
			for (uint32 k = stack->filters[f]->instructions[i].k - 1, n = 0; n < 3; n++)
			{
				char	   *problem = check_call(stack, k + n, arch);

				if (problem != NULL)
					return problem;
			}
		}
	}
	return NULL;
}

static char *
check_numbers(const Stack *stack, uint32 arch)
{
	char	   *problem = NULL;

	for (uint32 number = 0; number < EXPECTED_NUMBERS && problem == NULL; number++)
	{
		problem = check_call(stack, number, arch);
		if (problem == NULL)
			problem = check_call(stack, number | 0x40000000, arch);
	}
	for (size_t i = 0; i < lengthof(boundary_numbers) && problem == NULL; i++)
		problem = check_call(stack, boundary_numbers[i], arch);
	return problem == NULL ? check_constants(stack, arch) : problem;
}

/* Architectures next to every constant: with one number, as the number is not looked at before. */
static char *
check_architectures(const Stack *stack)
{
	for (int f = 0; f < stack->count; f++)
	{
		for (int i = 0; i < stack->filters[f]->length; i++)
		{
			for (uint32 k = stack->filters[f]->instructions[i].k - 1, n = 0; n < 3; n++)
			{
				char	   *problem = check_call(stack, 0, k + n);

				if (problem != NULL)
					return problem;
			}
		}
	}
	return NULL;
}

static char *
check_invariants(const ExpectedActions *expected)
{
	bool		kills = expected->default_action == ACTION_KILL;

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
	return NULL;
}

static char *
check_stack(const Stack *stack)
{
	char	   *problem = check_invariants(stack->expected);

	if (problem == NULL)
		problem = check_numbers(stack, OWN_ARCH);
	for (size_t i = 0; i < lengthof(foreign_archs) && problem == NULL; i++)
	{
		if (foreign_archs[i] != OWN_ARCH)
			problem = check_numbers(stack, foreign_archs[i]);
	}
	return problem == NULL ? check_architectures(stack) : problem;
}

char *
verify_filter(const CompiledFilter *filter, const CompiledFilter *const *below, int below_count)
{
	bool		executes = filter->stack.of_number[SYS_execve] < ACTION_ERROR || filter->stack.of_number[SYS_execveat] < ACTION_ERROR;
	Stack		alone = {{filter}, 1, &filter->own, executes};
	Stack		all = {{NULL}, 0, &filter->stack, executes};
	char	   *problem;

	if (filter->length < 0 || filter->length > BPF_MAXINSNS || (filter->length == 0 && below_count == 0))
		return psprintf("The program has %d instructions.", filter->length);
	if (below_count < 0 || below_count >= VERIFY_MOST_FILTERS)
		return psprintf("There are %d filters below.", below_count);
	problem = filter->length == 0 ? NULL : check_stack(&alone);
	for (int i = 0; i < below_count; i++)
		all.filters[all.count++] = below[i];
	all.filters[all.count++] = filter;
	return problem == NULL ? check_stack(&all) : problem;
}
