/*
 * syscall_names.h: the names of system calls, as the core has them, for processes that must not ask it.
 */
#ifndef PGSECCOMP_SYSCALL_NAMES_H
#define PGSECCOMP_SYSCALL_NAMES_H

#include "boundary.h"

/* Keeps the names of a reply to CORE_SYSCALLS. FATAL if there are none in it. */
extern void syscall_names_take(Reply reply);

/* The name of a number; NULL if there is none. */
extern const char *syscall_name(int number);

#endif
