/*
 * policy_image.c: the plan as it came, the compiled policies, their programs, one behind the other.
 *
 * Each fork copies the page tables of what the postmaster has allocated, which a thousand policies would make felt in every new
 * connection. Sealed memory (sealed_memory.h) is left out: a process finds its pages when it reads them.
 */
#include "policy/policy_image.h"

#include <string.h>

#include "utils/memutils.h"

#include "policy/sealed_memory.h"

/* What is smaller costs a fork less than the pages that are found one by one. */
#define LEAST_SIZE (64 * 1024)

/* What is made: measured first (without bytes), then written, with the addresses at which it will be. */
typedef struct Image
{
	uintptr_t	address;
	char	   *bytes;
	Size		used;
} Image;

/* Answers where the bytes will be. */
static void *
put(Image *image, const void *bytes, Size size)
{
	uintptr_t	there = image->address + image->used;

	if (image->bytes != NULL && size > 0)
		memcpy(image->bytes + image->used, bytes, size);
	image->used += MAXALIGN(size);
	return (void *) there;
}

static const char *
put_text(Image *image, const char *text)
{
	return put(image, text, strlen(text) + 1);
}

static void
put_words(Image *image, ExpectedActions *expected)
{
	expected->words = put(image, expected->words, sizeof(uint32) * expected->word_count);
}

static void
put_domain(Image *image, Domain *domain)
{
	DomainRule *rules = palloc(sizeof(DomainRule) * ((Size) domain->count + 1));

	for (int i = 0; i < DOMAIN_SETTINGS; i++)
		domain->place[i] = put_text(image, domain->place[i]);
	for (int i = 0; i < domain->count; i++)
	{
		rules[i] = domain->rules[i];
		rules[i].path = put_text(image, rules[i].path);
		rules[i].element = put_text(image, rules[i].element);
	}
	domain->rules = put(image, rules, sizeof(DomainRule) * (Size) domain->count);
	pfree(rules);
}

/* Puts all of it, and lets there point to it. */
static void
put_all(Image *image, const Policies *built, Policies *there)
{
	int			count = plan_policies(&built->plan);
	SessionPolicy *compiled = palloc(sizeof(SessionPolicy) * (Size) count);

	there->reply.bytes = put(image, built->reply.bytes, (Size) built->reply.length);
	there->reply.length = built->reply.length;
	for (int i = 0; i < count; i++)
	{
		compiled[i] = built->compiled[i];
		if (compiled[i].closed != NULL)
			compiled[i].closed = put_text(image, compiled[i].closed);
		else
		{
			/* One instruction more, as wherever programs are kept: there may be none in it. */
			compiled[i].filter.instructions = put(image, compiled[i].filter.instructions,
												  sizeof(struct sock_filter) * ((Size) compiled[i].filter.length + 1));
			compiled[i].filter.quiet_instructions = put(image, compiled[i].filter.quiet_instructions,
														sizeof(struct sock_filter) * ((Size) compiled[i].filter.quiet_length + 1));
			put_words(image, &compiled[i].filter.own);
			put_words(image, &compiled[i].filter.stack);
			compiled[i].filter.conditions = put_text(image, compiled[i].filter.conditions);
			compiled[i].filter.remedies = put_text(image, compiled[i].filter.remedies);
			put_domain(image, &compiled[i].domain);
		}
	}
	there->compiled = put(image, compiled, sizeof(SessionPolicy) * (Size) count);
	pfree(compiled);
}

static void
release(void *memory)
{
	sealed_memory_release(memory);
}

/* False, with nothing left behind, if it cannot be had. */
static bool
make_sealed(const Policies *built, Policies *there, Size size)
{
	SealedMemory *memory = MemoryContextAlloc(there->context, sizeof(SealedMemory));
	MemoryContextCallback *callback = MemoryContextAlloc(there->context, sizeof(MemoryContextCallback));
	Image		image = {.bytes = MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO)};
	bool		good = sealed_memory_begin(memory, size);

	if (good)
	{
		image.address = (uintptr_t) memory->address;
		put_all(&image, built, there);
		good = sealed_memory_finish(memory, image.bytes);
	}
	pfree(image.bytes);
	if (!good)
		return false;
	callback->func = release;
	callback->arg = memory;
	MemoryContextRegisterResetCallback(there->context, callback);
	return true;
}

Policies *
policy_image_make(const Policies *built, const ExpectedActions *filters)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgseccomp policies", ALLOCSET_SMALL_SIZES);
	Policies   *policies = MemoryContextAllocZero(context, sizeof(Policies));
	Image		image = {0, NULL, 0};

	policies->context = context;
	put_all(&image, built, policies);
	if (image.used < LEAST_SIZE || !sealed_memory_is_possible(filters) || !make_sealed(built, policies, image.used))
	{
		Image		plain = {.bytes = MemoryContextAllocExtended(context, image.used, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO)};

		plain.address = (uintptr_t) plain.bytes;
		put_all(&plain, built, policies);
	}
	if (plan_open(policies->reply, &policies->plan) != CORE_ACCEPTED)
		elog(ERROR, "pgseccomp: %s", policies->plan.failure);
	MemoryContextSetParent(context, TopMemoryContext);
	return policies;
}
