/*
 * policy_freeze.c: moves a whole of many policies into memory that no fork copies and that nobody writes to.
 *
 * Each fork copies the page tables of what the postmaster has allocated, which a thousand policies would make felt in every new
 * connection. Sealed memory (sealed_memory.h) is left out: a process finds its pages when it reads them.
 *
 * A few policies stay where they are, and so do all where there is no sealed memory.
 */
#include "policy_freeze.h"

#include <string.h>

#include "utils/memutils.h"

#include "sealed_memory.h"

/* What is smaller costs a fork less than the pages that are found one by one. */
#define LEAST_SIZE (64 * 1024)

/* What will be in the file: measured first (without bytes), then written, with the addresses at which it will be mapped. */
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

	if (image->bytes != NULL)
		memcpy(image->bytes + image->used, bytes, size);
	image->used += MAXALIGN(size);
	return (void *) there;
}

static char *
put_text(Image *image, const char *text)
{
	return text == NULL ? NULL : put(image, text, strlen(text) + 1);
}

static Rejection *
put_rejection(Image *image, const Rejection *rejection)
{
	Rejection	there = *rejection;

	there.setting = put_text(image, rejection->setting);
	there.message = put_text(image, rejection->message);
	there.detail = put_text(image, rejection->detail);
	there.hint = put_text(image, rejection->hint);
	return put(image, &there, sizeof(there));
}

static SessionPolicy *
put_policy(Image *image, const SessionPolicy *policy)
{
	SessionPolicy there = *policy;

	there.source.bytes.data = put(image, policy->source.bytes.data, (Size) policy->source.bytes.len + 1);
	there.source.bytes.maxlen = policy->source.bytes.len + 1;
	/* One instruction more, as wherever programs are kept: there may be none in it. */
	if (policy->filter.instructions != NULL)
		there.filter.instructions = put(image, policy->filter.instructions,
										sizeof(struct sock_filter) * ((Size) policy->filter.length + 1));
	if (policy->closed != NULL)
		there.closed = put_rejection(image, policy->closed);
	return put(image, &there, sizeof(there));
}

static SessionPolicy *
moved(const SessionPolicy *policy)
{
	return policy == NULL ? NULL : policy->moved;
}

/* Puts the policies, notes in each where it is, and lets a copy of the whole point to them. */
static void
put_whole(Image *image, const Policies *policies, Policies *there)
{
	Size		roles_size = sizeof(RolePolicy) * (Size) policies->role_count;
	RolePolicy *roles = palloc(roles_size + 1);
	SessionPolicy **list = palloc(sizeof(SessionPolicy *) * (Size) policies->policy_count);

	*there = *policies;
	for (int i = 0; i < policies->policy_count; i++)
		list[i] = policies->policies[i]->moved = put_policy(image, policies->policies[i]);
	/* A search goes through roles and names, which stand together. */
	for (int i = 0; i < policies->role_count; i++)
	{
		roles[i].role = put_text(image, policies->roles[i].role);
		roles[i].suffix = put_text(image, policies->roles[i].suffix);
		roles[i].policy = moved(policies->roles[i].policy);
		roles[i].as_walsender = moved(policies->roles[i].as_walsender);
	}
	there->roles = put(image, roles, roles_size);
	there->policies = put(image, list, sizeof(SessionPolicy *) * (Size) policies->policy_count);
	there->session = moved(policies->session);
	for (int type = 0; type < PROCESS_TYPES; type++)
		there->types[type] = moved(policies->types[type]);
	pfree(roles);
	pfree(list);
}

static void
release(void *memory)
{
	sealed_memory_release(memory);
}

/* The whole as it is in the image, which is written here. NULL if it cannot be had. */
static Policies *
write_whole(const Policies *policies, Size size)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgseccomp frozen policies", ALLOCSET_SMALL_SIZES);
	Policies   *frozen = MemoryContextAlloc(context, sizeof(Policies));
	SealedMemory *memory = MemoryContextAlloc(context, sizeof(SealedMemory));
	MemoryContextCallback *callback = MemoryContextAlloc(context, sizeof(MemoryContextCallback));
	Image		image = {.bytes = MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO)};
	bool		good = sealed_memory_begin(memory, size);

	if (good)
	{
		image.address = (uintptr_t) memory->address;
		put_whole(&image, policies, frozen);
		good = sealed_memory_finish(memory, image.bytes);
	}
	pfree(image.bytes);
	if (!good)
	{
		MemoryContextDelete(context);
		return NULL;
	}
	frozen->context = context;
	callback->func = release;
	callback->arg = memory;
	MemoryContextRegisterResetCallback(context, callback);
	return frozen;
}

Policies *
policy_freeze(Policies *policies, const ExpectedActions *filters)
{
	Image		measured = {0, NULL, 0};
	Policies   *frozen;

	put_whole(&measured, policies, &(Policies) {0});
	if (measured.used < LEAST_SIZE || !sealed_memory_is_possible(filters))
		return policies;
	frozen = write_whole(policies, measured.used);
	if (frozen == NULL)
		return policies;
	MemoryContextDelete(policies->context);
	return frozen;
}
