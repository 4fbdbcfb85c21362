/*
 * architecture.h: the architecture that the extension is built for, as seccomp sees it (linux/audit.h).
 */
#ifndef PGSECCOMP_ARCHITECTURE_H
#define PGSECCOMP_ARCHITECTURE_H

#include <linux/audit.h>

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x40000000)	/* x32 */
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x100000000)	/* none */
#else
#error "pgseccomp has no system call table for this architecture"
#endif

#endif
