/*
 * server_facts.h: what the core is told of this server with each request, beside the settings of pgseccomp.
 */
#ifndef PGSECCOMP_SERVER_FACTS_H
#define PGSECCOMP_SERVER_FACTS_H

/* Collects them, once, when the postmaster loads the library; every process inherits them. */
extern void server_facts_collect(void);

/* A setting of PostgreSQL, as SHOW has it; NULL if this version has none of that name. */
typedef const char *(*SettingValue) (const char *name, const void *context);

/*
 * What the core is told until server_facts_as_they_are: the facts of a server whose settings are others. In this process, and in the memory context
 * of the caller.
 */
extern void server_facts_suppose(SettingValue value_of, const void *context);
extern void server_facts_as_they_are(void);

/* Whether they depend on a setting that only a restart changes. */
extern bool server_facts_depend_on(const char *setting);

/* Whether the kernel can keep processes apart (isolation.h), as it was found then. */
extern bool server_facts_isolation_is_offered(void);

#endif
