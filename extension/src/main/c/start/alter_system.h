/*
 * alter_system.h: judges what ALTER SYSTEM is to write.
 */
#ifndef PGSECCOMP_ALTER_SYSTEM_H
#define PGSECCOMP_ALTER_SYSTEM_H

#include "nodes/parsenodes.h"

/* Before a change is written: an ERROR if the server would not start with it. */
extern void alter_system_judge(const VariableSetStmt *change);

#endif
