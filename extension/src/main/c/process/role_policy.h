/*
 * role_policy.h: which policy a role has: its own, or that of the members of a role.
 */
#ifndef PGSECCOMP_ROLE_POLICY_H
#define PGSECCOMP_ROLE_POLICY_H

#include "policy/policy_set.h"
#include "process/process_table.h"

/* Of a role, in a transaction. Adds it to what is wanted; nothing if the role has none. */
extern void role_policy_find(const Policies *whole, Oid role, Carried *wanted);

/* Of the role that logs in, by its name. FATAL where its memberships count and cannot be looked up. */
extern void role_policy_find_at_login(const Policies *whole, const char *role, Carried *wanted);

#endif
