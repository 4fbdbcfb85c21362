/*
 * loaded_filters.h: the policies that this process carries on top of the global filter.
 */
#ifndef PGSECCOMP_LOADED_FILTERS_H
#define PGSECCOMP_LOADED_FILTERS_H

#include "policy/policies.h"
#include "denial/denial_counters.h"
#include "process/process_table.h"

/* The policies of nobody yet, in a whole. */
extern Carried loaded_filters_nothing(const Policies *whole);

/*
 * Loads what is wanted and not there yet, and writes it down in the table. Whatever fails is FATAL, before anything is loaded
 * where that can be known.
 */
extern void loaded_filters_load(const Policies *whole, const Carried *wanted);

/* The policies of the role, or of the members of a role, that is meant; false if there are none. */
extern bool loaded_filters_of_role(const Policies *whole, const Carried *carried, RolePolicy *found);

/* Whether a record, which others can write to, selects policies that are there, and that processes can begin under. */
extern bool loaded_filters_exist(const Policies *whole, const Carried *carried);

/* Whether this process has got what it is to carry. */
extern bool loaded_filters_any(void);

/* What it carries; generation 0 if nothing yet. */
extern const Carried *loaded_filters_own(void);

/* The policy that was loaded last but for the database's, NULL if there is none; and that of the database. */
extern const SessionPolicy *loaded_filters_policy(void);
extern const SessionPolicy *loaded_filters_database(void);

/*
 * In a process that is connected to a database, in its first transaction: loads the policy of the database if that is not there, on top of what the
 * process carries.
 */
extern void loaded_filters_add_database(void);

/* The same by name, where it is known before; adds it to what is wanted. */
extern void loaded_filters_want_database(const Policies *whole, const char *database, Carried *wanted);

/* A policy, whose it is, and how its settings are called behind the dot; NULL for those of sessions. */
typedef struct CarriedPolicy
{
	const SessionPolicy *policy;
	DenialSource source;
	const char *suffix;
} CarriedPolicy;

/* The policies that are meant, in the order in which they are loaded; at most MOST_CARRIED. Answers how many. */
#define MOST_CARRIED 4
extern int	loaded_filters_policies(const Policies *whole, const Carried *carried, CarriedPolicy *policies);

/* "session", "role:joe", "process:archiver": what a process carries, for people. */
extern char *loaded_filters_described(const Carried *carried, bool has_client);

#endif
