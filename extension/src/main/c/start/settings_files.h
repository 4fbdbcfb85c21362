/*
 * settings_files.h: the files of the configuration. Every process reads them once more after a reload.
 */
#ifndef PGSECCOMP_SETTINGS_FILES_H
#define PGSECCOMP_SETTINGS_FILES_H

#include "postgres.h"

/* Looks where PostgreSQL has read settings from. In the postmaster, at the start and after a reload; processes inherit it. */
extern void settings_files_find(void);

/* What was found: absolute paths. */
extern const char *const *settings_files(int *count);

#endif
