/*
 * kernel.c: does the kernel do with calls what the policy says?
 *
 *   kernel [--plant POLICY]    from this one on, one program is changed that can be, and is not proved: the calls have to find it
 *
 * Reads pairs of frames (KernelCases.java): a request for the compilation of a policy, and calls with what is to become of each. The core in native
 * code compiles the policy, verify.c proves the program, a child loads it into the kernel and makes the calls, from the C library and from
 * elsewhere. What is to become of them does not come from the core.
 *
 * Nothing is really done: below the program lies a filter that answers every call with an error that is nobody's, LET_PASS. The kernel takes the
 * strictest answer of all filters, so an error from there means that the program lets the call pass, to make or to log it, which nobody sees
 * here; of two errors the later filter's counts. Both are tried first.
 */
#include "postgres.h"

#include <errno.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "c/kernel/architecture.h"
#include "c/verify/libc_range.h"
#include "c/verify/verify.h"
#include "compiled.h"
#include "frames.h"
#include "in_kernel.h"
#include "runtime.h"

/* No error of the kernel's. */
#define LET_PASS 4000

#define STATEMENT(code, k) {(code), 0, 0, (k)}
#define WORDS_OF_CALL 15

static Call calls[MOST_CALLS];
static int	expected[MOST_CALLS];
static int	call_count;
static long made = 0;
static long killed = 0;
static long trapped = 0;
static long denied = 0;

static void
fail(const char *what)
{
	fprintf(stderr, "kernel: %s\n", what);
	exit(1);
}

/* Lets only what loads a filter above it and what ends a child. */
static struct sock_filter nothing[] = {
	STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	{BPF_JMP | BPF_JEQ | BPF_K, 3, 0, SYS_seccomp},
	{BPF_JMP | BPF_JEQ | BPF_K, 2, 0, SYS_exit_group},
	{BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SYS_rt_sigreturn},
	STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | LET_PASS),
	STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static struct sock_fprog
program_of(struct sock_filter *instructions, int length)
{
	return (struct sock_fprog) {(unsigned short) length, instructions};
}

/* How the kernel puts the answers of two filters together, on which all else here rests. */
static void
try_two_filters(void)
{
	static const struct
	{
		uint32		verdict;
		int			expected;
	}			answers[] = {
		{SECCOMP_RET_ALLOW, LET_PASS},
		{SECCOMP_RET_LOG, LET_PASS},
		{SECCOMP_RET_ERRNO | EPERM, EPERM},
		{SECCOMP_RET_TRAP | 0x1234, TRAPPED | 0x1234},
		{SECCOMP_RET_KILL_PROCESS, KILLED},
	};

	for (size_t i = 0; i < lengthof(answers); i++)
	{
		struct sock_filter upper[] = {
			STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
			{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getppid},
			STATEMENT(BPF_RET | BPF_K, answers[i].verdict),
			STATEMENT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		};
		const struct sock_fprog programs[] = {program_of(nothing, lengthof(nothing)), program_of(upper, lengthof(upper))};
		const Call	call = {.number = SYS_getppid, .from_libc = true};
		Done		done;

		if (!in_kernel(programs, 2, &call, 1, &done))
			fail("the kernel does not load two filters");
		if (done.code != answers[i].expected)
			fail("the kernel does not take the strictest answer of two filters, the later one's of equal ones");
	}
}

/* A request, with the addresses of this process added. */
static bool
compile(const uint8_t *bytes, int32_t length, CompiledFilter *filter)
{
	EncodedSettings settings;
	uint32		head[4];		/* operation, architecture, level, number of settings */

	if (length < (int32_t) sizeof(head))
		return false;
	memcpy(head, bytes, sizeof(head));
	boundary_begin_settings(&settings);
	settings.count = (int) head[3];
	appendBinaryStringInfo(&settings.bytes, (const char *) bytes + sizeof(head), length - (int) sizeof(head));
	return compiled((FilterLevel) head[2], &settings, filter);
}

/* Each call twice, from its two places. */
static void
read_calls(const uint8_t *bytes, int32_t length)
{
	call_count = 0;
	for (int32_t at = 0; at < length; at += WORDS_OF_CALL * 4)
	{
		uint32		words[WORDS_OF_CALL];
		Call		call;

		if (length - at < (int32_t) sizeof(words) || call_count + 2 > MOST_CALLS)
			fail("malformed calls");
		memcpy(words, bytes + at, sizeof(words));
		call.number = (int) words[0];
		for (int i = 0; i < EXPECTED_ARGUMENTS; i++)
			call.arguments[i] = words[1 + 2 * i] | (uint64) words[2 + 2 * i] << 32;
		for (int place = 0; place < 2; place++)
		{
			call.from_libc = place == 0;
			expected[call_count] = (int) words[13 + place];
			calls[call_count++] = call;
		}
	}
}

static void
check(const Call *call, int code, int wanted, int policy)
{
	made++;
	killed += code == KILLED;
	trapped += (code & TRAPPED) != 0;
	denied += code != KILLED && (code & TRAPPED) == 0 && code != LET_PASS;
	if (code == wanted)
		return;
	fprintf(stderr, "kernel: policy %d, call %d (0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx) from %s: 0x%x, and not 0x%x\n", policy, call->number,
			call->arguments[0], call->arguments[1], call->arguments[2], call->arguments[3], call->arguments[4], call->arguments[5],
			call->from_libc ? "the C library" : "elsewhere", (unsigned) code, (unsigned) wanted);
	exit(1);
}

/* A defect: the first program that compares a part of an argument with a number does it with the next one, and is not proved. */
static bool
plant(CompiledFilter *filter)
{
	for (int i = 0; i + 1 < filter->length; i++)
	{
		const struct sock_filter *load = &filter->instructions[i];
		struct sock_filter *comparison = &filter->instructions[i + 1];

		if (load->code == (BPF_LD | BPF_W | BPF_ABS) && load->k >= offsetof(struct seccomp_data, args) &&
			comparison->code == (BPF_JMP | BPF_JEQ | BPF_K))
		{
			comparison->k++;
			return true;
		}
	}
	return false;
}

int
main(int argc, char **argv)
{
	static Done done[MOST_CALLS];
	int			plant_from = argc > 2 && strcmp(argv[1], "--plant") == 0 ? atoi(argv[2]) : INT_MAX;
	bool		is_planted = false;
	const uint8_t *frame;
	int32_t		length;
	int			policies = 0;

	runtime_start();
	libc_range_find();
	try_two_filters();
	while ((frame = frames_read(&length)) != NULL)
	{
		CompiledFilter filter;
		struct sock_fprog programs[] = {program_of(nothing, lengthof(nothing)), {0, NULL}};

		if (!compile(frame, length, &filter))
			fail("a policy is refused");
		if (policies >= plant_from && !is_planted)
			is_planted = plant(&filter);
		else if (verify_filter(&filter, NULL, 0) != NULL)
			fail(psprintf("policy %d: %s", policies, verify_filter(&filter, NULL, 0)));
		frame = frames_read(&length);
		if (frame == NULL)
			fail("a policy without calls");
		read_calls(frame, length);
		programs[1] = program_of(filter.instructions, filter.length);
		if (!in_kernel(programs, 2, calls, call_count, done))
			fail("the kernel does not load a program, or a child has ended");
		for (int i = 0; i < call_count; i++)
			check(&calls[i], done[i].code, expected[i], policies);
		policies++;
	}
	printf("%d policies, %ld calls: the kernel does what they say (%ld errors, %ld signals, %ld killed)\n", policies, made, denied, trapped, killed);
	return denied > 0 && trapped > 0 && killed > 0 ? 0 : 1;
}
