/*
 * role_names.h: says in the log which names in pgseccomp.session_roles no role has.
 */
#ifndef PGSECCOMP_ROLE_NAMES_H
#define PGSECCOMP_ROLE_NAMES_H

#include "postgres.h"

#include "policy/policy_set.h"

/* Looks the names up, in the first session that asks for it under these policies. In a transaction; elsewhere it does nothing. */
extern void role_names_look_up(const Policies *policies);

#endif
