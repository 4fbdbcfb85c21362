/*
 * processes_function.h: what seccomp_processes() knows of the server's processes, for others.
 */
#ifndef PGSECCOMP_PROCESSES_FUNCTION_H
#define PGSECCOMP_PROCESSES_FUNCTION_H

/* Whether there is a background worker that calls itself so. */
extern bool processes_have_worker(const char *name);

#endif
