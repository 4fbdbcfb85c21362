/*
 * observations.c: counts calls. Used by the recorder: no memory is allocated, no error is raised.
 *
 * The calls of a subject are a chain in the order of their numbers; a subject makes some dozens. What is new is filled in before it is
 * reachable, so that a recorder that takes over from one that was killed finds whole entries. A number that leads nowhere ends a chain.
 */
#include "learn/observations.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "port/atomics.h"

#define NAME(name) name,

static const char *const other_types[] = {CORE_OBSERVED_TYPES(NAME)};

StaticAssertDecl(lengthof(other_types) == OBSERVED_TYPES - PROCESS_TYPES, "each type has a name");
StaticAssertDecl(OBSERVED_SUBJECTS - 1 <= PG_UINT16_MAX, "a call can name each subject");

const char *
observed_type_name(int type)
{
	if (type < 0 || type >= OBSERVED_TYPES)
		type = OBSERVED_OTHER;
	return type < PROCESS_TYPES ? process_type_name((ProcessType) type) : other_types[type - PROCESS_TYPES];
}

void
observations_clear(Observations *seen)
{
	/* Nothing else: pages that were never used stay unused. */
	seen->call_count = 0;
	seen->subject_count = 0;
	seen->since = 0;
	seen->seconds = 0;
	seen->not_kept = 0;
	seen->crash_restarts = 0;
}

static int
find_subject(const Observations *seen, const ObservedSubject *wanted)
{
	for (int i = 0; i < seen->subject_count; i++)
	{
		const ObservedSubject *subject = &seen->subjects[i];

		if (subject->type == wanted->type && strcmp(subject->role, wanted->role) == 0 &&
			strcmp(subject->program, wanted->program) == 0 && strcmp(subject->database, wanted->database) == 0)
			return i;
	}
	return -1;
}

static int
new_subject(Observations *seen, const ObservedSubject *subject)
{
	seen->subjects[seen->subject_count] = *subject;
	seen->first_calls[seen->subject_count] = 0;
	pg_write_barrier();
	return seen->subject_count++;
}

int
observations_subject(Observations *seen, const ObservedSubject *wanted)
{
	int			found = find_subject(seen, wanted);
	ObservedSubject without = {.type = wanted->type};

	if (found >= 0)
		return found;
	/* Room is kept for each type alone, with the server's program and with any other. */
	if (seen->subject_count < OBSERVED_SUBJECTS - 2 * OBSERVED_TYPES)
		return new_subject(seen, wanted);
	strlcpy(without.program, strcmp(wanted->program, "postgres") == 0 ? "postgres" : "(any)", sizeof(without.program));
	found = find_subject(seen, &without);
	if (found >= 0 || seen->subject_count == OBSERVED_SUBJECTS)
		return found;
	return new_subject(seen, &without);
}

/* Where a chain goes on; NULL at its end. */
static const ObservedCall *
at_place(const Observations *seen, uint32 place)
{
	return place == 0 || place > (uint32) seen->call_count || place > OBSERVED_CALLS ? NULL : &seen->calls[place - 1];
}

const ObservedCall *
observations_first(const Observations *seen, int subject)
{
	return at_place(seen, seen->first_calls[subject]);
}

/* Numbers rise from one to the next, so that every chain ends. */
const ObservedCall *
observations_next(const Observations *seen, const ObservedCall *call)
{
	const ObservedCall *next = at_place(seen, call->next);

	return next == NULL || next->number <= call->number ? NULL : next;
}

ObservedCall *
observations_call(Observations *seen, int subject, int number)
{
	uint32	   *link;
	ObservedCall *call;

	if (subject < 0)
		return NULL;
	link = &seen->first_calls[subject];
	while ((call = (ObservedCall *) at_place(seen, *link)) != NULL && call->number < number)
		link = &call->next;
	if (call != NULL && call->number == number)
		return call;
	if (seen->call_count == OBSERVED_CALLS)
		return NULL;
	call = &seen->calls[seen->call_count];
	memset(call, 0, sizeof(ObservedCall));
	call->subject = (uint16) subject;
	call->number = (uint16) number;
	call->next = *link;
	pg_write_barrier();
	seen->call_count++;
	pg_write_barrier();
	*link = (uint32) seen->call_count;
	return call;
}

void
observations_add(ObservedCall *sum, const ObservedCall *call)
{
	sum->calls = call->calls > PG_UINT64_MAX - sum->calls ? PG_UINT64_MAX : sum->calls + call->calls;
	sum->first = sum->first == 0 ? call->first : Min(sum->first, call->first);
	sum->last = Max(sum->last, call->last);
	for (int i = 0; i < call->value_count; i++)
		observations_add_value(sum, call->values[i]);
	sum->more_values = sum->more_values || call->more_values;
}

void
observations_add_value(ObservedCall *call, uint64 value)
{
	for (int i = 0; i < call->value_count; i++)
	{
		if (call->values[i] == value)
			return;
	}
	if (call->value_count == OBSERVED_VALUES)
	{
		call->more_values = true;
		return;
	}
	call->values[call->value_count] = value;
	pg_write_barrier();
	call->value_count++;
}

void
observations_count(Observations *seen, int subject, int number, int64 now, bool has_value, uint64 value)
{
	ObservedCall *call = observations_call(seen, subject, number);

	if (call == NULL)
	{
		seen->not_kept++;
		return;
	}
	if (has_value)
		observations_add_value(call, value);
	if (seen->since == 0)
		seen->since = now;
	if (call->first == 0)
		call->first = now;
	call->last = now;
	call->calls++;
}

bool
observations_value(int number, const uint64 *arguments, uint64 *value)
{
	switch (number)
	{
		case SYS_socket:
			*value = (arguments[0] & 0xffffffff) << 32 | (arguments[1] & 0xffffffff);
			return true;
		case SYS_ioctl:
		case SYS_fcntl:
			*value = arguments[1] & 0xffffffff;
			return true;
		case SYS_prctl:
		case SYS_personality:
			*value = arguments[0] & 0xffffffff;
			return true;
		case SYS_clone:
#ifdef __s390x__
			*value = arguments[1];
#else
			*value = arguments[0];
#endif
			return true;
		case SYS_mprotect:
			*value = arguments[2] & 0xffffffff;
			return true;
		case SYS_mmap:
			*value = arguments[2] & 0xffffffff;
			if ((arguments[2] & PROT_EXEC) != 0 && (arguments[3] & MAP_ANONYMOUS) == 0)
				*value |= OBSERVED_OF_FILE;
			return true;
		default:
			return false;
	}
}
