/*
 * domain_trial.h: whether the kernel denies what a domain is to deny, tried before any process relies on it.
 */
#ifndef PGSECCOMP_DOMAIN_TRIAL_H
#define PGSECCOMP_DOMAIN_TRIAL_H

#include "policy/domain.h"

/*
 * Reads the domain of a reply, and, in the postmaster, has a child enter it and try. Where the kernel answers otherwise than it is to, the status of the reply is
 * CORE_FAILED, and the reply says why. filters: what this process is under, NULL at the start. In other processes nothing is tried: their own filters and domain would answer.
 */
extern CoreStatus domain_take(Tables *tables, Domain *domain, const ExpectedActions *filters);

#endif
