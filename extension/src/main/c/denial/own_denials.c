/*
 * own_denials.c: counts, for the handler of SIGSYS, and asks for a moment in which the log can hear of them.
 *
 * Sessions and most workers commit transactions, and write then. Where there may be none, the handler does what PostgreSQL's own does for
 * pg_log_backend_memory_contexts() (HandleLogMemoryContextInterrupt in mcxt.c): it sets flags that the process looks at between two steps of its work, and wakes it.
 */
#include "denial/own_denials.h"

#include <signal.h>
#include <string.h>

#include "access/parallel.h"
#include "miscadmin.h"
#include "storage/latch.h"

#include "denial/denying_filters.h"

/* Of each number, denials and warnings apart, and which filter it was last. */
static uint64 counts[DENIAL_NUMBERS][2];
static uint8 counted_by[DENIAL_NUMBERS][2];
static volatile sig_atomic_t counted_any = false;

static volatile sig_atomic_t is_due = false;
static volatile sig_atomic_t has_asked = false;

uint64
own_denials_step(uint64 count)
{
	uint64		step = count > 0;

	while (step > 0 && count / 10 >= step)
		step *= 10;
	return step;
}

/* Whether this process may never commit anything. */
static bool
is_without_transactions(void)
{
	return IsUnderPostmaster && MyLatch != NULL && MyBackendType != B_INVALID && MyBackendType != B_BACKEND &&
		MyBackendType != B_AUTOVAC_WORKER && MyBackendType != B_LOGGER && !IsParallelWorker();
}

static void
note(int index, uint64 count)
{
	if (own_denials_step(count) != count || denying_filters_are_quiet(index))
		return;
	is_due = true;
	/* Somebody else's request is not ours to take. */
	if (!is_without_transactions() || LogMemoryContextPending)
		return;
	has_asked = true;
	LogMemoryContextPending = true;
	InterruptPending = true;
	SetLatch(MyLatch);
}

void
own_denials_add(int index, bool is_warning, DenialSource source)
{
	counted_by[index][is_warning] = (uint8) source;
	counted_any = true;
	note(index, __atomic_add_fetch(&counts[index][is_warning], 1, __ATOMIC_RELAXED));
}

void
own_denials_forget(void)
{
	/* Most postmasters are denied nothing, and then no page of this has to be copied. */
	if (!counted_any)
		return;
	memset(counts, 0, sizeof(counts));
	counted_any = is_due = has_asked = false;
}

uint64
own_denials_count(int number, bool is_warning, DenialSource *source)
{
	*source = (DenialSource) counted_by[number][is_warning];
	return __atomic_load_n(&counts[number][is_warning], __ATOMIC_RELAXED);
}

bool
own_denials_any(void)
{
	return counted_any;
}

bool
own_denials_take_due(void)
{
	bool		was = is_due;

	if (was)
		is_due = false;
	return was;
}

bool
own_denials_take_asked(void)
{
	bool		was = has_asked;

	if (was)
		has_asked = false;
	return was;
}
