/*
 * pgseccomp_leak.c: a library whose postmaster leaks, for script/soak, which has to find it. Each new value of leak.count, which a reload brings,
 * leaves behind what leak.what names: a descriptor, or some memory.
 */
#include "postgres.h"

#include <fcntl.h>
#include <limits.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

/* So that no analyzer sees a leak. */
typedef struct Leaked
{
	struct Leaked *before;
	char		memory[16384];
} Leaked;

static Leaked *leaked;
static int	descriptor;
static int	leak_count;
static char *leak_what;

static void
leak(int count, void *extra)
{
	Leaked	   *one;

	if (IsUnderPostmaster || count == 0)
		return;
	if (strcmp(leak_what, "descriptor") == 0)
		descriptor = open("/dev/null", O_RDONLY);
	else if (strcmp(leak_what, "memory") == 0 && (one = malloc(sizeof(*one))) != NULL)
	{
		memset(one, 1, sizeof(*one));
		one->before = leaked;
		leaked = one;
	}
}

void
_PG_init(void)
{
	DefineCustomStringVariable("leak.what", "What a reload leaves behind.", NULL, &leak_what, "", PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("leak.count", "Another value at each reload.", NULL, &leak_count, 0, 0, INT_MAX, PGC_SIGHUP, 0, NULL, leak, NULL);
}
