/*
 * proposed.h: a configuration that is not in force: that of the files, with lines that are given.
 */
#ifndef PGSECCOMP_PROPOSED_H
#define PGSECCOMP_PROPOSED_H

#include "postgres.h"
#include "fmgr.h"

#include "bridge/core_call.h"
#include "start/next_start.h"

/* A longer text is no configuration. */
#define LONGEST_CONFIGURATION (8 * 1024 * 1024)

typedef struct Proposed
{
	Settings	lines;			/* those that were given, in their order; their file is NULL */
	Tables		read;			/* what the core answered to them: what is wrong with some is its table PROPOSED_WRONG */
	NextStart	next;
	Settings	settings;		/* ours, of all of it */
	const char *libraries;		/* shared_preload_libraries */
} Proposed;

#define PROPOSED_WRONG 2
#define PROPOSED_LINE 5			/* its column behind those of remarks */

/* Columns of remarks (CheckTables.java). */
typedef enum RemarkColumn
{
	REMARK_SEVERITY, REMARK_SETTING, REMARK_MESSAGE, REMARK_DETAIL, REMARK_HINT,
	REMARK_COLUMNS
} RemarkColumn;

/* Reads the files and the lines, NULL for none. In memory of SPI's, between SPI_connect and SPI_finish; what is told of the server is supposed to be so from then on. */
extern void proposed_read(Proposed *proposed, text *lines);

/*
 * What is wrong with a line of a file, as the remarks of a table PROPOSED_WRONG, which say more of it than PostgreSQL's view of files. False where the file
 * cannot be read here, or the line has been mended.
 */
extern bool proposed_explain_line(const char *name, int number, Tables *answer);

/* What is told of the server is again as it is. */
extern void proposed_forget(void);

/* Whether a server that starts with it would load filters. */
extern bool proposed_is_in_force(const Proposed *proposed);

#endif
