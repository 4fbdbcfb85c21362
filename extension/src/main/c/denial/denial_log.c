/*
 * denial_log.c: one line for each kind of denial of a process, as soon as that may be, and then at ten, a hundred, a thousand of them, and at the end.
 *
 * The handler of SIGSYS cannot write to the log. Lines are written before a transaction commits, which sessions and most workers do all the time, and
 * when the process ends. Other processes, a walsender for one, live for months and commit nothing. PostgreSQL has one moment that all of them have,
 * between two steps of their work (ProcessInterrupts and its likes), but a hook there for nobody: only what pg_log_backend_memory_contexts() asks for writes to
 * the log. So the handler asks for that (own_denials.c), and what it would write is left out, and ours written (denial_log_takes_place_of).
 *
 * A loop of denied calls in a hundred sessions is no reason to fill a disk: of the whole server there are so many lines a minute. What counts them lies in
 * shared memory, where every process can write nonsense: lines are missing then, or there are more of them, up to what a process allows itself. seccomp_denials
 * has all denials in any case.
 */
#include "denial/denial_log.h"

#include "utils/timestamp.h"

#include "denial/denial_text.h"
#include "denial/denying_filters.h"
#include "denial/error_kinds.h"
#include "denial/own_denials.h"

/* What is asked for, and how its lines begin and end (MemoryContextStatsDetail), as they stand in the source. */
#define ASKED_FOR "logging memory contexts of PID %d"
#define ASKED_LINE "level: "
#define ASKED_LAST_LINE "Grand total: "

/* How often a process tries to count a line that others count too. */
#define TRIES 16

static uint64 told[DENIAL_NUMBERS][2];

/* Whether the lines that come now are those of somebody's memory which nobody wants. */
static bool is_answered = false;

/* Of this process. */
static TimestampTz own_minute;
static int	own_lines;

/* When this process has said what is missing. */
static TimestampTz said_in;

static TimestampTz
minute_now(void)
{
	return GetCurrentTimestamp() / USECS_PER_MINUTE;
}

/* The word has the minute, and how many lines of it there were. */
static bool
counts_line(uint64 *word, uint64 minute)
{
	uint64		there = __atomic_load_n(word, __ATOMIC_RELAXED);

	for (int i = 0; i < TRIES; i++)
	{
		uint64		lines = there >> 16 == minute ? there & 0xffff : 0;

		if (lines >= DENIAL_LINES_A_MINUTE)
			return false;
		if (__atomic_compare_exchange_n(word, &there, minute << 16 | (lines + 1), false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
			return true;
	}
	return false;
}

/* Whether there may be one more line; else it is counted as missing. */
static bool
may_write(DenialLines *lines)
{
	TimestampTz minute = minute_now();

	if (minute != own_minute)
		own_lines = 0;
	own_minute = minute;
	if (own_lines < DENIAL_LINES_OF_PROCESS && counts_line(&lines->written, (uint64) minute & PG_UINT32_MAX))
	{
		own_lines++;
		return true;
	}
	(void) __atomic_fetch_add(&lines->missing, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&lines->missing_in, (uint64) minute, __ATOMIC_RELAXED);
	return false;
}

/* Says how many lines are missing, once the minute is over: once a minute, whatever the shared memory says. */
static void
tell_missing(DenialLines *lines)
{
	TimestampTz minute;
	uint64		missing;

	if (__atomic_load_n(&lines->missing, __ATOMIC_RELAXED) == 0)
		return;
	minute = minute_now();
	if (said_in == minute || __atomic_load_n(&lines->missing_in, __ATOMIC_RELAXED) == (uint64) minute)
		return;
	said_in = minute;
	missing = __atomic_exchange_n(&lines->missing, 0, __ATOMIC_RELAXED);
	if (missing > 0)
		ereport(LOG_SERVER_ONLY,
				(errmsg("pgseccomp left out " UINT64_FORMAT " lines about denied system calls", missing),
				 errdetail("There are at most %d such lines a minute, and %d of one process.", DENIAL_LINES_A_MINUTE, DENIAL_LINES_OF_PROCESS),
				 errhint("The view seccomp_denials has counts of all of them. Parameter \"%s\" has calls whose denial is expected.",
						 SETTING_QUIET_NAME),
				 errhidestmt(true)));
}

/* A line for all denials of a number that this process has met, or for all warnings. */
static void
tell_count(int number, bool is_warning, uint64 count, DenialSource source)
{
	NotedDenial denial = {.number = number, .from = source};
	char	   *hint = is_warning ? NULL : denial_text_remedies(&denial, 1);

	ereport(LOG_SERVER_ONLY,
			(errmsg("pgseccomp %s system call %s (%d) in this process, count " UINT64_FORMAT, is_warning ? "warned of" : "denied",
					denial_text_call(number), number, count),
			 errdetail("%s by %s.", is_warning ? "The call was made. It was warned of" : "It was denied", denial_text_source(source)),
			 hint == NULL ? 0 : errhint("%s", hint),
			 errhidestmt(true)));
}

static void
tell_if_due(DenialLines *lines, int number, bool is_warning, bool is_at_end)
{
	DenialSource source;
	uint64		count = own_denials_count(number, is_warning, &source);
	uint64		before = told[number][is_warning];

	if (count == before || !(is_at_end || own_denials_step(count) > before) || denying_filters_are_quiet(number))
		return;
	told[number][is_warning] = count;
	if (may_write(lines))
		tell_count(number, is_warning, count, source);
}

void
denial_log_tell(bool is_at_end)
{
	DenialLines *lines = denial_counters_lines();

	if (lines == NULL)
		return;
	if (own_denials_take_due() || (is_at_end && own_denials_any()))
	{
		for (int number = 0; number < DENIAL_NUMBERS; number++)
		{
			tell_if_due(lines, number, true, is_at_end);
			tell_if_due(lines, number, false, is_at_end);
		}
	}
	tell_missing(lines);
}

bool
denial_log_takes_place_of(const ErrorData *error)
{
	if (error->elevel != LOG_SERVER_ONLY)
		return false;
	if (error_begins(error, ASKED_FOR) && own_denials_take_asked())
	{
		is_answered = true;
		denial_log_tell(false);
		return true;
	}
	if (!is_answered)
		return false;
	if (error_begins(error, ASKED_LAST_LINE))
	{
		is_answered = false;
		return true;
	}
	is_answered = error_begins(error, ASKED_LINE);
	return is_answered;
}
