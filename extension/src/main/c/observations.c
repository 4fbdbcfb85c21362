/*
 * observations.c: counts calls. Used by the recorder: no memory is allocated, no error is raised.
 *
 * What is new is filled in before it is reachable, so that readers in other processes, and a recorder that takes over from one
 * that was killed, find whole entries.
 */
#include "observations.h"

#include <string.h>
#include <sys/syscall.h>

#include "port/atomics.h"

static const char *const other_types[] = {"postmaster", "starting", "client_backend", "parallel_worker", "other"};

StaticAssertDecl(lengthof(other_types) == OBSERVED_TYPES - PROCESS_TYPES, "each type has a name");
StaticAssertDecl(OBSERVED_CALLS < PG_UINT16_MAX, "the index has room for each call");

const char *
observed_type_name(int type)
{
	return type < PROCESS_TYPES ? process_type_name((ProcessType) type) : other_types[type - PROCESS_TYPES];
}

int
observed_type_named(const char *name)
{
	for (int type = 0; type < OBSERVED_TYPES; type++)
	{
		if (strcmp(observed_type_name(type), name) == 0)
			return type;
	}
	return -1;
}

void
observations_clear(Observations *seen)
{
	/* Not the whole: pages that were never used stay unused. */
	memset(seen->index, 0, sizeof(seen->index[0]) * (size_t) seen->subject_count);
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

		if (subject->type == wanted->type && strcmp(subject->program, wanted->program) == 0 &&
			strcmp(subject->role, wanted->role) == 0 && strcmp(subject->database, wanted->database) == 0)
			return i;
	}
	return -1;
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
	{
		seen->subjects[seen->subject_count] = *wanted;
		pg_write_barrier();
		return seen->subject_count++;
	}
	strlcpy(without.program, strcmp(wanted->program, "postgres") == 0 ? "postgres" : "(any)", sizeof(without.program));
	found = find_subject(seen, &without);
	if (found >= 0 || seen->subject_count == OBSERVED_SUBJECTS)
		return found;
	seen->subjects[seen->subject_count] = without;
	pg_write_barrier();
	return seen->subject_count++;
}

ObservedCall *
observations_call(Observations *seen, int subject, int number)
{
	uint16	   *index;
	ObservedCall *call;

	if (subject < 0)
		return NULL;
	index = &seen->index[subject][number];
	if (*index != 0)
		return &seen->calls[*index - 1];
	if (seen->call_count == OBSERVED_CALLS)
		return NULL;
	call = &seen->calls[seen->call_count];
	memset(call, 0, sizeof(ObservedCall));
	call->subject = (uint16) subject;
	call->number = (uint16) number;
	pg_write_barrier();
	*index = (uint16) ++seen->call_count;
	return call;
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
		case SYS_mmap:
			*value = arguments[2] & 0xffffffff;
			return true;
		default:
			return false;
	}
}
