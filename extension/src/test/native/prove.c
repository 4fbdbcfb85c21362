/*
 * prove.c: finds verify.c every defect of a program?
 *
 * Reads requests for compilations (frames.h), has the core answer them, and changes the programs that it gets, one field of one
 * instruction at a time. A plain interpreter then runs each changed program over a sample of calls: all numbers that the expected actions
 * name, in the ABIs of this architecture and of others, and numbers, architectures and arguments next to every constant. Where one of these
 * gets another verdict than expected, verify_filter must say so. An unchanged program must pass.
 *
 * What verify.c needs of PostgreSQL comes from libpgcommon.
 */
#include "postgres.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "c/bridge/boundary.h"
#include "c/kernel/architecture.h"
#include "c/verify/verify.h"
#include "frames.h"
#include "runtime.h"

static int	changed = 0;
static int	wrong = 0;
static int	refused = 0;

/* Whether an answer of the program is the handler's. */
static bool keeps_handler;

static void
fail(const char *what)
{
	fprintf(stderr, "prove: %s\n", what);
	exit(1);
}

/* 0 (SECCOMP_RET_KILL_THREAD, which no program of ours answers) for what the kernel would not load. */
static uint32
run(const CompiledFilter *filter, const struct seccomp_data *data)
{
	uint32		words[sizeof(*data) / 4];
	uint32		a = 0;
	int64		p = 0;

	memcpy(words, data, sizeof(words));
	while (p < filter->length)
	{
		const struct sock_filter *i = &filter->instructions[p++];

		switch (i->code)
		{
			case BPF_LD | BPF_W | BPF_ABS:
				if (i->k % 4 != 0 || i->k >= sizeof(struct seccomp_data))
					return 0;
				a = words[i->k / 4];
				break;
			case BPF_ALU | BPF_AND | BPF_K:
				a &= i->k;
				break;
			case BPF_JMP | BPF_JA:
				p += i->k;
				break;
			case BPF_JMP | BPF_JEQ | BPF_K:
				p += a == i->k ? i->jt : i->jf;
				break;
			case BPF_JMP | BPF_JSET | BPF_K:
				p += (a & i->k) != 0 ? i->jt : i->jf;
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

/* With a handler, wherever the call is made (no_library_code.c). */
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

static bool
needs_handler(const ExpectedActions *expected)
{
	for (int number = 0; number <= EXPECTED_NUMBERS; number++)
	{
		if (expected_may_be_handled(expected, number))
			return true;
	}
	return false;
}

/* A call that would take the handler away. */
static bool
replaces_handler(const struct seccomp_data *data)
{
	return data->arch == OWN_ARCH && data->nr == SYS_rt_sigaction && (uint32) data->args[0] == SIGSYS && data->args[1] != 0;
}

static bool
call_is_wrong(const CompiledFilter *filter, const struct seccomp_data *data)
{
	uint32		number = (uint32) data->nr;
	uint64		arguments[EXPECTED_ARGUMENTS];
	ExpectedAnswer answer;

	for (int i = 0; i < EXPECTED_ARGUMENTS; i++)
		arguments[i] = data->args[i];
	if (data->arch != OWN_ARCH || number >= FIRST_FOREIGN_NUMBER)
		answer = expected_foreign(&filter->own);
	else if (number >= EXPECTED_NUMBERS)
		answer = expected_default(&filter->own);
	else
		answer = expected_answer(&filter->own, (int) number, arguments);
	/* No effect, and no error. */
	if (keeps_handler && replaces_handler(data))
		return run(filter, data) != SECCOMP_RET_ERRNO;
	return run(filter, data) != verdict_of(answer);
}

static bool
is_wrong(const CompiledFilter *filter, uint32 number, uint32 arch)
{
	struct seccomp_data data = {.nr = (int) number, .arch = arch};

	return call_is_wrong(filter, &data);
}

/* The same numbers in each run. */
static uint32
pseudorandom(void)
{
	static uint64 state = 20261126;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32) (state >> 33);
}

/* A value that a program may tell from others: a constant of it, or one beside it. */
static uint32
sample_word(const CompiledFilter *filter)
{
	uint32		k = filter->instructions[pseudorandom() % (uint32) filter->length].k;

	switch (pseudorandom() % 6)
	{
		case 0:
			return 0;
		case 1:
			return PG_UINT32_MAX;
		case 2:
			return k + 1;
		case 3:
			return k - 1;
		default:
			return k;
	}
}

/* Calls whose answer depends on their arguments. */
static bool
some_argument_is_wrong(const CompiledFilter *filter, int number)
{
	for (int n = 0; n < 300; n++)
	{
		struct seccomp_data data = {.nr = number, .arch = OWN_ARCH};

		for (int i = 0; i < EXPECTED_ARGUMENTS; i++)
			data.args[i] = sample_word(filter) | (uint64) (n % 2 == 0 ? 0 : sample_word(filter)) << 32;
		if (call_is_wrong(filter, &data))
			return true;
	}
	return false;
}

static bool
some_is_wrong(const CompiledFilter *filter)
{
	for (uint32 number = 0; number < EXPECTED_NUMBERS; number++)
	{
		ExpectedCursor decision;

		if (is_wrong(filter, number, OWN_ARCH) || is_wrong(filter, number | 0x40000000, OWN_ARCH) || is_wrong(filter, number, OWN_ARCH ^ 1))
			return true;
		if ((expected_depends(&filter->own, (int) number, &decision) || number == SYS_rt_sigaction) && some_argument_is_wrong(filter, (int) number))
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
		BPF_LD | BPF_W | BPF_ABS, BPF_ALU | BPF_ADD | BPF_K, BPF_LD | BPF_IMM, BPF_ALU | BPF_AND | BPF_K, BPF_JMP | BPF_JSET | BPF_K,
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
		keeps_handler = needs_handler(&filter.own);
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
