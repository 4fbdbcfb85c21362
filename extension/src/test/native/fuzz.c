/*
 * fuzz.c: the core in native code as a target of libFuzzer (script/fuzz), with its sanitizers.
 *
 * An input is a request. Whatever it has in it: it is answered, the same again when it is asked again, and the core does not fail on
 * the way. Only a request that is too long is none.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime.h"

#define STATUS_FAILED 2

/* What Boundary.answer says of an exception. */
static const char unexpected[] = "unexpected exception";

int			LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void
fail(const char *what)
{
	(void) fprintf(stderr, "%s\n", what);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static uint8_t first[LONGEST_REPLY];
	static uint8_t second[LONGEST_REPLY];
	static const uint8_t empty[1];
	const uint8_t *request = size > 0 ? input : empty;
	int32_t		length = java_runtime_call(request, (int32_t) size, first, LONGEST_REPLY);

	if (size > LONGEST_REQUEST)
	{
		if (length >= 0)
			fail("a request that is too long was answered");
		return 0;
	}
	if (length < 4)
		fail("no answer");
	if (first[0] > STATUS_FAILED)
		fail("no status");
	if (first[0] == STATUS_FAILED && memmem(first, (size_t) length, unexpected, sizeof(unexpected) - 1) != NULL)
		fail("the core failed");
	if (java_runtime_call(request, (int32_t) size, second, LONGEST_REPLY) != length || memcmp(first, second, (size_t) length) != 0)
		fail("another answer");
	return 0;
}
