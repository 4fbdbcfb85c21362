/*
 * core_call.c: a call of the core in a process whose loss the server survives.
 */
#include "core_call.h"

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
	reply->bytes = bytes;
	reply->length = length;
	return true;
}
