/*
 * compiled.c: see compiled.h.
 */
#include "compiled.h"

#include <stdio.h>

#include "runtime.h"

bool
compiled(FilterLevel level, const EncodedSettings *settings, CompiledFilter *filter)
{
	static uint8 room[LONGEST_REPLY];
	StringInfoData request;
	Tables		tables;
	Reply		reply = {room, 0};

	boundary_request(&request, CORE_COMPILE, level, settings, NULL);
	reply.length = java_runtime_call((const uint8 *) request.data, request.len, room, LONGEST_REPLY);
	pfree(request.data);
	if (reply.length < 0)
		return false;
	if (boundary_read_compiled(reply, filter, &tables) == CORE_ACCEPTED)
		return filter->length > 0;
	if (boundary_rows(&tables, PROBLEMS) > 0)
		fprintf(stderr, "%s %s\n", boundary_text(&tables, PROBLEMS, 0, PROBLEM_MESSAGE), boundary_text(&tables, PROBLEMS, 0, PROBLEM_DETAIL));
	return false;
}
