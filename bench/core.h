/*
 * core.h: from settings to a program that is proved, as the start of a server does it, in the native code of a release.
 */
#ifndef PGSECCOMP_BENCH_CORE_H
#define PGSECCOMP_BENCH_CORE_H

#include "postgres.h"

#include "bridge/boundary.h"
#include "bridge/java_runtime.h"
#include "timing.h"
#include "verify/verify.h"

/*
 * The request to the core and the reading of its reply, and the proof; how long both took, in microseconds. settings: names, each with its value
 * behind it, and NULL. Whatever fails ends the program.
 */
static inline CompiledFilter
compile_and_prove(FilterLevel level, const char *const *settings, double *compiled, double *proved)
{
	static uint8 bytes[512 * 1024];
	EncodedSettings encoded;
	StringInfoData request;
	CompiledFilter filter;
	Tables		tables;
	const char *failure = NULL;
	double		start = microseconds();
	double		middle;
	Reply		reply = {bytes, 0};

	boundary_begin_settings(&encoded);
	for (int i = 0; settings[i] != NULL; i += 2)
		boundary_add_setting(&encoded, settings[i], settings[i + 1]);
	boundary_request(&request, CORE_COMPILE, level, &encoded, NULL);
	reply.length = java_runtime_call((const uint8 *) request.data, request.len, bytes, sizeof(bytes));
	if (reply.length < 0)
		failure = "no reply";
	else if (boundary_read_compiled(reply, &filter, &tables) != CORE_ACCEPTED)
		failure = boundary_rows(&tables, PROBLEMS) > 0 ? boundary_text(&tables, PROBLEMS, 0, PROBLEM_MESSAGE) : tables.failure;
	middle = microseconds();
	if (failure == NULL)
		failure = verify_filter(&filter, NULL, 0);
	if (failure != NULL)
	{
		fprintf(stderr, "%s\n", failure);
		exit(1);
	}
	*compiled = middle - start;
	*proved = microseconds() - middle;
	return filter;
}

#endif
