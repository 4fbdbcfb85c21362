/*
 * prove.c: finds verify.c every defect of a program?
 *
 * Reads requests for compilations (frames.h), has the core answer them, and changes the programs that it gets, one field of one
 * instruction at a time. A plain interpreter then runs each changed program over a sample of calls: all numbers that the expected actions
 * name, in the ABIs of this architecture and of others, and numbers and architectures next to every constant. Where one of these
 * gets another verdict than expected, verify_filter must say so. An unchanged program must pass.
 *
 * What verify.c needs of PostgreSQL comes from libpgcommon.
 */
#include "postgres.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "c/bridge/boundary.h"
#include "c/kernel/architecture.h"
#include "c/verify/verify.h"
#include "frames.h"
#include "runtime.h"

static const uint32 verdicts[ACTION_COUNT] = {
	[ACTION_ALLOW] = SECCOMP_RET_ALLOW,
	[ACTION_LOG] = SECCOMP_RET_LOG,
	[ACTION_ERROR] = SECCOMP_RET_ERRNO | EACCES,
	[ACTION_KILL] = SECCOMP_RET_KILL_PROCESS,
};

static int	changed = 0;
static int	wrong = 0;
static int	refused = 0;

static void
fail(const char *what)
{
	fprintf(stderr, "prove: %s\n", what);
	exit(1);
}

/* 0 (SECCOMP_RET_KILL_THREAD, which no program of ours answers) for what the kernel would not load. */
static uint32
run(const CompiledFilter *filter, uint32 number, uint32 arch)
{
	uint32		a = 0;
	int64		p = 0;

	while (p < filter->length)
	{
		const struct sock_filter *i = &filter->instructions[p++];

		switch (i->code)
		{
			case BPF_LD | BPF_W | BPF_ABS:
				if (i->k % 4 != 0 || i->k >= sizeof(struct seccomp_data))
					return 0;
				a = i->k == offsetof(struct seccomp_data, nr) ? number : i->k == offsetof(struct seccomp_data, arch) ? arch : 0;
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
				return i->k;
			default:
				return 0;
		}
	}
	return 0;
}

static bool
is_wrong(const CompiledFilter *filter, uint32 number, uint32 arch)
{
	FilterAction action = filter->own.default_action;

	if (arch != OWN_ARCH || number >= FIRST_FOREIGN_NUMBER)
		action = filter->own.foreign_action;
	else if (number < EXPECTED_NUMBERS)
		action = (FilterAction) filter->own.of_number[number];
	return run(filter, number, arch) != verdicts[action];
}

static bool
some_is_wrong(const CompiledFilter *filter)
{
	for (uint32 number = 0; number < EXPECTED_NUMBERS; number++)
	{
		if (is_wrong(filter, number, OWN_ARCH) || is_wrong(filter, number | 0x40000000, OWN_ARCH) || is_wrong(filter, number, OWN_ARCH ^ 1))
			return true;
	}
	for (int i = 0; i < filter->length; i++)
	{
		for (uint32 k = filter->instructions[i].k - 1, n = 0; n < 3; n++)
		{
			if (is_wrong(filter, k + n, OWN_ARCH) || is_wrong(filter, 0, k + n) || is_wrong(filter, k + n, k + n))
				return true;
		}
	}
	return is_wrong(filter, PG_UINT32_MAX, OWN_ARCH) || is_wrong(filter, 0x7fffffff, OWN_ARCH) || is_wrong(filter, 0, 0) ||
		is_wrong(filter, 0, PG_UINT32_MAX);
}

static void
check_change(const CompiledFilter *filter, const struct sock_filter *before)
{
	bool		is_refused = verify_filter(filter, NULL, 0) != NULL;

	changed++;
	refused += is_refused;
	if (!some_is_wrong(filter))
		return;
	wrong++;
	if (!is_refused)
	{
		fprintf(stderr, "prove: instruction %x %u %u %x was changed, and the program passed\n", before->code, before->jt, before->jf,
				before->k);
		exit(1);
	}
}

static void
change_one(const CompiledFilter *filter, struct sock_filter *i)
{
	static const uint16 codes[] = {
		BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JGT | BPF_K, BPF_JMP | BPF_JGE | BPF_K, BPF_JMP | BPF_JA, BPF_RET | BPF_K,
		BPF_LD | BPF_W | BPF_ABS, BPF_ALU | BPF_ADD | BPF_K, BPF_LD | BPF_IMM,
	};
	const struct sock_filter before = *i;
	const uint32 others[] = {before.k + 1, before.k - 1, before.k ^ 0x40000000, 0, SECCOMP_RET_ALLOW};

	for (size_t n = 0; n < lengthof(codes); n++)
	{
		i->code = codes[n];
		check_change(filter, &before);
	}
	*i = before;
	for (size_t n = 0; n < lengthof(others); n++)
	{
		i->k = others[n];
		check_change(filter, &before);
	}
	*i = before;
	for (int n = -1; n <= 1; n += 2)
	{
		i->jt = (uint8) (before.jt + n);
		check_change(filter, &before);
		i->jt = before.jt;
		i->jf = (uint8) (before.jf + n);
		check_change(filter, &before);
		i->jf = before.jf;
	}
	i->jt = before.jf;
	i->jf = before.jt;
	check_change(filter, &before);
	*i = before;
}

int
main(void)
{
	static uint8 bytes[LONGEST_REPLY];
	const uint8_t *request;
	int32_t		length;
	int			programs = 0;

	runtime_start();
	while ((request = frames_read(&length)) != NULL)
	{
		CompiledFilter filter;
		Tables		tables;
		char	   *problem;
		uint32		head[3] = {0};
		Reply		reply = {bytes, 0};

		/* Operation, architecture, level: the global filter of this one. */
		if (length < (int32_t) sizeof(head))
			continue;
		memcpy(head, request, sizeof(head));
		if (head[0] != CORE_COMPILE || head[1] != OWN_ARCH || head[2] != LEVEL_GLOBAL)
			continue;
		reply.length = java_runtime_call(request, length, bytes, LONGEST_REPLY);
		if (reply.length < 0 || boundary_read_compiled(reply, &filter, &tables) != CORE_ACCEPTED || filter.length == 0)
			continue;
		if (some_is_wrong(&filter))
			fail("a program of the core is wrong");
		problem = verify_filter(&filter, NULL, 0);
		if (problem != NULL)
			fail(problem);
		programs++;
		for (int i = 0; i < filter.length; i++)
			change_one(&filter, &filter.instructions[i]);
	}
	printf("%d programs, %d changes, %d of them with another verdict for a call of the sample, all of these refused (%d in all)\n",
		   programs, changed, wrong, refused);
	return programs > 0 && wrong > 0 ? 0 : 1;
}
