/*
 * observations_file.h: what was observed as text, in a file of the data directory and for the core. docs/learning.md describes
 * the format, ObservationLine.java reads it.
 */
#ifndef PGSECCOMP_OBSERVATIONS_FILE_H
#define PGSECCOMP_OBSERVATIONS_FILE_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "learn/observations.h"

/* In the data directory, which is the working directory of the server's processes. */
#define OBSERVATIONS_FILE "pgseccomp_observed"

/* Where text goes. False from write ends the writing. */
typedef struct TextSink
{
	bool		(*write) (struct TextSink *sink, const char *text, int length);
} TextSink;

/*
 * Writes everything as text. seconds: how long the server learnt in all. The recorder may be changing what is written: no number that is
 * found there is believed. Allocates nothing and raises no error.
 */
extern bool observations_write(const Observations *seen, uint64 seconds, TextSink *sink);

/* Replaces the file, atomically. False on failure, errno is set; the old file stays then. Allocates nothing, raises no error. */
extern bool observations_save(const Observations *seen, uint64 seconds);

/*
 * Reads the text of the file. False if there is none; then *problem is NULL, or a sentence about one that cannot be used. It is the core
 * that knows what it says.
 */
extern bool observations_read(StringInfo text, const char **problem);

/*
 * Reads the file into cleared observations, in the postmaster. *problem is NULL, or a sentence about a file that cannot be used; then nothing
 * of it was taken. False if there is none or none that can be used.
 */
extern bool observations_load(Observations *seen, const char **problem);

#endif
