/*
 * recommend_input.c: cuts what was observed into requests.
 *
 * What the core recommends does not depend on databases, and its lists of roles do not depend on programs. A role's list is made of what the
 * role did, beside what all sessions did together; so each piece has all processes without roles, and some roles.
 */
#include "sql/recommend_input.h"

#include "lib/stringinfo.h"

#include "bridge/boundary.h"
#include "learn/observations_file.h"

/* Room for the rest of the request. */
#define LONGEST_TEXT (LONGEST_REQUEST - 2048)

typedef struct StringSink
{
	TextSink	sink;
	StringInfoData text;
} StringSink;

static bool
write_to_string(TextSink *sink, const char *text, int length)
{
	StringSink *string = (StringSink *) sink;

	if (string->text.len + length > LONGEST_TEXT)
		return false;
	appendBinaryStringInfo(&string->text, text, length);
	return true;
}

/* NULL where it is too long. */
static char *
as_text(const Observations *seen, uint64 seconds)
{
	StringSink	string = {.sink = {write_to_string}};

	initStringInfo(&string.text);
	if (observations_write(seen, seconds, false, &string.sink))
		return string.text.data;
	pfree(string.text.data);
	return NULL;
}

static void
too_much(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too much was observed for a recommendation"),
			 errdetail("What belongs together has more than %d bytes.", LONGEST_TEXT),
			 errhint("pgseccomp learn reads the file \"" OBSERVATIONS_FILE "\" of the data directory without this limit.")));
}

/* Adds the calls of a subject to those of another one, which may be new. */
static void
add_as(Observations *sum, const ObservedSubject *as, const Observations *seen, int subject, bool with_values)
{
	int			to = observations_subject(sum, as);

	for (const ObservedCall *call = observations_first(seen, subject); call != NULL; call = observations_next(seen, call))
	{
		ObservedCall *added = call->calls == 0 ? NULL : observations_call(sum, to, call->number);

		if (added != NULL)
			observations_add(added, call, with_values);
	}
}

static Observations *
begin_sum(const Observations *seen)
{
	Observations *sum = observations_allocate();

	sum->since = seen->since;
	sum->not_kept = seen->not_kept;
	sum->crash_restarts = seen->crash_restarts;
	return sum;
}

char *
recommend_input_server(const Observations *seen, uint64 seconds, const char **cut)
{
	for (int programs = 1; programs >= 0; programs--)
	{
		Observations *sum = begin_sum(seen);
		char	   *text;

		for (int i = 0; i < seen->subject_count; i++)
		{
			ObservedSubject as = seen->subjects[i];

			as.role[0] = '\0';
			as.database[0] = '\0';
			if (!programs && strcmp(as.program, "postgres") != 0)
				strlcpy(as.program, "(any)", sizeof(as.program));
			add_as(sum, &as, seen, i, true);
		}
		text = as_text(sum, seconds);
		pfree(sum);
		*cut = programs ? NULL : "Programs are not told apart.";
		if (text != NULL)
			return text;
	}
	too_much();
	return NULL;
}

static int
compare_roles(const void *a, const void *b, void *seen)
{
	const ObservedSubject *subjects = ((const Observations *) seen)->subjects;

	return strcmp(subjects[*(const int *) a].role, subjects[*(const int *) b].role);
}

RecommendInput
recommend_input_begin(const Observations *seen, uint64 seconds)
{
	RecommendInput input = {.seen = seen, .seconds = seconds};

	input.all = begin_sum(seen);
	input.subjects = palloc(sizeof(int) * (size_t) (seen->subject_count + 1));
	for (int i = 0; i < seen->subject_count; i++)
	{
		ObservedSubject as = {.type = seen->subjects[i].type, .program = "postgres"};

		add_as(input.all, &as, seen, i, false);
		if (seen->subjects[i].role[0] != '\0')
			input.subjects[input.count++] = i;
	}
	qsort_arg(input.subjects, (size_t) input.count, sizeof(int), compare_roles, (void *) seen);
	return input;
}

/* Adds the subjects of roles from the first one on. Answers where the next role begins. */
static int
add_roles(Observations *sum, const RecommendInput *input, int most)
{
	const ObservedSubject *subjects = input->seen->subjects;
	int			at = input->done;

	for (int roles = 0; at < input->count; at++)
	{
		const ObservedSubject *subject = &subjects[input->subjects[at]];
		ObservedSubject as = {.type = subject->type, .program = "postgres"};

		if ((at == input->done || strcmp(subject->role, subjects[input->subjects[at - 1]].role) != 0) && ++roles > most)
			break;
		strlcpy(as.role, subject->role, sizeof(as.role));
		add_as(sum, &as, input->seen, input->subjects[at], false);
	}
	return at;
}

char *
recommend_input_roles(RecommendInput *input)
{
	if (input->done == input->count)
		return NULL;
	for (int most = ROLES_IN_A_PIECE; most > 0; most /= 2)
	{
		Observations *sum = observations_allocate();
		int			next;
		char	   *text;

		observations_copy(sum, input->all);
		next = add_roles(sum, input, most);
		text = as_text(sum, input->seconds);
		pfree(sum);
		if (text != NULL)
		{
			input->done = next;
			return text;
		}
	}
	too_much();
	return NULL;
}
