/*
 * no_server.c: what denial.c and denial_counters.c use of PostgreSQL, for programs in which there is none. An error ends the program.
 */
#include "postgres.h"

#include <stdlib.h>
#include <string.h>

#include "utils/backend_status.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

PgBackendStatus *MyBEEntry = NULL;
TimestampTz PgStartTime = 1;

TimestampTz
GetCurrentTimestamp(void)
{
	return 1;
}

MemoryContext TopMemoryContext = NULL;

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	return malloc(size);
}

char *
MemoryContextStrdup(MemoryContext context, const char *string)
{
	return strdup(string);
}

bool
errstart(int elevel, const char *domain)
{
	abort();
}

#undef errstart_cold
extern bool errstart_cold(int elevel, const char *domain);

bool
errstart_cold(int elevel, const char *domain)
{
	abort();
}

int
errmsg(const char *format, ...)
{
	return 0;
}

void
errfinish(const char *file, int line, const char *function)
{
	abort();
}

int
errdetail(const char *format, ...)
{
	return 0;
}
