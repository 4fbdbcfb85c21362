/*
 * boundary_request.c: encodes settings and requests.
 */
#include "boundary.h"

#include <string.h>

#include "architecture.h"
#include "library_code.h"

/* Much more than the core reads. */
#define LONGEST_TEXT (16 * LONGEST_REQUEST)

static EncodedSettings facts = {0, {NULL, 0, 0, 0}};

void
boundary_set_facts(const EncodedSettings *settings)
{
	facts = *settings;
}

static void
append_integer(StringInfo out, uint32 value)
{
	char		bytes[4];

	bytes[0] = (char) (value & 0xff);
	bytes[1] = (char) ((value >> 8) & 0xff);
	bytes[2] = (char) ((value >> 16) & 0xff);
	bytes[3] = (char) ((value >> 24) & 0xff);
	appendBinaryStringInfo(out, bytes, sizeof(bytes));
}

static void
append_text(StringInfo out, const char *text)
{
	size_t		length = strlen(text);

	/* Stops growing where the core would refuse the request anyway; callers check the length, and say how long it was. */
	if (length > LONGEST_TEXT)
		length = LONGEST_TEXT;
	append_integer(out, (uint32) length);
	appendBinaryStringInfo(out, text, (int) length);
}

void
boundary_begin_settings(EncodedSettings *settings)
{
	settings->count = 0;
	initStringInfo(&settings->bytes);
}

void
boundary_add_setting(EncodedSettings *settings, const char *name, const char *value)
{
	append_text(&settings->bytes, name);
	append_text(&settings->bytes, value);
	settings->count++;
}

void
boundary_copy_settings(EncodedSettings *to, const EncodedSettings *from)
{
	boundary_begin_settings(to);
	appendBinaryStringInfo(&to->bytes, from->bytes.data, from->bytes.len);
	to->count = from->count;
}

bool
boundary_same_settings(const EncodedSettings *a, const EncodedSettings *b)
{
	return a->count == b->count && a->bytes.len == b->bytes.len && memcmp(a->bytes.data, b->bytes.data, a->bytes.len) == 0;
}

static void
append_address(StringInfo request, uint64 address)
{
	append_integer(request, (uint32) address);
	append_integer(request, (uint32) (address >> 32));
}

static void
append_settings(StringInfo request, const EncodedSettings *settings)
{
	append_integer(request, (uint32) settings->count);
	appendBinaryStringInfo(request, settings->bytes.data, settings->bytes.len);
}

void
boundary_request(StringInfo request, CoreOperation operation, FilterLevel level, const EncodedSettings *settings,
				 const EncodedSettings *in_force)
{
	bool		is_handled = operation == CORE_COMPILE && level != LEVEL_GLOBAL;

	initStringInfo(request);
	append_integer(request, (uint32) (is_handled ? CORE_COMPILE_HANDLED : operation));
	append_integer(request, OWN_ARCH);
	append_integer(request, (uint32) level);
	if (is_handled)
	{
		append_address(request, library_code()->from);
		append_address(request, library_code()->to);
	}
	append_integer(request, (uint32) (facts.count + settings->count));
	if (facts.count > 0)
		appendBinaryStringInfo(request, facts.bytes.data, facts.bytes.len);
	appendBinaryStringInfo(request, settings->bytes.data, settings->bytes.len);
	if (in_force != NULL)
		append_settings(request, in_force);
}

static uint32
integer_at(const StringInfoData *request, int position)
{
	const uint8 *b = (const uint8 *) request->data + position;

	return (uint32) b[0] | (uint32) b[1] << 8 | (uint32) b[2] << 16 | (uint32) b[3] << 24;
}

/* What was written above is read again; the second settings of CORE_TIGHTENS too. */
void
boundary_longest_setting(const StringInfoData *request, char **name, int *size)
{
	int			position = integer_at(request, 0) == CORE_COMPILE_HANDLED ? 28 : 12;

	*name = NULL;
	*size = -1;
	while (position < request->len)
	{
		uint32		count = integer_at(request, position);

		position += 4;
		for (; count > 0; count--)
		{
			int			name_length = (int) integer_at(request, position);
			int			value_at = position + 4 + name_length;
			int			value_length = (int) integer_at(request, value_at);

			if (value_length > *size)
			{
				*size = value_length;
				*name = pnstrdup(request->data + position + 4, name_length);
			}
			position = value_at + 4 + value_length;
		}
	}
}
