/*
 * syscall_names.h: the names of system calls, as the core has them, for processes that must not ask it.
 */
#ifndef PGSECCOMP_SYSCALL_NAMES_H
#define PGSECCOMP_SYSCALL_NAMES_H

#include "boundary.h"

/* What the core is asked for them. */
extern void syscall_names_request(StringInfo request);

/* Keeps the names that the core has answered. FATAL if it has not. */
extern void syscall_names_take(Reply reply);

/* The name of a number; NULL if there is none. */
extern const char *syscall_name(int number);

#endif
