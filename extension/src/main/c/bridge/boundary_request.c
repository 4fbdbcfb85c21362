/*
 * boundary_request.c: encodes settings and requests.
 */
#include "bridge/boundary.h"

#include <string.h>

#include "kernel/architecture.h"
#include "kernel/gate.h"
#include "verify/libc_range.h"

#define FACT_PREFIX "server "

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
append_bytes(StringInfo out, const void *bytes, int length)
{
	append_integer(out, (uint32) length);
	if (length > 0)
		appendBinaryStringInfo(out, bytes, length);
}

static void
append_text(StringInfo out, const char *text)
{
	append_bytes(out, text, (int) strlen(text));
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

void
boundary_add_fact(EncodedSettings *settings, const char *name, const char *value)
{
	boundary_add_setting(settings, psprintf(FACT_PREFIX "%s", name), value);
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
	bool		is_handled = operation == CORE_COMPILE;

	initStringInfo(request);
	append_integer(request, (uint32) (is_handled ? CORE_COMPILE_HANDLED : operation));
	append_integer(request, OWN_ARCH);
	append_integer(request, (uint32) level);
	if (is_handled)
	{
		append_address(request, libc_range()->from);
		append_address(request, libc_range()->to);
		append_address(request, gate_address());
	}
	append_integer(request, (uint32) (facts.count + settings->count));
	if (facts.count > 0)
		appendBinaryStringInfo(request, facts.bytes.data, facts.bytes.len);
	appendBinaryStringInfo(request, settings->bytes.data, settings->bytes.len);
	if (in_force != NULL)
		append_settings(request, in_force);
}

void
boundary_request_observed(StringInfo request, CoreOperation operation, const EncodedSettings *asked, StringInfo text)
{
	EncodedSettings none;

	boundary_begin_settings(&none);
	boundary_request(request, operation, LEVEL_GLOBAL, asked == NULL ? &none : asked, NULL);
	append_bytes(request, text->data, text->len);
}

void
boundary_request_plan(StringInfo request, const EncodedSettings *settings, Reply before)
{
	boundary_request(request, CORE_PLAN, LEVEL_GLOBAL, settings, NULL);
	append_bytes(request, before.bytes, before.length);
}

void
boundary_add_denied(EncodedSettings *denials, const char *type, const char *role, const char *database, int number, uint64 calls,
					const int64 *arguments)
{
	StringInfo	bytes = &denials->bytes;

	append_text(bytes, type);
	append_text(bytes, role);
	append_text(bytes, database);
	append_integer(bytes, (uint32) number);
	append_address(bytes, calls);
	append_integer(bytes, arguments != NULL);
	for (int i = 0; i < 6; i++)
		append_address(bytes, arguments == NULL ? 0 : (uint64) arguments[i]);
	denials->count++;
}

void
boundary_request_simulation(StringInfo request, const EncodedSettings *settings, const EncodedSettings *members,
							const EncodedSettings *denials, StringInfo observed)
{
	boundary_request(request, CORE_SIMULATE, LEVEL_GLOBAL, settings, members);
	append_settings(request, denials);
	append_bytes(request, observed->data, observed->len);
}
