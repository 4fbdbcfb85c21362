/*
 * boundary.c: reads replies.
 */
#include "bridge/boundary.h"

#include <string.h>

#define HEAD_LENGTH 12			/* status, number of tables, length of the pool */
#define MALFORMED "malformed reply"

static uint32
integer_at(const uint8 *bytes)
{
	return (uint32) bytes[0] | (uint32) bytes[1] << 8 | (uint32) bytes[2] << 16 | (uint32) bytes[3] << 24;
}

static uint32
rows_of(const Tables *tables, uint32 table)
{
	return integer_at(tables->bytes + 8 + 8 * table);
}

static uint32
columns_of(const Tables *tables, uint32 table)
{
	return integer_at(tables->bytes + 12 + 8 * table);
}

/* Whether the sizes of the tables and of the pool are those of the bytes. */
static bool
is_whole(Tables *tables, uint32 length)
{
	uint64		at = HEAD_LENGTH + (uint64) 8 * tables->count;

	if (tables->count > MOST_TABLES || at > length)
		return false;
	for (uint32 i = 0; i < tables->count; i++)
	{
		uint64		columns = columns_of(tables, i);

		tables->cells[i] = (uint32) at;
		/* Neither product overflows. */
		if (columns > length || (at += 4 * columns * rows_of(tables, i)) > length)
			return false;
	}
	tables->pool = (uint32) at;
	tables->pool_length = integer_at(tables->bytes + HEAD_LENGTH - 4 + 8 * tables->count);
	return tables->pool_length > 0 && at + tables->pool_length == length && tables->bytes[at] == 0 && tables->bytes[length - 1] == 0;
}

/* Whether a refusal has an error, and nothing else has one. */
static bool
has_errors_as_said(const Tables *tables)
{
	int			errors = 0;

	for (int row = 0; row < boundary_rows(tables, PROBLEMS); row++)
		errors += boundary_integer(tables, PROBLEMS, row, PROBLEM_SEVERITY) == SEVERITY_ERROR;
	return (errors > 0) == (tables->status != CORE_ACCEPTED);
}

static bool
has_shape(const Tables *tables, const int *columns, int count)
{
	if (tables->count == 0 || columns_of(tables, PROBLEMS) != PROBLEM_COLUMNS || !has_errors_as_said(tables))
		return false;
	if (tables->status != CORE_ACCEPTED)
		return true;
	if (tables->count != (uint32) count + 1)
		return false;
	for (int i = 0; i < count; i++)
	{
		if (columns_of(tables, (uint32) i + 1) != (uint32) columns[i])
			return false;
	}
	return true;
}

CoreStatus
boundary_open(Reply reply, const int *columns, int count, Tables *tables)
{
	memset(tables, 0, sizeof(*tables));
	tables->bytes = reply.bytes;
	tables->failure = MALFORMED;
	if (reply.length >= HEAD_LENGTH)
	{
		tables->status = (CoreStatus) integer_at(reply.bytes);
		tables->count = integer_at(reply.bytes + 4);
		if ((unsigned) tables->status <= CORE_FAILED && is_whole(tables, (uint32) reply.length) && has_shape(tables, columns, count))
		{
			tables->failure = boundary_text(tables, PROBLEMS, 0, PROBLEM_MESSAGE);
			return tables->status;
		}
	}
	tables->count = 0;
	return tables->status = CORE_FAILED;
}

int
boundary_rows(const Tables *tables, int table)
{
	return (uint32) table < tables->count ? (int) rows_of(tables, (uint32) table) : 0;
}

int32
boundary_integer(const Tables *tables, int table, int row, int column)
{
	uint32		columns;

	if (row < 0 || row >= boundary_rows(tables, table))
		return 0;
	columns = columns_of(tables, (uint32) table);
	if ((uint32) column >= columns)
		return 0;
	return (int32) integer_at(tables->bytes + tables->cells[table] + 4 * ((uint32) row * columns + (uint32) column));
}

uint64
boundary_wide(const Tables *tables, int table, int row, int column)
{
	uint64		high = (uint32) boundary_integer(tables, table, row, column + 1);

	return high << 32 | (uint32) boundary_integer(tables, table, row, column);
}

const char *
boundary_text(const Tables *tables, int table, int row, int column)
{
	uint32		offset = (uint32) boundary_integer(tables, table, row, column);

	return offset < tables->pool_length ? (const char *) tables->bytes + tables->pool + offset : "";
}

#define OF_NUMBER_COLUMNS 3
#define DOMAIN_SETTING_COLUMNS 2
#define DOMAIN_RULE_COLUMNS 4

/* The tables of a compiled policy (Replies.java). */
enum
{
	INSTRUCTIONS = 1,			/* code, jt and jf; k */
	OF_NUMBER,					/* of this filter, of all, remedies: four numbers in a cell */
	WORDS_OF_OWN,
	WORDS_OF_ALL,
	EXPLANATIONS,				/* conditions, remedies */
	DOMAIN_SETTINGS_OF_IT, DOMAIN_RULES,
	QUIET_INSTRUCTIONS,
	QUIET_NUMBERS				/* bits, of all numbers or of none */
};

static const int compiled_columns[] = {2, OF_NUMBER_COLUMNS, 1, 1, 4, DOMAIN_SETTING_COLUMNS, DOMAIN_RULE_COLUMNS, 2, 1};

/* What a column has for each number; false if it has not all of them. */
static bool
read_of_number(const Tables *tables, int column, uint8 *of_number)
{
	const uint8 *cells = tables->bytes + tables->cells[OF_NUMBER];

	if (boundary_rows(tables, OF_NUMBER) != EXPECTED_NUMBERS / 4)
		return false;
	for (int number = 0; number < EXPECTED_NUMBERS; number++)
		of_number[number] = cells[4 * (OF_NUMBER_COLUMNS * (number / 4) + column) + number % 4];
	return true;
}

/* False for what is not as it is to be. */
static bool
read_expected(const Tables *tables, int which, ExpectedActions *expected)
{
	int			table = WORDS_OF_OWN + which;
	uint32	   *words;

	expected->word_count = (uint32) boundary_rows(tables, table);
	words = palloc0(sizeof(uint32) * ((Size) expected->word_count + 1));
	for (uint32 i = 0; i < expected->word_count; i++)
		words[i] = (uint32) boundary_integer(tables, table, (int) i, 0);
	expected->words = words;
	return read_of_number(tables, which, expected->of_number) && expected_are_sound(expected);
}

/* In new memory, with one instruction more. */
static struct sock_filter *
read_program(const Tables *tables, int table)
{
	int			length = boundary_rows(tables, table);
	struct sock_filter *instructions = palloc0(sizeof(struct sock_filter) * ((Size) length + 1));

	for (int i = 0; i < length; i++)
	{
		uint32		word = (uint32) boundary_integer(tables, table, i, 0);

		instructions[i] = (struct sock_filter) {
			.code = (uint16) (word & 0xffff),
			.jt = (uint8) (word >> 16 & 0xff),
			.jf = (uint8) (word >> 24),
			.k = (uint32) boundary_integer(tables, table, i, 1),
		};
	}
	return instructions;
}

static bool
read_quiet(const Tables *tables, CompiledFilter *filter)
{
	int			words = boundary_rows(tables, QUIET_NUMBERS);

	filter->quiet_length = boundary_rows(tables, QUIET_INSTRUCTIONS);
	filter->quiet_instructions = read_program(tables, QUIET_INSTRUCTIONS);
	memset(filter->quiet, 0, sizeof(filter->quiet));
	for (int i = 0; i < words && i < (int) lengthof(filter->quiet); i++)
		filter->quiet[i] = (uint32) boundary_integer(tables, QUIET_NUMBERS, i, 0);
	return words == 0 || words == (int) lengthof(filter->quiet);
}

CoreStatus
boundary_read_compiled(Reply reply, CompiledFilter *filter, Tables *tables)
{
	if (boundary_open(reply, compiled_columns, lengthof(compiled_columns), tables) != CORE_ACCEPTED)
		return tables->status;
	filter->length = boundary_rows(tables, INSTRUCTIONS);
	filter->instructions = read_program(tables, INSTRUCTIONS);
	filter->conditions = boundary_text(tables, EXPLANATIONS, 0, 0);
	filter->remedies = boundary_text(tables, EXPLANATIONS, 0, 1);
	filter->calls = boundary_integer(tables, EXPLANATIONS, 0, 2);
	filter->conditioned = boundary_integer(tables, EXPLANATIONS, 0, 3);
	if (!read_expected(tables, 0, &filter->own) || !read_expected(tables, 1, &filter->stack) ||
		!read_of_number(tables, 2, filter->remedy_of_number) || !read_quiet(tables, filter))
	{
		tables->failure = MALFORMED;
		tables->status = CORE_FAILED;
	}
	return tables->status;
}
