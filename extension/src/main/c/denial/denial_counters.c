/*
 * denial_counters.c: a hash table that is only ever added to, with compare-and-exchange.
 *
 * The key of an entry is one word: it is there as a whole or not at all, and all who have the same one find the same entry. Of role
 * and database, two words' half each, the key has the number of a place in a list that is filled in the same way. Counts are
 * added to with one instruction, so that none is lost. What is kept of the last denial is written by whoever gets hold of it first;
 * others, in that moment, go without.
 *
 * There are two tables. A reset empties the one that is not in use, and then uses it, so that a handler that was interrupted
 * in the middle writes to one that nobody looks at any more.
 *
 * Every process can write nonsense here. What is read is therefore copied first, and nothing of it is used as an index, a count of
 * steps or an enum before it was checked. A server that learns denies nothing and has no tables.
 */
#include "denial/denial_counters.h"

#include <string.h>

#include "utils/backend_status.h"
#include "utils/timestamp.h"

#include "process/shared_memory.h"

/* Marks a key as there, for the first bit of a word. */
#define PRESENT (UINT64CONST(1) << 63)

/* The place of no role and no database. */
#define NOBODY DENIAL_SUBJECTS

typedef struct Entry
{
	uint64		key;
	uint64		count;
	int64		first_at;
	uint32		is_written;		/* what follows, at this moment */
	int64		last_at;
	uint32		has_arguments;
	int64		arguments[DENIAL_ARGUMENTS];
	char		conditions[CONDITION_TEXT_SIZE];
	uint64		query_id;
	char		application[NAMEDATALEN];
} Entry;

typedef struct Table
{
	int64		since;
	uint64		lost;
	uint64		subjects[DENIAL_SUBJECTS];
	Entry		entries[DENIAL_ENTRIES];
} Table;

typedef struct CounterTables
{
	uint32		resets;			/* the table in use is the one of the last bit */
	DenialLines lines;
	Table		tables[2];
} CounterTables;

static CounterTables *tables = NULL;

void
denial_counters_prepare(void)
{
	tables = shared_memory_make(sizeof(CounterTables));
	tables->tables[0].since = GetCurrentTimestamp();
}

static Table *
in_use(void)
{
	return &tables->tables[__atomic_load_n(&tables->resets, __ATOMIC_ACQUIRE) & 1];
}

/* The place of a word that is not 0 in a table of words, each at a distance; -1 if it is not there and there is no more room. */
static int
place_of(uint64 *words, size_t distance, int size, uint64 wanted)
{
	int			start = (int) ((wanted * UINT64CONST(0x9E3779B97F4A7C15)) >> 33) % size;

	for (int i = 0; i < size; i++)
	{
		int			place = (start + i) % size;
		uint64	   *word = (uint64 *) ((char *) words + distance * (size_t) place);
		uint64		there = __atomic_load_n(word, __ATOMIC_ACQUIRE);

		if (there == 0 && __atomic_compare_exchange_n(word, &there, wanted, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			return place;
		if (there == wanted)
			return place;
	}
	return -1;
}

static uint64
key_of(const Denial *denial, int subject)
{
	return PRESENT | (uint64) subject << 32 | (uint64) denial->process << 24 |
		(uint64) denial->action << 20 | (uint64) denial->source << 16 | (uint64) (denial->number & 0xffff);
}

static void
write_last(Entry *entry, const Denial *denial, TimestampTz now)
{
	uint32		free = 0;

	if (!__atomic_compare_exchange_n(&entry->is_written, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	entry->last_at = now;
	entry->has_arguments = denial->has_arguments;
	memcpy(entry->arguments, denial->arguments, sizeof(entry->arguments));
	memcpy(entry->conditions, denial->conditions, sizeof(entry->conditions));
	entry->query_id = MyBEEntry == NULL ? 0 : (uint64) MyBEEntry->st_query_id;
	if (MyBEEntry != NULL && MyBEEntry->st_appname != NULL)
	{
		memcpy(entry->application, MyBEEntry->st_appname, NAMEDATALEN);
		entry->application[NAMEDATALEN - 1] = '\0';
	}
	__atomic_store_n(&entry->is_written, 0, __ATOMIC_RELEASE);
}

void
denial_counters_add(const Denial *denial)
{
	Table	   *table = in_use();
	uint64		whose = (uint64) denial->database << 32 | denial->role;
	int			subject = whose == 0 ? NOBODY : place_of(table->subjects, sizeof(uint64), DENIAL_SUBJECTS, whose);
	int			place = -1;
	int64		never = 0;
	TimestampTz now = GetCurrentTimestamp();
	Entry	   *entry;

	if (subject >= 0)
		place = place_of(&table->entries[0].key, sizeof(Entry), DENIAL_ENTRIES, key_of(denial, subject));
	if (place < 0)
	{
		(void) __atomic_fetch_add(&table->lost, 1, __ATOMIC_RELAXED);
		return;
	}
	entry = &table->entries[place];
	(void) __atomic_compare_exchange_n(&entry->first_at, &never, now, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	write_last(entry, denial, now);
	(void) __atomic_fetch_add(&entry->count, 1, __ATOMIC_RELEASE);
}

bool
denial_counters_get(int index, CountedDenial *counted)
{
	const Table *table;
	const Entry *entry;
	uint64		key;
	int			subject;

	memset(counted, 0, sizeof(*counted));
	if (tables == NULL)
		return false;
	table = in_use();
	entry = &table->entries[index];
	key = __atomic_load_n(&entry->key, __ATOMIC_ACQUIRE);
	counted->count = __atomic_load_n(&entry->count, __ATOMIC_ACQUIRE);
	if ((key & PRESENT) == 0 || counted->count == 0)
		return false;
	subject = (int) (key >> 32 & 0xff);
	if (subject < DENIAL_SUBJECTS)
	{
		uint64		whose = __atomic_load_n(&table->subjects[subject], __ATOMIC_ACQUIRE);

		counted->last.role = (Oid) whose;
		counted->last.database = (Oid) (whose >> 32);
	}
	counted->last.process = (int) (key >> 24 & 0xff);
	counted->last.action = (FilterAction) (key >> 20 & 0xf);
	counted->last.source = (DenialSource) (key >> 16 & 7);
	counted->last.number = (int) (int16) (key & 0xffff);
	counted->first_at = __atomic_load_n(&entry->first_at, __ATOMIC_RELAXED);
	counted->last_at = entry->last_at;
	counted->last.has_arguments = entry->has_arguments != 0;
	memcpy(counted->last.arguments, entry->arguments, sizeof(entry->arguments));
	memcpy(counted->last.conditions, entry->conditions, sizeof(entry->conditions));
	counted->last.conditions[CONDITION_TEXT_SIZE - 1] = '\0';
	counted->query_id = entry->query_id;
	memcpy(counted->application, entry->application, NAMEDATALEN);
	counted->application[NAMEDATALEN - 1] = '\0';
	return true;
}

uint64
denial_counters_lost(TimestampTz *since)
{
	const Table *table;

	if (tables == NULL)
	{
		*since = PgStartTime;
		return 0;
	}
	table = in_use();
	*since = table->since;
	return __atomic_load_n(&table->lost, __ATOMIC_RELAXED);
}

DenialLines *
denial_counters_lines(void)
{
	return tables == NULL ? NULL : &tables->lines;
}

void
denial_counters_reset(void)
{
	uint32		resets;
	Table	   *next;

	if (tables == NULL)
		return;
	resets = __atomic_load_n(&tables->resets, __ATOMIC_ACQUIRE);
	next = &tables->tables[(resets + 1) & 1];
	memset(next, 0, sizeof(Table));
	next->since = GetCurrentTimestamp();
	/* Of two resets at once one is enough. */
	(void) __atomic_compare_exchange_n(&tables->resets, &resets, resets + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}
