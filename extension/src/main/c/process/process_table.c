/*
 * process_table.c: the table of processes, in a mapping of its own that also outlives a crash restart.
 *
 * A process claims a slot by writing its pid there, as soon as it is forked, and marks it as free when it ends. One that was killed
 * cannot; its slot is taken over by whoever finds that there is no such process any more, or by the next process that gets the same pid.
 * A record is read while its owner may be writing it, so it has a count of changes, odd while one is going on.
 *
 * Native code in any process can write nonsense over all of it. That must not keep others out: what is no pid counts as free, a process
 * that finds no free slot takes somebody's, and the table is empty after a crash.
 *
 * What every process writes lies together, in few pages. Clients' filters, which are long and few, lie behind it.
 */
#include "process/process_table.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "port/atomics.h"
#include "storage/ipc.h"
#include "storage/proc.h"

#include "process/shared_memory.h"

/* More slots than processes, for pids that somebody else has got in the meantime. */
#define SPARE_SLOTS 64

/* The highest pid there is (PID_MAX_LIMIT in include/linux/threads.h): kill(2) takes higher ones, negative to it, for groups. */
#define HIGHEST_PID (4 * 1024 * 1024)

/* How often a record is read again because it was being changed. */
#define ATTEMPTS 1000

typedef struct Record
{
	pg_atomic_uint32 changes;
	pg_atomic_uint32 ended_by;	/* the call that ends this session, made by a parallel worker of it, and 1; 0 if there is none */
	bool		has_client;
	bool		is_isolated;
	volatile uint32 ended;		/* the pid of an owner that has said that it ends; that of the next one is another */
	uint64		forked;			/* the generation that was in force when the process began */
	Carried		carried;
} Record;

static int	slots = 0;
static uint64 noted;			/* in the postmaster: the generation in force */
static pg_atomic_uint64 *in_force;	/* the same, for those who ask */
static pg_atomic_uint64 *asked;	/* the last generation under which process_table_is_first was */
static pg_atomic_uint32 *pids;
static Record *records;
static CarriedClient *clients;

/* The slot of this process. */
static Record *own = NULL;
static CarriedClient *own_client = NULL;
static pg_atomic_uint32 *own_pid = NULL;

static shmem_startup_hook_type previous_hook = NULL;

static void
make_table(void)
{
	/* The postmaster allows twice as many connections that are not authenticated yet (MaxLivePostmasterChildren). */
	int			count = 2 * MaxBackends + NUM_AUXILIARY_PROCS + SPARE_SLOTS;
	Size		pids_at = MAXALIGN(2 * sizeof(pg_atomic_uint64));
	Size		records_at = MAXALIGN(pids_at + sizeof(pg_atomic_uint32) * (Size) count);
	Size		clients_at = MAXALIGN(records_at + sizeof(Record) * (Size) count);
	Size		size = clients_at + sizeof(CarriedClient) * (Size) count;
	char	   *memory = shared_memory_make(size);

	asked = (pg_atomic_uint64 *) memory;
	pids = (pg_atomic_uint32 *) (memory + pids_at);
	records = (Record *) (memory + records_at);
	clients = (CarriedClient *) (memory + clients_at);
	in_force = asked + 1;
	pg_atomic_init_u64(asked, 0);
	pg_atomic_init_u64(in_force, noted);
	for (int i = 0; i < count; i++)
		pg_atomic_init_u32(&pids[i], 0);
	slots = count;
}

static bool
is_gone(uint32 pid)
{
	return pid == 0 || pid > HIGHEST_PID || (kill((pid_t) pid, 0) != 0 && errno == ESRCH);
}

/* A crash ends all processes of the server but the logger. */
static bool
outlives_crash(int slot)
{
	return records[slot].carried.type == TYPE_LOGGER && !is_gone(pg_atomic_read_u32(&pids[slot]));
}

/* PostgreSQL makes its shared memory at the start and again after a crash. */
static void
at_shmem_startup(void)
{
	if (previous_hook != NULL)
		previous_hook();
	if (!IsPostmasterEnvironment || IsUnderPostmaster)
		return;
	if (slots == 0)
		make_table();
	for (int i = 0; i < slots; i++)
	{
		if (!outlives_crash(i))
			pg_atomic_write_u32(&pids[i], 0);
	}
}

void
process_table_prepare(void)
{
	previous_hook = shmem_startup_hook;
	shmem_startup_hook = at_shmem_startup;
}

void
process_table_note_generation(uint64 generation)
{
	noted = generation;
	if (slots > 0)
		pg_atomic_write_u64(in_force, generation);
}

uint64
process_table_in_force(void)
{
	return slots == 0 ? noted : pg_atomic_read_u64(in_force);
}

static int
find(uint32 pid)
{
	for (int i = 0; i < slots; i++)
	{
		if (pg_atomic_read_u32(&pids[i]) == pid)
			return i;
	}
	return -1;
}

/* A boolean that may be any byte. */
static bool
is_true(const bool *value)
{
	return *(const volatile uint8 *) value != 0;
}

static void
begin_change(Record *record)
{
	pg_atomic_write_u32(&record->changes, pg_atomic_read_u32(&record->changes) | 1);
	pg_write_barrier();
}

static void
end_change(Record *record)
{
	pg_write_barrier();
	pg_atomic_write_u32(&record->changes, pg_atomic_read_u32(&record->changes) + 1);
}

static void
release(int code, Datum argument)
{
	if (own_pid != NULL && pg_atomic_read_u32(own_pid) == (uint32) MyProcPid)
	{
		/* What it carries stays there for who still sees it: it may take a while to end. */
		own->ended = (uint32) MyProcPid;
	}
	own_pid = NULL;
	own = NULL;
	own_client = NULL;
}

/* Whether nobody needs a slot of an owner any more, as far as that is known without asking the kernel. */
static bool
is_free(int slot, uint32 owner)
{
	return owner == 0 || records[slot].ended == owner;
}

/* Takes a slot whose owner is gone, or a free one. */
static bool
take(int slot, bool asks_kernel, uint32 pid)
{
	uint32		owner = pg_atomic_read_u32(&pids[slot]);

	return (is_free(slot, owner) || (asks_kernel && is_gone(owner))) && pg_atomic_compare_exchange_u32(&pids[slot], &owner, pid);
}

/* A slot for a process. There is a free one, unless somebody has written over the table: then another process loses its own. */
static int
claim(uint32 pid)
{
	int			slot = find(pid);

	/* Of a process that had the same pid and said that it ends: somebody else may just take it. */
	if (slot >= 0 && is_free(slot, pid))
	{
		(void) pg_atomic_compare_exchange_u32(&pids[slot], &(uint32) {pid}, 0);
		slot = -1;
	}
	for (int i = 0; i < 2 * slots && slot < 0; i++)
	{
		if (take(i % slots, i >= slots, pid))
			slot = i % slots;
	}
	if (slot < 0)
	{
		slot = (int) (pid % (uint32) slots);
		pg_atomic_write_u32(&pids[slot], pid);
	}
	return slot;
}

void
process_table_begin(uint64 generation, bool is_isolated)
{
	int			slot;

	/* The first child of the postmaster that lives longer than its start comes after the table. */
	if (slots == 0)
		return;
	slot = claim((uint32) getpid());
	own_pid = &pids[slot];
	own = &records[slot];
	own_client = &clients[slot];
	begin_change(own);
	memset(&own->carried, 0, sizeof(own->carried));
	own->carried.type = NO_PROCESS_TYPE;
	own->has_client = false;
	own->is_isolated = is_isolated;
	own->ended = 0;
	own->forked = generation;
	pg_atomic_write_u32(&own->ended_by, 0);
	end_change(own);
}

void
process_table_forget_fork(void)
{
	if (own == NULL)
		return;
	begin_change(own);
	own->forked = 0;
	end_change(own);
}

void
process_table_set(const Carried *carried)
{
	static bool is_released_at_exit = false;

	if (own == NULL)
		ereport(FATAL, (errmsg("pgseccomp does not know of this process")));
	if (!is_released_at_exit)
		on_proc_exit(release, (Datum) 0);
	is_released_at_exit = true;
	begin_change(own);
	own->carried = *carried;
	own->forked = 0;
	end_change(own);
}

void
process_table_set_client(const CompiledFilter *filter)
{
	begin_change(own);
	own_client->length = filter->length;
	own_client->own = filter->own;
	own_client->stack = filter->stack;
	memcpy(own_client->words[0], filter->own.words, sizeof(uint32) * filter->own.word_count);
	memcpy(own_client->words[1], filter->stack.words, sizeof(uint32) * filter->stack.word_count);
	memcpy(own_client->instructions, filter->instructions, sizeof(struct sock_filter) * (size_t) filter->length);
	own->has_client = true;
	end_change(own);
}

/* One read for all but the first. Generations count from 1. */
bool
process_table_is_first(uint64 generation)
{
	uint64		last = slots == 0 ? generation : pg_atomic_read_u64(asked);

	return last < generation && pg_atomic_compare_exchange_u64(asked, &last, generation);
}

static void
copy_expected(ExpectedActions *to, const ExpectedActions *from, uint32 *words, const uint32 *from_words)
{
	*to = *from;
	to->word_count = Min(to->word_count, LONGEST_CLIENT_EXPECTED);
	memcpy(words, from_words, sizeof(uint32) * to->word_count);
	to->words = words;
}

/* Copies what is there. What is copied may have been forged: lengths are checked. */
static void
copy(int slot, Carried *carried, CarriedClient *client, bool *has_client)
{
	int			length;

	*carried = records[slot].carried;
	carried->session = is_true(&carried->session);
	carried->has_role = is_true(&carried->has_role);
	carried->is_of_members = is_true(&carried->is_of_members);
	carried->only_warns = is_true(&carried->only_warns);
	carried->role[NAMEDATALEN - 1] = '\0';
	carried->has_database = is_true(&carried->has_database);
	carried->database[NAMEDATALEN - 1] = '\0';
	if ((unsigned) carried->type > NO_PROCESS_TYPE)
		carried->type = NO_PROCESS_TYPE;
	*has_client = is_true(&records[slot].has_client);
	if (client == NULL || !*has_client)
		return;
	length = clients[slot].length;
	client->length = length;
	if (length <= 0 || length > LONGEST_CLIENT_PROGRAM)
		return;
	copy_expected(&client->own, &clients[slot].own, client->words[0], clients[slot].words[0]);
	copy_expected(&client->stack, &clients[slot].stack, client->words[1], clients[slot].words[1]);
	memcpy(client->instructions, clients[slot].instructions, sizeof(struct sock_filter) * (size_t) length);
}

bool
process_table_get(int pid, Carried *carried, CarriedClient *client, bool *has_client)
{
	int			slot = find((uint32) pid);

	for (int i = 0; slot >= 0 && i < ATTEMPTS; i++)
	{
		uint32		before = pg_atomic_read_u32(&records[slot].changes);

		pg_read_barrier();
		copy(slot, carried, client, has_client);
		pg_read_barrier();
		if ((before & 1) == 0 && pg_atomic_read_u32(&records[slot].changes) == before &&
			pg_atomic_read_u32(&pids[slot]) == (uint32) pid)
			return carried->generation != 0;
	}
	return false;
}

void
process_table_each(void (*call) (const Carried *carried, void *context), void *context)
{
	for (int i = 0; i < slots; i++)
	{
		uint32		pid = pg_atomic_read_u32(&pids[i]);
		Carried		carried;
		bool		has_client;

		if (!is_free(i, pid) && !is_gone(pid) && process_table_get((int) pid, &carried, NULL, &has_client))
			call(&carried, context);
	}
}

bool
process_table_is_isolated(int pid, bool *is_isolated)
{
	int			slot = find((uint32) pid);

	*is_isolated = slot >= 0 && is_true(&records[slot].is_isolated);
	return slot >= 0;
}

bool
process_table_has_ended(int pid)
{
	int			slot = find((uint32) pid);

	return slot < 0 || records[slot].ended == (uint32) pid;
}

void
process_table_end(int pid, int number)
{
	int			slot = find((uint32) pid);

	if (slot >= 0)
		pg_atomic_write_u32(&records[slot].ended_by, (uint32) number + 1);
}

int
process_table_ended_by(void)
{
	uint32		mark = own == NULL ? 0 : pg_atomic_read_u32(&own->ended_by);

	return mark == 0 ? -1 : (int) Min(mark - 1, EXPECTED_NUMBERS);
}

bool
process_table_uses(uint64 generation)
{
	for (int i = 0; i < slots; i++)
	{
		if ((records[i].forked == generation || records[i].carried.generation == generation) &&
			!is_free(i, pg_atomic_read_u32(&pids[i])) && !is_gone(pg_atomic_read_u32(&pids[i])))
			return true;
	}
	return false;
}
