/*
 * catalog_names.h: says which names in pgseccomp.session_roles and pgseccomp.session_databases nobody has.
 */
#ifndef PGSECCOMP_CATALOG_NAMES_H
#define PGSECCOMP_CATALOG_NAMES_H

#include "postgres.h"

#include "policy/policy_set.h"

/* Looks the names up, in the first session that asks for it under these policies. In a transaction; elsewhere it does nothing. */
extern void catalog_names_look_up(const Policies *policies);

/* Says to the listener of reports which names of a plan nobody has. In a transaction. */
extern void catalog_names_tell(const Tables *plan);

#endif
