/*
 * policy_set.c: looks policies up.
 */
#include "policy/policy_set.h"

#include <string.h>

static const SessionPolicy *
compiled_at(const Policies *policies, int policy)
{
	return policy >= 0 && policy < plan_policies(&policies->plan) ? &policies->compiled[policy] : NULL;
}

const SessionPolicy *
policies_of_sessions(const Policies *policies)
{
	return &policies->compiled[PLAN_SESSION];
}

const SessionPolicy *
policies_of_type(const Policies *policies, ProcessType type)
{
	return compiled_at(policies, plan_type_policy(&policies->plan, type));
}

bool
policies_of_role(const Policies *policies, const char *role, RolePolicy *found)
{
	int			row = plan_role(&policies->plan, role);

	if (row == PLAN_NONE)
		return false;
	found->suffix = plan_role_suffix(&policies->plan, row);
	found->policy = compiled_at(policies, plan_role_policy(&policies->plan, row, false));
	found->as_walsender = compiled_at(policies, plan_role_policy(&policies->plan, row, true));
	return found->policy != NULL && found->as_walsender != NULL;
}

bool
policies_of_group(const Policies *policies, const char *group, RolePolicy *found)
{
	int			row = plan_group(&policies->plan, group);

	if (row == PLAN_NONE)
		return false;
	found->suffix = plan_group_suffix(&policies->plan, row);
	found->policy = compiled_at(policies, plan_group_policy(&policies->plan, row, false));
	found->as_walsender = compiled_at(policies, plan_group_policy(&policies->plan, row, true));
	return found->policy != NULL && found->as_walsender != NULL;
}

bool
policies_of_database(const Policies *policies, const char *database, DatabasePolicy *found)
{
	int			row = plan_database(&policies->plan, database);

	if (row == PLAN_NONE)
		return false;
	found->suffix = plan_database_suffix(&policies->plan, row);
	found->policy = compiled_at(policies, plan_database_policy(&policies->plan, row));
	return found->policy != NULL;
}

void
policies_add_database(const Policies *policies, const SessionPolicy *policy, EncodedSettings *settings)
{
	plan_add_own_settings(&policies->plan, (int) (policy - policies->compiled), settings);
}

EncodedSettings
policies_settings(const Policies *policies, const SessionPolicy *policy)
{
	return plan_settings(&policies->plan, (int) (policy - policies->compiled));
}

bool
policies_only_warn(const Policies *policies, const SessionPolicy *policy)
{
	return plan_has_setting(&policies->plan, (int) (policy - policies->compiled), SETTING_WARN_ONLY_NAME);
}

bool
policies_intact(const SessionPolicy *policy)
{
	return policy->closed != NULL || policy->checksum == policies_checksum(policy);
}

bool
policies_same(const SessionPolicy *a, const SessionPolicy *b)
{
	Size		size = sizeof(struct sock_filter) * (Size) a->filter.length;

	return a->closed == NULL && b->closed == NULL && a->checksum == b->checksum && a->filter.length == b->filter.length &&
		memcmp(a->filter.instructions, b->filter.instructions, size) == 0;
}

/* Not where the words lie: they are moved with the policy. */
static pg_crc32c
add_expected(pg_crc32c crc, const ExpectedActions *expected)
{
	COMP_CRC32C(crc, &expected->word_count, sizeof(expected->word_count));
	COMP_CRC32C(crc, expected->words, sizeof(uint32) * (size_t) expected->word_count);
	COMP_CRC32C(crc, expected->of_number, sizeof(expected->of_number));
	return crc;
}

pg_crc32c
policies_checksum(const SessionPolicy *policy)
{
	const CompiledFilter *filter = &policy->filter;
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, &filter->length, sizeof(filter->length));
	COMP_CRC32C(crc, filter->instructions, sizeof(struct sock_filter) * (size_t) filter->length);
	COMP_CRC32C(crc, &filter->quiet_length, sizeof(filter->quiet_length));
	COMP_CRC32C(crc, filter->quiet_instructions, sizeof(struct sock_filter) * (size_t) filter->quiet_length);
	COMP_CRC32C(crc, filter->quiet, sizeof(filter->quiet));
	crc = add_expected(crc, &filter->own);
	crc = add_expected(crc, &filter->stack);
	COMP_CRC32C(crc, filter->conditions, strlen(filter->conditions));
	COMP_CRC32C(crc, filter->remedies, strlen(filter->remedies));
	COMP_CRC32C(crc, filter->remedy_of_number, sizeof(filter->remedy_of_number));
	crc = domain_add_to_checksum(crc, &policy->domain);
	FIN_CRC32C(crc);
	return crc;
}
