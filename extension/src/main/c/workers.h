/*
 * workers.h: the filters of processes that serve no client.
 */
#ifndef PGSECCOMP_WORKERS_H
#define PGSECCOMP_WORKERS_H

/* Installs the hooks. In the postmaster, before its first child. */
extern void workers_prepare(void);

#endif
