/*
 * domain.h: what the processes of a policy may do with files and TCP ports, as the core has read it (Domain.java): a Landlock domain.
 */
#ifndef PGSECCOMP_DOMAIN_H
#define PGSECCOMP_DOMAIN_H

#include "postgres.h"
#include "port/pg_crc32c.h"

#include "bridge/boundary.h"

struct Report;

#define DOMAIN_SETTINGS (DOMAIN_BIND_PORTS + 1)

typedef struct DomainRule
{
	DomainRuleKind kind;
	int			value;			/* Rights, or a port */
	const char *path;
	const char *element;		/* where it was written, a sentence; "" where it is part of a name */
} DomainRule;

typedef struct Domain
{
	bool		restricts[DOMAIN_SETTINGS];
	const char *place[DOMAIN_SETTINGS];	/* the setting, up to the name of its role or type */
	int			count;
	const DomainRule *rules;
} Domain;

/* Reads the tables of a reply that boundary_read_compiled has opened. In new memory but for the texts, which are the reply's. False for what is none. */
extern bool domain_read(const Tables *tables, Domain *domain);

extern bool domain_is_none(const Domain *domain);

/* Whether two domains allow the same. */
extern bool domain_is_same(const Domain *a, const Domain *b);

/* Adds a domain to a checksum. */
extern pg_crc32c domain_add_to_checksum(pg_crc32c crc, const Domain *domain);

/* Warns, at a level, of paths that were written and do not exist. */
extern void domain_warn_of_missing(const Domain *domain, int level, const struct Report *report);

/*
 * Puts this process into a domain. False where it cannot be, and why, without a full stop: then the process is in none, or must not go on. What
 * does not exist is left out.
 */
extern bool domain_enter(const Domain *domain, const char **problem);

#endif
