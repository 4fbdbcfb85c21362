/*
 * groups_function.c: the SQL function seccomp_groups(), which shows the groups of system calls that lists can name.
 *
 * It says nothing about this server but its architecture, and so works where no filter is in force.
 */
#include "start/exports.h"

#include "bridge/core_call.h"
#include "sql/srf.h"

PG_FUNCTION_INFO_V1(seccomp_groups);

Datum
seccomp_groups(PG_FUNCTION_ARGS)
{
	EncodedSettings none;
	CoreCall	call = {0};

	boundary_begin_settings(&none);
	boundary_request(&call.request, CORE_GROUPS, LEVEL_GLOBAL, &none, NULL);
	srf_of_core(fcinfo, &call, "ttw");
	return (Datum) 0;
}
