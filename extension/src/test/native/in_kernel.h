/*
 * in_kernel.h: real calls under a real filter, in children of this process, and what the kernel did with each.
 */
#ifndef PGSECCOMP_NATIVE_IN_KERNEL_H
#define PGSECCOMP_NATIVE_IN_KERNEL_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

/* More calls are not made under one filter. */
#define MOST_CALLS 4096

/* What was done, beside errors (1 to 4095) and results (0). KernelPolicy.java has the same numbers. */
#define TRAPPED 0x10000			/* SIGSYS; below it the data of SECCOMP_RET_TRAP */
#define KILLED 0x20000			/* the process */

typedef struct Call
{
	int			number;
	uint64_t	arguments[6];
	bool		from_libc;		/* by its function syscall(); else by an instruction of this program */
} Call;

typedef struct Done
{
	int			code;
	long		result;			/* where the code is 0 */
} Done;

/*
 * Makes calls in a child that has loaded these programs, the first one first, and in further ones after each that was killed. False where the
 * kernel does not load a program, or a child ends in another way than by the filter.
 */
extern bool in_kernel(const struct sock_fprog *programs, int program_count, const Call *calls, int call_count, Done *done);

#endif
