/*
 * expected_actions.c: reads what filters are expected to do.
 */
#include "bridge/expected_actions.h"

#include <string.h>

/* The words (ExpectedTables.java). */
enum
{
	WORD_DEFAULT,
	WORD_FOREIGN,
	WORD_COUNT,
	WORD_ANSWERS
};

#define DECISION 0x80000000u
#define LARGEST_ERROR 4095
#define WORDS_OF_ATOM 5

static uint32
word_at(const ExpectedActions *expected, uint32 word)
{
	return word < expected->word_count ? expected->words[word] : ACTION_KILL;
}

static ExpectedAnswer
answer_of(uint32 code)
{
	uint32		action = code & 0xff;

	return (ExpectedAnswer) {action < ACTION_COUNT ? (FilterAction) action : ACTION_KILL, (int) (code >> 8)};
}

static uint32
next_word(ExpectedCursor *cursor)
{
	return word_at(cursor->expected, cursor->word++);
}

ExpectedAnswer
expected_default(const ExpectedActions *expected)
{
	return answer_of(word_at(expected, WORD_DEFAULT));
}

ExpectedAnswer
expected_foreign(const ExpectedActions *expected)
{
	return answer_of(word_at(expected, WORD_FOREIGN));
}

static uint32
word_of_number(const ExpectedActions *expected, int number)
{
	return number >= 0 && number < EXPECTED_NUMBERS ? word_at(expected, (uint32) WORD_ANSWERS + expected->of_number[number]) :
		word_at(expected, WORD_DEFAULT);
}

bool
expected_depends(const ExpectedActions *expected, int number, ExpectedCursor *decision)
{
	uint32		word = word_of_number(expected, number);

	*decision = (ExpectedCursor) {expected, word & ~DECISION};
	return (word & DECISION) != 0;
}

ExpectedAnswer
expected_plain(const ExpectedActions *expected, int number)
{
	return answer_of(word_of_number(expected, number));
}

ExpectedAnswer
expected_decision(ExpectedCursor *cursor, uint32 *cases)
{
	*cases = next_word(cursor);
	/* A damaged number is no reason to look for long. */
	*cases = Min(*cases, cursor->expected->word_count);
	return answer_of(next_word(cursor));
}

ExpectedAnswer
expected_case(ExpectedCursor *cursor, uint32 *tests)
{
	ExpectedAnswer answer = answer_of(next_word(cursor));

	*tests = next_word(cursor);
	*tests = Min(*tests, cursor->expected->word_count);
	return answer;
}

ExpectedTest
expected_test(ExpectedCursor *cursor)
{
	uint32		word = next_word(cursor);
	uint32		atoms = next_word(cursor);

	return (ExpectedTest) {
		.argument = (int) Min(word & 0xff, EXPECTED_ARGUMENTS - 1),
		.is_wide = (word >> 8 & 0xff) == 64,
		.is_negated = (word >> 16 & 1) != 0,
		.atoms = Min(atoms, cursor->expected->word_count),
	};
}

ExpectedAtom
expected_atom(ExpectedCursor *cursor)
{
	ExpectedAtom atom;
	uint64		low;

	atom.is_bits = next_word(cursor) == ATOM_BITS;
	low = next_word(cursor);
	atom.first = low | (uint64) next_word(cursor) << 32;
	low = next_word(cursor);
	atom.second = low | (uint64) next_word(cursor) << 32;
	return atom;
}

static bool
passes(ExpectedCursor *cursor, const uint64 *arguments)
{
	ExpectedTest test = expected_test(cursor);
	uint64		value = arguments[test.argument];
	bool		any = false;

	if (!test.is_wide)
		value &= PG_UINT32_MAX;
	for (uint32 i = 0; i < test.atoms; i++)
	{
		ExpectedAtom atom = expected_atom(cursor);

		any = any || (atom.is_bits ? (value & atom.first) == atom.second : value >= atom.first && value <= atom.second);
	}
	return any != test.is_negated;
}

ExpectedAnswer
expected_answer(const ExpectedActions *expected, int number, const uint64 *arguments)
{
	ExpectedCursor cursor;
	ExpectedAnswer otherwise;
	uint32		cases;

	if (!expected_depends(expected, number, &cursor))
		return expected_plain(expected, number);
	otherwise = expected_decision(&cursor, &cases);
	for (uint32 i = 0; i < cases; i++)
	{
		uint32		tests;
		ExpectedAnswer answer = expected_case(&cursor, &tests);
		bool		all = true;

		for (uint32 j = 0; j < tests; j++)
			all = passes(&cursor, arguments) && all;
		if (all)
			return answer;
	}
	return otherwise;
}

/* Passes over the tests of a case. */
static void
skip_tests(ExpectedCursor *cursor, uint32 tests)
{
	for (uint32 j = 0; j < tests && cursor->word < cursor->expected->word_count; j++)
	{
		ExpectedTest test = expected_test(cursor);

		cursor->word += WORDS_OF_ATOM * test.atoms;
	}
}

/* Which actions a number may meet, each a bit. */
static uint32
actions_of(const ExpectedActions *expected, int number)
{
	ExpectedCursor cursor;
	uint32		found;
	uint32		cases;

	if (!expected_depends(expected, number, &cursor))
		return (uint32) 1 << expected_plain(expected, number).action;
	found = (uint32) 1 << expected_decision(&cursor, &cases).action;
	for (uint32 i = 0; i < cases; i++)
	{
		uint32		tests;

		found |= (uint32) 1 << expected_case(&cursor, &tests).action;
		skip_tests(&cursor, tests);
	}
	return found;
}

FilterAction
expected_strictest(const ExpectedActions *expected, int number)
{
	uint32		found = actions_of(expected, number);
	FilterAction action = ACTION_KILL;

	while (action > ACTION_ALLOW && (found >> action & 1) == 0)
		action--;
	return action;
}

FilterAction
expected_mildest(const ExpectedActions *expected, int number)
{
	uint32		found = actions_of(expected, number);
	FilterAction action = ACTION_ALLOW;

	while (action < ACTION_KILL && (found >> action & 1) == 0)
		action++;
	return action;
}

FilterAction
expected_as_written(FilterAction action)
{
	switch (action)
	{
		case ACTION_COUNTED_WARN:
			return ACTION_WARN;
		case ACTION_EXPLAINED_ERROR:
			return ACTION_ERROR;
		default:
			return action;
	}
}

bool
expected_may_be_handled(const ExpectedActions *expected, int number)
{
	const uint32 handled = (uint32) 1 << ACTION_COUNTED_WARN | (uint32) 1 << ACTION_EXPLAINED_ERROR | (uint32) 1 << ACTION_TERMINATE;

	return (actions_of(expected, number) & handled) != 0;
}

bool
expected_may_be_counted(const ExpectedActions *expected, int number)
{
	return (actions_of(expected, number) & (uint32) 1 << ACTION_COUNTED_WARN) != 0;
}

bool
expected_are_equal(const ExpectedActions *a, const ExpectedActions *b)
{
	return a->word_count == b->word_count && memcmp(a->words, b->words, sizeof(uint32) * a->word_count) == 0 &&
		memcmp(a->of_number, b->of_number, sizeof(a->of_number)) == 0;
}

static bool
is_answer(uint32 code)
{
	FilterAction action = (FilterAction) (code & 0xff);
	uint32		err = code >> 8;
	bool		fails = action == ACTION_ERROR || action == ACTION_EXPLAINED_ERROR || action == ACTION_TERMINATE;

	return (code & 0xff) < ACTION_COUNT && (fails ? err >= 1 && err <= LARGEST_ERROR : err == 0);
}

static bool
is_sound_test(ExpectedCursor *cursor)
{
	const ExpectedActions *expected = cursor->expected;
	uint32		word = next_word(cursor);
	uint32		atoms = next_word(cursor);
	uint32		bits = word >> 8 & 0xff;

	if ((word & 0xff) >= EXPECTED_ARGUMENTS || (bits != 32 && bits != 64) || word >> 17 != 0 || atoms == 0 ||
		cursor->word > expected->word_count || atoms > (expected->word_count - cursor->word) / WORDS_OF_ATOM)
		return false;
	for (uint32 i = 0; i < atoms; i++)
	{
		uint32		kind = word_at(expected, cursor->word);
		ExpectedAtom atom = expected_atom(cursor);

		if ((kind != ATOM_BITS && kind != ATOM_RANGE) || (bits == 32 && (atom.first > PG_UINT32_MAX || atom.second > PG_UINT32_MAX)) ||
			(atom.is_bits ? (atom.second & ~atom.first) != 0 : atom.first > atom.second))
			return false;
	}
	return true;
}

static bool
is_sound_decision(const ExpectedActions *expected, uint32 word)
{
	ExpectedCursor cursor = {expected, word};
	uint32		cases = next_word(&cursor);
	bool		good = cases > 0 && is_answer(next_word(&cursor));

	for (uint32 i = 0; i < cases && good; i++)
	{
		uint32		answer = next_word(&cursor);
		uint32		tests = next_word(&cursor);

		good = cursor.word <= expected->word_count && is_answer(answer) && tests > 0;
		for (uint32 j = 0; j < tests && good; j++)
			good = is_sound_test(&cursor);
	}
	return good && cursor.word <= expected->word_count;
}

bool
expected_are_sound(const ExpectedActions *expected)
{
	uint32		answers = word_at(expected, WORD_COUNT);
	bool		good = expected->word_count > WORD_ANSWERS && answers > 0 && answers <= expected->word_count - WORD_ANSWERS &&
		is_answer(word_at(expected, WORD_DEFAULT)) && is_answer(word_at(expected, WORD_FOREIGN));

	for (uint32 i = 0; i < answers && good; i++)
	{
		uint32		word = word_at(expected, WORD_ANSWERS + i);

		good = (word & DECISION) == 0 ? is_answer(word) : is_sound_decision(expected, word & ~DECISION);
	}
	for (int number = 0; number < EXPECTED_NUMBERS && good; number++)
		good = expected->of_number[number] < answers;
	return good;
}
