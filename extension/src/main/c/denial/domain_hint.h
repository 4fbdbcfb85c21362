/*
 * domain_hint.h: what is said of an error that a domain may have caused.
 */
#ifndef PGSECCOMP_DOMAIN_HINT_H
#define PGSECCOMP_DOMAIN_HINT_H

#include "policy/domain.h"

/* This process has entered a domain; how its settings are called behind the dot, NULL for those of sessions. */
extern void domain_hint_expect(const Domain *domain, const char *suffix);

/* Whether this process has a list of files. */
extern bool domain_hint_expected(void);

/* Adds a hint to an error that the kernel's answer EACCES or EXDEV has caused, in a process that has a list of files. */
extern void domain_hint_add(ErrorData *error);

/* The same of a program that has failed: its errors are its own, and nobody in the server hears of them. */
extern void domain_hint_add_of_program(ErrorData *error);

#endif
