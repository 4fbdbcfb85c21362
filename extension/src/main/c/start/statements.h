/*
 * statements.h: what is looked at before a statement is executed.
 */
#ifndef PGSECCOMP_STATEMENTS_H
#define PGSECCOMP_STATEMENTS_H

/* Installs the hook. In the postmaster, before its first child, whether pgseccomp is on or not. */
extern void statements_prepare(void);

#endif
