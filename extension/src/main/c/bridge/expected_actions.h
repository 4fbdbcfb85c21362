/*
 * expected_actions.h: what filters do with each call, as the core wrote it down (ExpectedTables.java).
 *
 * What is read here may lie in memory that others can write: nothing is believed. An index that leads nowhere is an answer that kills, and
 * expected_are_sound() finds it before anything is loaded. All functions are async-signal-safe.
 */
#ifndef PGSECCOMP_EXPECTED_ACTIONS_H
#define PGSECCOMP_EXPECTED_ACTIONS_H

#include "postgres.h"

#include "bridge/core_tables.h"

#define EXPECTED_ARGUMENTS 6

/* What filters do with each call. */
typedef struct ExpectedActions
{
	const uint32 *words;
	uint32		word_count;
	uint8		of_number[EXPECTED_NUMBERS];
} ExpectedActions;

/* An action, and the error that a call fails with, where it does. */
typedef struct ExpectedAnswer
{
	FilterAction action;
	int			err;
} ExpectedAnswer;

/* A question about an argument: is it from the first to the second value, or are the bits of the first as the second has them? */
typedef struct ExpectedAtom
{
	bool		is_bits;
	uint64		first;
	uint64		second;
} ExpectedAtom;

/* A place among the words of a decision. */
typedef struct ExpectedCursor
{
	const ExpectedActions *expected;
	uint32		word;
} ExpectedCursor;

/* A test: any of the atoms, or none of them. */
typedef struct ExpectedTest
{
	int			argument;
	bool		is_wide;		/* all 64 bits; else the lower 32 */
	bool		is_negated;
	uint32		atoms;
} ExpectedTest;

/* Whether the words are as they are to be. */
extern bool expected_are_sound(const ExpectedActions *expected);

/* To numbers from EXPECTED_NUMBERS on, and to other ABIs. */
extern ExpectedAnswer expected_default(const ExpectedActions *expected);
extern ExpectedAnswer expected_foreign(const ExpectedActions *expected);

/* Whether the answer to a number depends on the arguments, and where the decision begins. */
extern bool expected_depends(const ExpectedActions *expected, int number, ExpectedCursor *decision);

/* The answer to a number, which does not depend on the arguments. */
extern ExpectedAnswer expected_plain(const ExpectedActions *expected, int number);

/* The answer to a call with six arguments; any number. */
extern ExpectedAnswer expected_answer(const ExpectedActions *expected, int number, const uint64 *arguments);

/* The strictest and the mildest action that a number may meet, whatever the arguments are; any number. */
extern FilterAction expected_strictest(const ExpectedActions *expected, int number);
extern FilterAction expected_mildest(const ExpectedActions *expected, int number);

/* The action as settings name it: the two kinds of warnings and of errors are one to them. */
extern FilterAction expected_as_written(FilterAction action);

/* Whether a number may get an answer that a handler makes. */
extern bool expected_may_be_handled(const ExpectedActions *expected, int number);

/* Whether a handler may have to make it once more. */
extern bool expected_may_be_counted(const ExpectedActions *expected, int number);

/* Whether two answer every call in the same way. */
extern bool expected_are_equal(const ExpectedActions *a, const ExpectedActions *b);

/* Steps through a decision: how many cases and the answer where none holds, a case, a test, an atom. */
extern ExpectedAnswer expected_decision(ExpectedCursor *cursor, uint32 *cases);
extern ExpectedAnswer expected_case(ExpectedCursor *cursor, uint32 *tests);
extern ExpectedTest expected_test(ExpectedCursor *cursor);
extern ExpectedAtom expected_atom(ExpectedCursor *cursor);

#endif
