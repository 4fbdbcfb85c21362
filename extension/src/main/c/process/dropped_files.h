/*
 * dropped_files.h: a session with a list of files drops nothing that it cannot open.
 */
#ifndef PGSECCOMP_DROPPED_FILES_H
#define PGSECCOMP_DROPPED_FILES_H

#include "postgres.h"

/* From now on each commit is looked at. In the postmaster, before its first child. */
extern void dropped_files_prepare(void);

/*
 * Before a prepared transaction ends, of which nobody knows yet what it drops: an ERROR if there is a tablespace that this session cannot write in.
 */
extern void dropped_files_check_prepared(void);

/* Before a database is dropped: an ERROR if it has files in a tablespace that this session cannot write in. */
extern void dropped_files_check_database(const char *name);

#endif
