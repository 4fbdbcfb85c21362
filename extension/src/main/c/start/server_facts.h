/*
 * server_facts.h: what the core is told of this server with each request, beside the settings of pgseccomp.
 */
#ifndef PGSECCOMP_SERVER_FACTS_H
#define PGSECCOMP_SERVER_FACTS_H

/* Collects them, once, when the postmaster loads the library; every process inherits them. */
extern void server_facts_collect(void);

/* Whether the kernel can keep processes apart (isolation.h), as it was found then. */
extern bool server_facts_isolation_is_offered(void);

#endif
