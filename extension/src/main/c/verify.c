/*
 * verify.c: runs a program over everything that it could distinguish, and compares.
 *
 * The program and the expected actions come from separate code of the core; this interpreter shares nothing with either. It
 * takes the few operations that our programs are made of and refuses all others. Those operations compare the number or the
 * architecture with constants, so between two neighbouring constants the verdict cannot change: to run the program at each
 * constant and next to it is to run it over all 2^32 numbers and all 2^32 architectures. Every number that has an expected
 * action of its own is run besides.
 *
 * Two invariants hold whatever the core says: other ABIs get at least an error, and no less than the strictest action of the
 * filter.
 */
#include "verify.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "architecture.h"

static const uint32 verdicts[ACTION_COUNT] = {
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

/* Runs the program. False if it does something that our programs never do. */
static bool
run(const CompiledFilter *filter, uint32 number, uint32 arch, uint32 *verdict)
{
	uint32		a = 0;
	int64		p = 0;

	while (p < filter->length)
	{
		const struct sock_filter *i = &filter->instructions[p++];

		switch (i->code)
		{
			case BPF_LD | BPF_W | BPF_ABS:
				if (i->k == offsetof(struct seccomp_data, nr))
					a = number;
				else if (i->k == offsetof(struct seccomp_data, arch))
					a = arch;
				else
					return false;
				break;
			case BPF_JMP | BPF_JA:
				p += i->k;
				break;
			case BPF_JMP | BPF_JEQ | BPF_K:
				p += a == i->k ? i->jt : i->jf;
				break;
			case BPF_JMP | BPF_JGT | BPF_K:
				p += a > i->k ? i->jt : i->jf;
				break;
			case BPF_JMP | BPF_JGE | BPF_K:
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

static FilterAction
expected_action(const CompiledFilter *filter, uint32 number, uint32 arch)
{
	if (arch != OWN_ARCH || number >= FIRST_FOREIGN_NUMBER)
		return filter->foreign_action;
	if (number < EXPECTED_NUMBERS)
		return (FilterAction) filter->expected[number];
	return filter->default_action;
}

static char *
check_call(const CompiledFilter *filter, uint32 number, uint32 arch)
{
	uint32		verdict;

	if (!run(filter, number, arch, &verdict))
		return psprintf("The program does not end well for system call %u of architecture 0x%x.", number, arch);
	if (verdict != verdicts[expected_action(filter, number, arch)])
		return psprintf("The program answers 0x%x to system call %u of architecture 0x%x, not 0x%x.", verdict, number, arch,
						verdicts[expected_action(filter, number, arch)]);
	return NULL;
}

static char *
check_numbers(const CompiledFilter *filter, uint32 arch)
{
	char	   *problem = NULL;

	for (uint32 number = 0; number < EXPECTED_NUMBERS && problem == NULL; number++)
	{
		problem = check_call(filter, number, arch);
		if (problem == NULL)
			problem = check_call(filter, number | 0x40000000, arch);
	}
	for (size_t i = 0; i < lengthof(boundary_numbers) && problem == NULL; i++)
		problem = check_call(filter, boundary_numbers[i], arch);
	for (int i = 0; i < filter->length && problem == NULL; i++)
	{
		for (uint32 k = filter->instructions[i].k - 1, n = 0; n < 3 && problem == NULL; n++)
			problem = check_call(filter, k + n, arch);
	}
	return problem;
}

static char *
check_invariants(const CompiledFilter *filter)
{
	FilterAction strictest = Max(ACTION_ERROR, filter->default_action);

	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		strictest = Max(strictest, (FilterAction) filter->expected[number]);
	if (filter->foreign_action < strictest)
		return pstrdup("System calls of another ABI would be treated less strictly than those of this one.");
	return NULL;
}

char *
verify_filter(const CompiledFilter *filter)
{
	char	   *problem = check_invariants(filter);

	if (problem == NULL && (filter->length < 1 || filter->length > BPF_MAXINSNS))
		problem = psprintf("The program has %d instructions.", filter->length);
	if (problem == NULL)
		problem = check_numbers(filter, OWN_ARCH);
	for (size_t i = 0; i < lengthof(foreign_archs) && problem == NULL; i++)
	{
		if (foreign_archs[i] != OWN_ARCH)
			problem = check_numbers(filter, foreign_archs[i]);
	}
	/* The architectures next to every constant: with one number, as the number is not looked at before. */
	for (int i = 0; i < filter->length && problem == NULL; i++)
	{
		for (uint32 k = filter->instructions[i].k - 1, n = 0; n < 3 && problem == NULL; n++)
			problem = check_call(filter, 0, k + n);
	}
	return problem;
}
