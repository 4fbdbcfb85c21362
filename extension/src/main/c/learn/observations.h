/*
 * observations.h: the calls that were seen while the server learnt: by whom, which, how often, when, with what.
 *
 * One block of memory of fixed size. While the server learns it is shared by its processes, and only the recorder writes to it;
 * others write down what they see (observations_write). What does not fit is counted, never dropped in silence.
 */
#ifndef PGSECCOMP_OBSERVATIONS_H
#define PGSECCOMP_OBSERVATIONS_H

#include "postgres.h"

#include "process/process_types.h"

/* Numbers of calls that are told apart; the last one, OBSERVED_OTHER_ABI, stands for all others and for those of other ABIs. */
#define OBSERVED_NUMBERS (OBSERVED_OTHER_ABI + 1)
#define LONGEST_PROGRAM 48

/* Who made calls. */
typedef struct ObservedSubject
{
	int32		type;			/* ProcessType or ObservedType */
	char		program[LONGEST_PROGRAM];	/* "postgres", or the name of what was executed */
	char		role[NAMEDATALEN];	/* "" where there is none */
	char		database[NAMEDATALEN];
} ObservedSubject;

/* A call of a subject. Times are seconds since 1970. */
typedef struct ObservedCall
{
	uint16		subject;
	uint16		number;
	uint8		value_count;
	bool		more_values;	/* than there is room for */
	uint32		next;			/* call of the subject, with the next higher number, counted from 1; 0: none */
	uint64		calls;
	int64		first;
	int64		last;
	uint64		values[OBSERVED_VALUES];	/* of the argument that decides (observations_value) */
} ObservedCall;

typedef struct Observations
{
	int64		since;			/* when the first of these was seen */
	uint64		seconds;		/* how long the server learnt before this start */
	uint64		not_kept;		/* calls for which there was no room */
	uint64		crash_restarts;
	int32		subject_count;
	int32		call_count;
	uint32		first_calls[OBSERVED_SUBJECTS];	/* counted from 1; 0: none */
	ObservedSubject subjects[OBSERVED_SUBJECTS];
	ObservedCall calls[OBSERVED_CALLS];
} Observations;

/* Forgets everything; for memory that has no content yet too. */
extern void observations_clear(Observations *seen);

/* The subject; one of the type alone where there is no room for another, -1 where there is none for that either. */
extern int	observations_subject(Observations *seen, const ObservedSubject *wanted);

/* The call of a subject; NULL where there is no room. */
extern ObservedCall *observations_call(Observations *seen, int subject, int number);

/* The calls of a subject in the order of their numbers: the first one, and the one after another. NULL at the end. */
extern const ObservedCall *observations_first(const Observations *seen, int subject);
extern const ObservedCall *observations_next(const Observations *seen, const ObservedCall *call);

/* Adds calls, their times and their values. */
extern void observations_add(ObservedCall *sum, const ObservedCall *call);

/* Counts calls. has_value: value is the argument that decides. */
extern void observations_count(Observations *seen, int subject, int number, int64 now, bool has_value, uint64 value) __attribute__((nonnull));

/* Notes a value, once. */
extern void observations_add_value(ObservedCall *call, uint64 value);

/*
 * The argument of a call that decides how dangerous it is; false where there is none. For socket(2) two of them: the domain in the
 * upper half, the type in the lower one. For mmap(2) the protection, and OBSERVED_OF_FILE where it makes a file executable.
 */
extern bool observations_value(int number, const uint64 *arguments, uint64 *value);

/* The name of a type, as the view and the file have it. */
extern const char *observed_type_name(int type);

#endif
