/*
 * learnt_on.h: which versions of extensions a policy was learnt with, and which are here.
 */
#ifndef PGSECCOMP_LEARNT_ON_H
#define PGSECCOMP_LEARNT_ON_H

#include "bridge/boundary.h"

/*
 * Adds a fact: the versions that are here of the extensions that a text in the form of pgseccomp.learnt_on names (LearntOn.java); none where the text
 * is NULL. A start cannot look into databases: the version is that of the files, which a new package replaces.
 */
extern void learnt_on_add_versions(EncodedSettings *facts, const char *learnt_on);

/* Adds a fact: the extensions of this database, each with the version of its files. Between SPI_connect and SPI_finish. */
extern void learnt_on_add_installed(EncodedSettings *facts);

#endif
