/*
 * check_changes.h: what a configuration changes for whom.
 */
#ifndef PGSECCOMP_CHECK_CHANGES_H
#define PGSECCOMP_CHECK_CHANGES_H

#include "postgres.h"

#include "bridge/core_call.h"
#include "sql/proposed.h"
#include "start/report.h"

/* The answer to CORE_CHECK and CORE_CHANGE. */
#define REMARKS 1

/* Asks the core for remarks; no answer is an ERROR. */
extern Tables check_ask(CoreCall *call);

extern Told check_remark(const Tables *tables, int table, int row);

/*
 * Tells who may do more or less than under what was in force when this session began, and which names in lists of roles and databases nobody has. In memory of SPI's.
 */
extern void check_changes(const Proposed *proposed, bool needs_restart, Listener *listener);

#endif
