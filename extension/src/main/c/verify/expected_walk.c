/*
 * expected_walk.c: splits sets of calls by the decision that was written down about them, with nothing of the program at hand.
 */
#include "verify/expected_walk.h"

#define MOST_PARTS 1000000
#define MOST_NESTED 1500

typedef struct Splitter
{
	ExpectedEnd end;
	void	   *context;
	ExpectedAnswer otherwise;
	int			parts;
	int			nested;
} Splitter;

/* Where a set is in a decision: before an atom of a test of a case. */
typedef struct Position
{
	ExpectedCursor next;
	uint32		cases;			/* still to come, this one included */
	uint32		tests;
	uint32		atoms;
	ExpectedTest test;
	ExpectedAnswer answer;		/* of this case */
} Position;

static bool begin_case(Splitter *splitter, Position position, const CallSet *calls);
static bool begin_test(Splitter *splitter, Position position, const CallSet *calls);
static bool next_atom(Splitter *splitter, Position position, const CallSet *calls);

/* The test passes, or it does not: with what is left of it passed over. */
static bool
end_test(Splitter *splitter, Position position, const CallSet *calls, bool passes)
{
	for (; position.atoms > 0; position.atoms--)
		(void) expected_atom(&position.next);
	position.tests--;
	if (passes)
		return begin_test(splitter, position, calls);
	for (; position.tests > 0; position.tests--)
	{
		ExpectedTest test = expected_test(&position.next);

		for (uint32 i = 0; i < test.atoms; i++)
			(void) expected_atom(&position.next);
	}
	position.cases--;
	return begin_case(splitter, position, calls);
}

/* Goes on with part of a set, if there is any in it. */
typedef struct Split
{
	Splitter   *splitter;
	const Position *position;	/* behind the atom */
} Split;

static bool
goes_on(const Split *split, const CallSet *part, bool holds)
{
	return holds ? end_test(split->splitter, *split->position, part, !split->position->test.is_negated) :
		next_atom(split->splitter, *split->position, part);
}

/* A part: the upper and the lower half of the argument each in a range. */
static bool
range_part(const Split *split, const CallSet *calls, uint32 high_first, uint32 high_last, uint32 low_first, uint32 low_last, bool holds)
{
	CallSet		part = *calls;
	int			argument = split->position->test.argument;

	if (high_first > high_last || low_first > low_last ||
		!call_set_keep_range(&part, call_word_high(argument), high_first, high_last) ||
		!call_set_keep_range(&part, call_word_low(argument), low_first, low_last))
		return true;
	return goes_on(split, &part, holds);
}

static bool
split_by_range(const Split *split, const CallSet *calls, uint64 first, uint64 last)
{
	uint32		high_first = (uint32) (first >> 32);
	uint32		low_first = (uint32) first;
	uint32		high_last = (uint32) (last >> 32);
	uint32		low_last = (uint32) last;
	const uint32 most = PG_UINT32_MAX;

	if (!split->position->test.is_wide)
		return range_part(split, calls, 0, most, low_first, low_last, true) &&
			(low_first == 0 || range_part(split, calls, 0, most, 0, low_first - 1, false)) &&
			(low_last == most || range_part(split, calls, 0, most, low_last + 1, most, false));

	if ((high_first > 0 && !range_part(split, calls, 0, high_first - 1, 0, most, false)) ||
		(low_first > 0 && !range_part(split, calls, high_first, high_first, 0, low_first - 1, false)) ||
		(low_last < most && !range_part(split, calls, high_last, high_last, low_last + 1, most, false)) ||
		(high_last < most && !range_part(split, calls, high_last + 1, most, 0, most, false)))
		return false;
	if (high_first == high_last)
		return range_part(split, calls, high_first, high_first, low_first, low_last, true);
	return range_part(split, calls, high_first, high_first, low_first, most, true) &&
		(high_last - high_first < 2 || range_part(split, calls, high_first + 1, high_last - 1, 0, most, true)) &&
		range_part(split, calls, high_last, high_last, 0, low_last, true);
}

static bool
split_by_bits(const Split *split, const CallSet *calls, uint64 mask, uint64 value)
{
	CallSet		left = *calls;
	int			argument = split->position->test.argument;

	/* Those of which the first bit is another one, then those of which it is the second, and so on: what is left has them all. */
	for (int n = 0; n < 64; n++)
	{
		int			word = n < 32 ? call_word_low(argument) : call_word_high(argument);
		uint32		bit = (uint32) 1 << (n % 32);
		uint32		wanted = (value >> n & 1) != 0 ? bit : 0;
		CallSet		part = left;

		if ((mask >> n & 1) == 0)
			continue;
		if (call_set_keep_bits(&part, word, bit, ~wanted) && !goes_on(split, &part, false))
			return false;
		if (!call_set_keep_bits(&left, word, bit, wanted))
			return true;
	}
	return goes_on(split, &left, true);
}

static bool
next_atom(Splitter *splitter, Position position, const CallSet *calls)
{
	Split		split = {splitter, &position};
	ExpectedAtom atom;
	bool		good;

	if (position.atoms == 0)
		return end_test(splitter, position, calls, position.test.is_negated);
	if (++splitter->parts > MOST_PARTS || splitter->nested >= MOST_NESTED)
		return false;
	atom = expected_atom(&position.next);
	position.atoms--;
	splitter->nested++;
	good = atom.is_bits ? split_by_bits(&split, calls, atom.first, atom.second) : split_by_range(&split, calls, atom.first, atom.second);
	splitter->nested--;
	return good;
}

static bool
begin_test(Splitter *splitter, Position position, const CallSet *calls)
{
	if (position.tests == 0)
		return splitter->end(splitter->context, calls, position.answer);
	position.test = expected_test(&position.next);
	position.atoms = position.test.atoms;
	return next_atom(splitter, position, calls);
}

static bool
begin_case(Splitter *splitter, Position position, const CallSet *calls)
{
	if (position.cases == 0)
		return splitter->end(splitter->context, calls, splitter->otherwise);
	position.answer = expected_case(&position.next, &position.tests);
	return begin_test(splitter, position, calls);
}

bool
expected_walk(ExpectedCursor decision, const CallSet *calls, ExpectedEnd end, void *context)
{
	Splitter	splitter = {.end = end, .context = context};
	Position	position = {.next = decision};

	splitter.otherwise = expected_decision(&position.next, &position.cases);
	return begin_case(&splitter, position, calls);
}
