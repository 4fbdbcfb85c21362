/*
 * alter_system.h: judges what ALTER SYSTEM is to write.
 */
#ifndef PGSECCOMP_ALTER_SYSTEM_H
#define PGSECCOMP_ALTER_SYSTEM_H

/* Has every ALTER SYSTEM judged, in all processes that are forked from this one. */
extern void alter_system_prepare(void);

#endif
