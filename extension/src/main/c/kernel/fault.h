/*
 * fault.h: faults that tests inject. Compiled in by -DPGSECCOMP_FAULTS only, which no build for users sets.
 *
 * The environment variable PGSECCOMP_FAULT names the one fault that happens.
 */
#ifndef PGSECCOMP_FAULT_H
#define PGSECCOMP_FAULT_H

#ifdef PGSECCOMP_FAULTS

#include <stdlib.h>
#include <string.h>

static inline bool
fault_injected(const char *name)
{
	const char *wanted = getenv("PGSECCOMP_FAULT");

	return wanted != NULL && strcmp(wanted, name) == 0;
}

/* In a process that is not to meet the faults of single calls of the core: tests look for those in backends. */
static inline void
fault_spare_calls(void)
{
	const char *wanted = getenv("PGSECCOMP_FAULT");

	if (wanted != NULL && strncmp(wanted, "call-", 5) == 0)
		(void) unsetenv("PGSECCOMP_FAULT");
}
#else
#define fault_injected(name) false
#define fault_spare_calls() ((void) 0)
#endif

#endif
