/*
 * settings_files.h: the files of the configuration. Every process reads them once more after a reload.
 */
#ifndef PGSECCOMP_SETTINGS_FILES_H
#define PGSECCOMP_SETTINGS_FILES_H

#include "start/settings.h"

/* Looks where PostgreSQL has read settings from. In the postmaster, at the start and after a reload; processes inherit it. */
extern void settings_files_find(void);

/* What was found: absolute paths. */
extern const char *const *settings_files(int *count);

/*
 * Adds to what is in force the lines whose names look like ours and that PostgreSQL does not know. It refuses each such line of a reload for
 * itself, since the prefix is reserved, and takes the lines beside it. In the postmaster. False, and said in the log, if the files cannot be read.
 */
extern bool settings_files_add_unknown(Settings *settings);

#endif
