/*
 * statement_denials.c: keeps the last few denials of the statement for its next error, in memory of the process.
 *
 * A place is taken by the same number, or else by the one that was denied the longest time ago. Threads may write at the same time, and then one of
 * them is not told: the counts have both.
 */
#include "denial/statement_denials.h"

#include <string.h>

#include "access/xact.h"
#include "utils/timestamp.h"

/* How long a denial may be the reason of an error where no statement ends: as long as a client may take to authenticate itself. */
#define REASON_MS 60000

static volatile TimestampTz statement;
static uint64 noted;			/* how many since the process began */
static uint64 noted_before;		/* as it was when the statement began */
static NotedDenial denials_noted[DENIALS_OF_STATEMENT];

void
denial_note(int number, int err, const uint64 *arguments)
{
	TimestampTz now = GetCurrentStatementStartTimestamp();
	NotedDenial *place = &denials_noted[0];

	if (statement != now)
	{
		statement = now;
		denial_forget();
	}
	for (int i = 0; i < DENIALS_OF_STATEMENT; i++)
	{
		NotedDenial *each = &denials_noted[i];

		if (each->order < place->order)
			place = each;
	}
	for (int i = 0; i < DENIALS_OF_STATEMENT; i++)
	{
		if (denials_noted[i].order > noted_before && denials_noted[i].number == number)
			place = &denials_noted[i];
	}
	place->number = number;
	place->err = err;
	place->at = now == 0 ? GetCurrentTimestamp() : 0;
	place->has_arguments = arguments != NULL;
	if (arguments != NULL)
		memcpy(place->arguments, arguments, sizeof(place->arguments));
	place->order = __atomic_add_fetch(&noted, 1, __ATOMIC_RELEASE);
}

/* Whether a denial may be the reason of an error now. */
static bool
is_recent(const NotedDenial *denial)
{
	return denial->order > noted_before &&
		(denial->at == 0 || !TimestampDifferenceExceeds(denial->at, GetCurrentTimestamp(), REASON_MS));
}

int
denial_noted(NotedDenial *denials)
{
	int			count = 0;

	for (int i = 0; i < DENIALS_OF_STATEMENT && statement == GetCurrentStatementStartTimestamp(); i++)
	{
		int			place = count;

		if (!is_recent(&denials_noted[i]))
			continue;
		for (; place > 0 && denials[place - 1].order < denials_noted[i].order; place--)
			denials[place] = denials[place - 1];
		denials[place] = denials_noted[i];
		count++;
	}
	return count;
}

void
denial_forget(void)
{
	noted_before = __atomic_load_n(&noted, __ATOMIC_ACQUIRE);
}
