/*
 * action.h: what a filter does with a call, in the order of strictness.
 *
 * The numbers are those that the core uses (Answer.java). An error is of two kinds: one that the kernel makes by itself, and one that
 * our handler of SIGSYS makes, which takes note of it (denial.c). To settings they are one.
 */
#ifndef PGSECCOMP_ACTION_H
#define PGSECCOMP_ACTION_H

typedef enum FilterAction
{
	ACTION_ALLOW,
	ACTION_LOG,
	ACTION_ERROR,
	ACTION_EXPLAINED_ERROR,
	ACTION_TERMINATE,
	ACTION_KILL
} FilterAction;

#define ACTION_COUNT (ACTION_KILL + 1)

/* The data of SECCOMP_RET_TRAP, which the handler finds in si_errno (Verdict.java). */
#define TRAP_ERROR 1
#define TRAP_TERMINATE 2

#endif
