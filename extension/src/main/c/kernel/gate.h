/*
 * gate.h: the one instruction with which the handler of SIGSYS makes a system call that it has counted (denial.c).
 *
 * Filters that only warn of a call let it pass from there, and from nowhere else: else it would come back to the handler. Code that jumps
 * there gains no more than that it is not counted.
 */
#ifndef PGSECCOMP_GATE_H
#define PGSECCOMP_GATE_H

#include "postgres.h"

/* What filters see of a call that is made there: the address behind the instruction. It is the same in all processes of a server. */
extern uint64 gate_address(void);

/* Makes a system call with six arguments. Answers what the kernel answers, a negative number for an error; errno stays as it is. Async-signal-safe. */
extern int64 gate_call(int number, const uint64 *arguments);

#endif
