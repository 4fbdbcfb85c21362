/*
 * architecture.h: the architecture that the extension is built for, as seccomp sees it (linux/audit.h).
 */
#ifndef PGSECCOMP_ARCHITECTURE_H
#define PGSECCOMP_ARCHITECTURE_H

#include <linux/audit.h>
#include <sys/syscall.h>

/* Since Linux 5.3, with one number everywhere; older headers do not have it. */
#ifndef SYS_clone3
#define SYS_clone3 435
#endif

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x40000000)	/* x32 */
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x100000000)	/* none */
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCH AUDIT_ARCH_RISCV64
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x100000000)
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define OWN_ARCH AUDIT_ARCH_PPC64LE
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x100000000)
#elif defined(__s390x__)
#define OWN_ARCH AUDIT_ARCH_S390X
#define FIRST_FOREIGN_NUMBER UINT64CONST(0x100000000)
#else
#error "pgseccomp has no system call table for this architecture"
#endif

#endif
