/*
 * core_call.c: chooses where the core is called. The postmaster never executes generated code, and a process that goes on has no
 * memory for what is large.
 */
#include "bridge/core_call.h"

#include "miscadmin.h"

#include "bridge/java_runtime.h"

/* Answers a request in this process. */
static bool
call_here(CoreCall *call, char **problem)
{
	Size		room = ROOM_FOR_REPLY(call->request.len);
	uint8	   *bytes = palloc(room);
	int32		length = java_runtime_call((const uint8 *) call->request.data, call->request.len, bytes, (int32) room);

	if (length < 0)
	{
		*problem = pstrdup("The core gave no answer.");
		return false;
	}
	/* Several replies are kept at the same time. */
	call->reply.bytes = repalloc(bytes, (Size) Max(length, 1));
	call->reply.length = length;
	return true;
}

bool
core_calls(CoreCall *calls, int count, char **problem)
{
	bool		is_large = false;

	for (int i = 0; i < count; i++)
	{
		if (calls[i].request.len > LONGEST_LARGE_REQUEST)
		{
			*problem = psprintf("The request has %d bytes; the limit is %d.", calls[i].request.len, LONGEST_LARGE_REQUEST);
			return false;
		}
		is_large = is_large || CALL_SIZE(calls[i]) > LONGEST_REQUEST;
	}
	if (!IsUnderPostmaster || is_large)
		return disposable_calls(calls, count, problem);
	for (int i = 0; i < count; i++)
	{
		if (!call_here(&calls[i], problem))
			return false;
	}
	return true;
}
