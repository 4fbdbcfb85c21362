/*
 * call_set.c: keeps parts of sets of calls.
 */
#include "verify/call_set.h"

CallSet
call_set_all(void)
{
	CallSet		all;

	memset(&all, 0, sizeof(all));
	memset(all.last, 0xff, sizeof(all.last));
	return all;
}

/* The least word with these bits that is at least as high as another one; false if there is none. */
static bool
least_from(uint32 from, uint32 mask, uint32 value, uint32 *least)
{
	uint32		wrong = (from ^ value) & mask;
	uint32		bit = PG_UINT32_MAX / 2 + 1;
	uint32		open;

	*least = from;
	if (wrong == 0)
		return true;
	while ((wrong & bit) == 0)
		bit >>= 1;
	if ((value & bit) == 0)
	{
		/* It has to be clear: a free bit above has to be set which is not. */
		open = ~mask & ~from & ~(bit | (bit - 1));
		if (open == 0)
			return false;
		bit = open & (~open + 1);
	}
	*least = (from & ~(bit | (bit - 1))) | bit | (value & (bit - 1));
	return true;
}

static bool
has_any(const CallSet *set, int word)
{
	uint32		least;

	return set->first[word] <= set->last[word] && least_from(set->first[word], set->mask[word], set->value[word], &least) &&
		least <= set->last[word];
}

bool
call_set_keep_range(CallSet *set, int word, uint32 first, uint32 last)
{
	set->first[word] = Max(set->first[word], first);
	set->last[word] = Min(set->last[word], last);
	return has_any(set, word);
}

bool
call_set_keep_bits(CallSet *set, int word, uint32 mask, uint32 value)
{
	if (((set->value[word] ^ value) & set->mask[word] & mask) != 0)
		return false;
	set->mask[word] |= mask;
	set->value[word] |= value & mask;
	return has_any(set, word);
}

int
call_word_low(int argument)
{
#ifdef WORDS_BIGENDIAN
	return WORD_ARGUMENTS + 2 * argument + 1;
#else
	return WORD_ARGUMENTS + 2 * argument;
#endif
}

int
call_word_high(int argument)
{
#ifdef WORDS_BIGENDIAN
	return WORD_ARGUMENTS + 2 * argument;
#else
	return WORD_ARGUMENTS + 2 * argument + 1;
#endif
}
