/*
 * walk.c: an interpreter of classic BPF that runs a program for all calls of a set at once.
 *
 * A comparison splits a set in the calls for which it holds and those for which it does not. It takes the few operations that our programs
 * are made of, and refuses all others: loads of the words of a call, masks of the word that was loaded, comparisons with constants, jumps, returns
 * of constants. Jumps lead forward only, so a program ends, and the number of sets is bounded by its comparisons.
 *
 * Where there are several programs, the sets go through all of them, one after the other: of their verdicts the kernel takes the one of the
 * highest precedence, and of the latest filter where two are equal (seccomp_run_filters in kernel/seccomp.c).
 */
#include "verify/walk.h"

#include <linux/seccomp.h>

/* Our programs have comparisons on a path of less than that. */
#define MOST_NESTED 1500

/* Where a set is. */
typedef struct Place
{
	int			program;
	int64		instruction;
	int			word;			/* that the program has loaded, or CALL_WORDS */
	uint32		mask;			/* what it has left of it */
	uint32		verdict;		/* of the programs before this one */
} Place;

static bool follow(Walk *walk, Place place, CallSet calls, CallSet *lost);

/* Those calls of a set whose loaded word is in a range. */
static bool
follow_range(Walk *walk, Place place, const CallSet *calls, uint32 first, uint32 last, CallSet *lost)
{
	CallSet		part = *calls;

	return !call_set_keep_range(&part, place.word, first, last) || follow(walk, place, part, lost);
}

static bool
follow_bits(Walk *walk, Place place, const CallSet *calls, uint32 mask, uint32 value, CallSet *lost)
{
	CallSet		part = *calls;

	return !call_set_keep_bits(&part, place.word, mask, value) || follow(walk, place, part, lost);
}

/* Those of which some bit is not as the value has it: the first such one, then the second, and so on. */
static bool
follow_other_bits(Walk *walk, Place place, const CallSet *calls, uint32 mask, uint32 value, CallSet *lost)
{
	CallSet		part = *calls;
	bool		good = true;

	for (uint32 bit = 1; bit != 0 && good; bit <<= 1)
	{
		if ((mask & bit) == 0)
			continue;
		good = follow_bits(walk, place, &part, bit, ~value, lost);
		if (!call_set_keep_bits(&part, place.word, bit, value))
			break;
	}
	return good;
}

/* A comparison with the loaded word, of which a mask may have left some bits. */
static bool
follow_comparison(Walk *walk, Place place, const struct sock_filter *i, const CallSet *calls, CallSet *lost)
{
	Place		holds = place;
	Place		fails = place;
	uint32		k = i->k;
	bool		is_whole = place.mask == PG_UINT32_MAX;

	holds.instruction += i->jt;
	fails.instruction += i->jf;
	switch (i->code)
	{
		case BPF_JMP | BPF_JEQ | BPF_K:
			if ((k & ~place.mask) != 0)
				return follow(walk, fails, *calls, lost);
			if (!is_whole)
				return follow_bits(walk, holds, calls, place.mask, k, lost) && follow_other_bits(walk, fails, calls, place.mask, k, lost);
			return follow_range(walk, holds, calls, k, k, lost) &&
				(k == 0 || follow_range(walk, fails, calls, 0, k - 1, lost)) &&
				(k == PG_UINT32_MAX || follow_range(walk, fails, calls, k + 1, PG_UINT32_MAX, lost));
		case BPF_JMP | BPF_JSET | BPF_K:
			return follow_bits(walk, fails, calls, k & place.mask, 0, lost) && follow_other_bits(walk, holds, calls, k & place.mask, 0, lost);
		case BPF_JMP | BPF_JGT | BPF_K:
			return is_whole && follow_range(walk, fails, calls, 0, k, lost) &&
				(k == PG_UINT32_MAX || follow_range(walk, holds, calls, k + 1, PG_UINT32_MAX, lost));
		case BPF_JMP | BPF_JGE | BPF_K:
			return is_whole && follow_range(walk, holds, calls, k, PG_UINT32_MAX, lost) &&
				(k == 0 || follow_range(walk, fails, calls, 0, k - 1, lost));
		default:
			return false;
	}
}

/* What the kernel takes of two verdicts, the second of a later filter. */
static uint32
stricter(uint32 verdict, uint32 later)
{
	return (int32) (later & SECCOMP_RET_ACTION_FULL) <= (int32) (verdict & SECCOMP_RET_ACTION_FULL) ? later : verdict;
}

/* Follows a program up to its next comparison or its end, and what comes behind that. */
static bool
follow(Walk *walk, Place place, CallSet calls, CallSet *lost)
{
	bool		good = true;

	walk->nested++;
	while (!walk->stopped)
	{
		const CompiledFilter *program = walk->programs[place.program];
		const struct sock_filter *i;

		good = walk->nested <= MOST_NESTED && ++walk->steps <= WALK_MOST_STEPS && place.instruction < program->length;
		if (!good)
			break;
		i = &program->instructions[place.instruction++];
		if (i->code == (BPF_LD | BPF_W | BPF_ABS) && i->k % 4 == 0 && i->k / 4 < CALL_WORDS)
		{
			place.word = (int) (i->k / 4);
			place.mask = PG_UINT32_MAX;
		}
		else if (i->code == (BPF_ALU | BPF_AND | BPF_K) && place.word < CALL_WORDS)
			place.mask &= i->k;
		else if (i->code == (BPF_JMP | BPF_JA))
			place.instruction += i->k;
		else if (i->code == (BPF_RET | BPF_K))
		{
			place.verdict = stricter(place.verdict, i->k);
			if (++place.program == walk->count)
			{
				walk->end(walk, &calls, place.verdict);
				break;
			}
			place.instruction = 0;
			place.word = CALL_WORDS;
		}
		else
		{
			good = place.word < CALL_WORDS && BPF_CLASS(i->code) == BPF_JMP && follow_comparison(walk, place, i, &calls, lost);
			break;
		}
	}
	if (!good && !walk->stopped)
	{
		walk->stopped = true;
		*lost = calls;
	}
	walk->nested--;
	return good;
}

bool
walk_all(Walk *walk, const CallSet *calls, CallSet *lost)
{
	Place		start = {0, 0, CALL_WORDS, PG_UINT32_MAX, SECCOMP_RET_ALLOW};

	walk->stopped = false;
	return follow(walk, start, *calls, lost);
}
