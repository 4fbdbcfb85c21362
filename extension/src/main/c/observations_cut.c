/*
 * observations_cut.c: makes what was observed small enough for a request.
 *
 * What the core recommends does not depend on databases, so that these are left out first. Then on to what makes the
 * recommendation coarser, never looser than the whole: a role that is left out is one of all sessions.
 */
#include "observations_cut.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "boundary.h"
#include "observations_file.h"

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

/* Roles of the first subjects, up to a number. */
static bool
keeps_role(const Observations *seen, const char *role, int most)
{
	int			roles = 0;

	for (int i = 0; i < seen->subject_count && roles < most; i++)
	{
		const char *other = seen->subjects[i].role;
		bool		is_new = *other != '\0';

		for (int j = 0; j < i && is_new; j++)
			is_new = strcmp(seen->subjects[j].role, other) != 0;
		if (is_new && strcmp(other, role) == 0)
			return true;
		roles += is_new;
	}
	return false;
}

static void
add_subject(Observations *cut, const Observations *seen, int number, const ObservedSubject *as)
{
	int			subject = observations_subject(cut, as);

	for (int i = 0; i < OBSERVED_NUMBERS; i++)
	{
		const ObservedCall *call;
		ObservedCall *sum;

		if (seen->index[number][i] == 0)
			continue;
		call = &seen->calls[seen->index[number][i] - 1];
		sum = observations_call(cut, subject, i);
		if (sum == NULL || call->calls == 0)
			continue;
		sum->calls += call->calls;
		sum->first = sum->first == 0 ? call->first : Min(sum->first, call->first);
		sum->last = Max(sum->last, call->last);
		for (int value = 0; value < call->value_count; value++)
			observations_add_value(sum, call->values[value]);
		sum->more_values = sum->more_values || call->more_values;
	}
}

static void
merge(Observations *cut, const Observations *seen, int most_roles, bool programs)
{
	observations_clear(cut);
	cut->since = seen->since;
	cut->not_kept = seen->not_kept;
	cut->crash_restarts = seen->crash_restarts;
	for (int i = 0; i < seen->subject_count; i++)
	{
		ObservedSubject as = seen->subjects[i];

		as.database[0] = '\0';
		if (!keeps_role(seen, as.role, most_roles))
			as.role[0] = '\0';
		if (!programs && strcmp(as.program, "postgres") != 0)
			strlcpy(as.program, "(any)", sizeof(as.program));
		add_subject(cut, seen, i, &as);
	}
}

char *
observations_for_core(const Observations *seen, uint64 seconds, const char **cut)
{
	static const struct
	{
		int			most_roles;
		bool		programs;
		const char *cut;
	}			attempts[] = {
		{OBSERVED_SUBJECTS, true, NULL},
		{64, true, "Only the first 64 roles are told apart."},
		{16, true, "Only the first 16 roles are told apart."},
		{16, false, "Only the first 16 roles are told apart, and no programs."},
		{0, false, "No roles and no programs are told apart."},
	};
	Observations *merged = MemoryContextAllocExtended(CurrentMemoryContext, sizeof(Observations), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	StringSink	string = {.sink = {write_to_string}};

	initStringInfo(&string.text);
	for (size_t i = 0; i < lengthof(attempts); i++)
	{
		merge(merged, seen, attempts[i].most_roles, attempts[i].programs);
		resetStringInfo(&string.text);
		if (observations_write(merged, seconds, false, &string.sink))
		{
			*cut = attempts[i].cut;
			pfree(merged);
			return string.text.data;
		}
	}
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too much was observed for one recommendation"),
			 errhint("pgseccomp learn reads the file \"" OBSERVATIONS_FILE "\" of the data directory without this limit.")));
}
