/*
 * kernel.h: what the adapter asks of the kernel.
 */
#ifndef PGSECCOMP_KERNEL_H
#define PGSECCOMP_KERNEL_H

#include "bridge/boundary.h"

/* FATAL if the kernel lacks an action that filters use, or a filter around the server forbids to load one. */
extern void kernel_require_support(void);

/* Asks for the mitigation of Speculative Store Bypass, for good; says in the log where the processor does not offer it. */
extern void kernel_mitigate_speculation(void);

/*
 * Takes privileges and debuggers away from this process and loads the program into it, and into every thread that it has. A
 * filter cannot be unloaded. FATAL on any failure: the process must not go on without the filter that it was to have.
 *
 * whose: "global", "session", "client" or the name of a process type, for the message.
 */
extern void kernel_load_filter(const CompiledFilter *filter, const char *whose);

/* Makes the same calls as kernel_load_filter, to no effect. */
extern void kernel_try_filter(void);

#endif
