/*
 * outdated.h: whether a process would get other filters if it began now.
 */
#ifndef PGSECCOMP_OUTDATED_H
#define PGSECCOMP_OUTDATED_H

#include "postgres.h"

#include "utils/backend_status.h"

#include "process/process_table.h"

/*
 * Whether a reload has changed what a process carries. status may be NULL: it is not in PostgreSQL's table. In a transaction. A session that began before the last reload does not know what that brought: it answers true for all
 * that began under something else than the policies in force.
 */
extern bool outdated_is(const Carried *carried, const PgBackendStatus *status);

#endif
