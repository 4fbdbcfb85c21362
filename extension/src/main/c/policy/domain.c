/*
 * domain.c: reads and compares domains.
 */
#include "policy/domain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "start/report.h"

/* Behind those of a program (boundary.c). */
enum
{
	SETTINGS = 6, RULES
};

bool
domain_read(const Tables *tables, Domain *domain)
{
	DomainRule *rules;

	memset(domain, 0, sizeof(*domain));
	if (boundary_rows(tables, SETTINGS) != DOMAIN_SETTINGS)
		return false;
	for (int i = 0; i < DOMAIN_SETTINGS; i++)
	{
		domain->restricts[i] = boundary_integer(tables, SETTINGS, i, 0) == 1;
		domain->place[i] = boundary_text(tables, SETTINGS, i, 1);
	}
	domain->count = boundary_rows(tables, RULES);
	rules = palloc0(sizeof(DomainRule) * ((Size) domain->count + 1));
	domain->rules = rules;
	for (int i = 0; i < domain->count; i++)
	{
		rules[i] = (DomainRule) {
			(DomainRuleKind) boundary_integer(tables, RULES, i, 0), boundary_integer(tables, RULES, i, 1),
			boundary_text(tables, RULES, i, 2), boundary_text(tables, RULES, i, 3)
		};
		if ((unsigned) rules[i].kind > RULE_BIND)
			return false;
	}
	return true;
}

bool
domain_is_none(const Domain *domain)
{
	for (int i = 0; i < DOMAIN_SETTINGS; i++)
	{
		if (domain->restricts[i])
			return false;
	}
	return true;
}

bool
domain_is_same(const Domain *a, const Domain *b)
{
	if (memcmp(a->restricts, b->restricts, sizeof(a->restricts)) != 0 || a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
	{
		if (a->rules[i].kind != b->rules[i].kind || a->rules[i].value != b->rules[i].value ||
			strcmp(a->rules[i].path, b->rules[i].path) != 0)
			return false;
	}
	return true;
}

pg_crc32c
domain_add_to_checksum(pg_crc32c crc, const Domain *domain)
{
	COMP_CRC32C(crc, domain->restricts, sizeof(domain->restricts));
	COMP_CRC32C(crc, &domain->count, sizeof(domain->count));
	for (int i = 0; i < domain->count; i++)
	{
		const DomainRule *rule = &domain->rules[i];

		COMP_CRC32C(crc, &rule->kind, sizeof(rule->kind));
		COMP_CRC32C(crc, &rule->value, sizeof(rule->value));
		COMP_CRC32C(crc, rule->path, strlen(rule->path));
	}
	return crc;
}

static bool
is_missing(const DomainRule *rule)
{
	return rule->element[0] != '\0' && access(rule->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG);
}

/* A list of hundreds of files, written for other machines too, is one warning in the log at each load. Who listens is told of all. */
void
domain_warn_of_missing(const Domain *domain, int level, const Report *report)
{
	const DomainRule *first = NULL;
	int			others = 0;

	for (int i = 0; i < domain->count; i++)
	{
		const DomainRule *rule = &domain->rules[i];

		if (!is_missing(rule))
			continue;
		if (report_is_listened_to())
			report_missing_path(level, rule->path, rule->element, 0, report);
		else if (first == NULL)
			first = rule;
		else
			others++;
	}
	if (first != NULL)
		report_missing_path(level, first->path, first->element, others, report);
}
