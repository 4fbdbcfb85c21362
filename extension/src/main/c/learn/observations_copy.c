/*
 * observations_copy.c: a copy of what the recorder writes to.
 *
 * It may write in the middle of it, and begin anew. So nothing of what was copied is believed: numbers are brought into their ranges,
 * names are ended, and calls are put into chains again.
 */
#include "learn/observations.h"

#include <string.h>

#include "port/atomics.h"
#include "utils/memutils.h"

Observations *
observations_allocate(void)
{
	Observations *seen = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Observations));

	observations_clear(seen);
	return seen;
}

static void
copy_subject(Observations *to, const ObservedSubject *from)
{
	ObservedSubject *subject = &to->subjects[to->subject_count];

	*subject = *from;
	subject->program[sizeof(subject->program) - 1] = '\0';
	subject->role[sizeof(subject->role) - 1] = '\0';
	subject->database[sizeof(subject->database) - 1] = '\0';
	if (subject->type < 0 || subject->type >= OBSERVED_TYPES)
		subject->type = OBSERVED_OTHER;
	to->first_calls[to->subject_count] = 0;
	to->subject_count++;
}

static int64
time_within(int64 time)
{
	return Max(Min(time, LATEST_TIME), 0);
}

static void
copy_call(Observations *to, const ObservedCall *from)
{
	ObservedCall copied = *from;
	ObservedCall *call;

	if (copied.subject >= to->subject_count || copied.number >= OBSERVED_NUMBERS)
		return;
	copied.value_count = Min(copied.value_count, OBSERVED_VALUES);
	copied.first = time_within(copied.first);
	copied.last = time_within(copied.last);
	call = observations_call(to, copied.subject, copied.number);
	if (call != NULL)
		observations_add(call, &copied, true);
}

void
observations_copy(Observations *to, const Observations *from)
{
	int			calls = from->call_count;
	int			subjects;

	/* Whoever makes a call was there before. */
	pg_read_barrier();
	subjects = Max(Min(from->subject_count, OBSERVED_SUBJECTS), 0);
	calls = Max(Min(calls, OBSERVED_CALLS), 0);
	observations_clear(to);
	to->since = time_within(from->since);
	to->seconds = from->seconds;
	to->not_kept = from->not_kept;
	to->crash_restarts = from->crash_restarts;
	for (int i = 0; i < subjects; i++)
		copy_subject(to, &from->subjects[i]);
	for (int i = 0; i < calls; i++)
		copy_call(to, &from->calls[i]);
}
