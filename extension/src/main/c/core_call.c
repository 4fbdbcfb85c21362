/*
 * core_call.c: a call of the core in a process whose loss the server survives.
 */
#include "core_call.h"

#include "miscadmin.h"

#include "java_runtime.h"

bool
core_call(const StringInfoData *request, Reply *reply, char **problem)
{
	uint8	   *bytes;
	int32		length;

	if (request->len > LONGEST_REQUEST)
	{
		*problem = psprintf("The request has %d bytes; the limit is %d.", request->len, LONGEST_REQUEST);
		return false;
	}
	bytes = palloc(LONGEST_REPLY);
	length = java_runtime_call((const uint8 *) request->data, request->len, bytes, LONGEST_REPLY);
	if (length < 0)
	{
		*problem = pstrdup("The core gave no answer.");
		return false;
	}
	/* Several replies are kept at the same time. */
	reply->bytes = repalloc(bytes, (Size) Max(length, 1));
	reply->length = length;
	return true;
}

bool
core_calls(CoreCall *calls, int count, char **problem)
{
	if (!IsUnderPostmaster)
		return disposable_calls(calls, count, problem);
	for (int i = 0; i < count; i++)
	{
		if (!core_call(&calls[i].request, &calls[i].reply, problem))
			return false;
	}
	return true;
}
