/*
 * syscall_names.h: the names of system calls and what of their arguments can be shown, as the core has them, for processes that must not
 * ask it.
 */
#ifndef PGSECCOMP_SYSCALL_NAMES_H
#define PGSECCOMP_SYSCALL_NAMES_H

#include "bridge/boundary.h"

/* Keeps the names of a reply to CORE_SYSCALLS. FATAL if there are none in it. */
extern void syscall_names_take(Reply reply);

/* The name of a number; NULL if there is none. */
extern const char *syscall_name(int number);

/* Whether programs usually make a call. */
extern bool syscall_is_of_programs(int number);

#define SYSCALL_ARGUMENTS 6

/* A call as it was made, with what of its arguments can be shown: "socket(domain: 2; type: 1; protocol: 0)". In new memory. */
extern char *syscall_described(int number, const uint64 *arguments);

/* How many arguments a call has; -1 if that is not known. Async-signal-safe, as what follows. */
extern int	syscall_arguments(int number);

/* Whether an argument can be shown, and its value as the kernel looks at it: without what else is in the register. */
extern bool syscall_argument_shown(int number, int argument, uint64 value, int64 *as_kernel);

#endif
