/*
 * syscall_names.h: the names of system calls, as the core has them, for processes that must not ask it.
 */
#ifndef PGSECCOMP_SYSCALL_NAMES_H
#define PGSECCOMP_SYSCALL_NAMES_H

#include "postgres.h"

/* Asks the core for all names, in a disposable child of the postmaster. FATAL if it does not answer. */
extern void syscall_names_read(void);

/* The name of a number; NULL if there is none. */
extern const char *syscall_name(int number);

#endif
