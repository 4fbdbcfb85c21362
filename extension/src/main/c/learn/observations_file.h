/*
 * observations_file.h: what was observed as text, in a file of the data directory and for the core. docs/learning.md describes
 * the format.
 */
#ifndef PGSECCOMP_OBSERVATIONS_FILE_H
#define PGSECCOMP_OBSERVATIONS_FILE_H

#include "learn/observations.h"

/* In the data directory, which is the working directory of the server's processes. */
#define OBSERVATIONS_FILE "pgseccomp_observed"

/* Its first line, and what no line is longer than. */
#define OBSERVATIONS_VERSION "pgseccomp-observed 1"
#define OBSERVATIONS_LINE 1024

/* Where text goes. False from write ends the writing. */
typedef struct TextSink
{
	bool		(*write) (struct TextSink *sink, const char *text, int length);
} TextSink;

/*
 * Writes everything as text. times: with the time of each call, else 0 in their place. seconds: how long the server learnt in
 * all. Allocates nothing and raises no error.
 */
extern bool observations_write(const Observations *seen, uint64 seconds, bool times, TextSink *sink);

/* Replaces the file, atomically. False on failure, errno is set; the old file stays then. Allocates nothing, raises no error. */
extern bool observations_save(const Observations *seen, uint64 seconds);

/*
 * Reads the file into cleared observations. *problem is NULL, or a sentence about a file that cannot be used; then nothing of it
 * was taken. False if there is none or none that can be used.
 */
extern bool observations_load(Observations *seen, const char **problem);

#endif
