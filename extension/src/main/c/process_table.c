/*
 * process_table.c: the table of processes, in a mapping of its own that also outlives a crash restart.
 *
 * A process claims a slot by writing its pid there, and gives it back when it ends. One that was killed cannot; its slot is
 * taken over by whoever finds that there is no such process any more, or by the next process that gets the same pid. A record is
 * read while its owner may be writing it, so it has a count of changes, odd while one is going on.
 *
 * What every process writes lies together, in few pages. Clients' filters, which are long and few, lie behind it.
 */
#include "process_table.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "port/atomics.h"
#include "storage/ipc.h"
#include "storage/proc.h"

#include "policies.h"

/* More slots than processes, for pids that somebody else has got in the meantime. */
#define SPARE_SLOTS 64

/* How often a record is read again because it was being changed. */
#define ATTEMPTS 1000

typedef struct Record
{
	pg_atomic_uint32 changes;
	pg_atomic_uint32 ended_by;	/* the call that ends this session, made by a parallel worker of it, and 1; 0 if there is none */
	bool		has_client;
	Carried		carried;
} Record;

static int	slots = 0;
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
	int			count = MaxBackends + NUM_AUXILIARY_PROCS + SPARE_SLOTS;
	Size		records_at = MAXALIGN(sizeof(pg_atomic_uint32) * (Size) count);
	Size		clients_at = MAXALIGN(records_at + sizeof(Record) * (Size) count);
	Size		size = clients_at + sizeof(CarriedClient) * (Size) count;
	char	   *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		ereport(FATAL, (errmsg("pgseccomp could not map %zu bytes of shared memory: %m", size)));
	pids = (pg_atomic_uint32 *) memory;
	records = (Record *) (memory + records_at);
	clients = (CarriedClient *) (memory + clients_at);
	for (int i = 0; i < count; i++)
		pg_atomic_init_u32(&pids[i], 0);
	slots = count;
}

static bool
is_gone(uint32 pid)
{
	return kill((pid_t) pid, 0) != 0 && errno == ESRCH;
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
		uint32		pid = pg_atomic_read_u32(&pids[i]);

		if (pid != 0 && is_gone(pid))
			pg_atomic_write_u32(&pids[i], 0);
	}
}

void
process_table_prepare(void)
{
	previous_hook = shmem_startup_hook;
	shmem_startup_hook = at_shmem_startup;
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
		begin_change(own);
		own->carried.generation = 0;
		own->has_client = false;
		end_change(own);
		pg_atomic_write_u32(own_pid, 0);
	}
	own_pid = NULL;
	own = NULL;
	own_client = NULL;
}

/* Takes a slot whose owner is gone, or a free one. */
static bool
take(int slot)
{
	uint32		owner = pg_atomic_read_u32(&pids[slot]);

	return (owner == 0 || is_gone(owner)) && pg_atomic_compare_exchange_u32(&pids[slot], &owner, (uint32) MyProcPid);
}

static void
claim(void)
{
	int			slot = find((uint32) MyProcPid);

	for (int i = 0; i < slots && slot < 0; i++)
	{
		if (pg_atomic_read_u32(&pids[i]) == 0 && take(i))
			slot = i;
	}
	for (int i = 0; i < slots && slot < 0; i++)
	{
		if (take(i))
			slot = i;
	}
	if (slot < 0)
		ereport(FATAL,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("pgseccomp has no slot for this process")));
	own_pid = &pids[slot];
	own = &records[slot];
	own_client = &clients[slot];
	own->has_client = false;
	pg_atomic_write_u32(&own->ended_by, 0);
	on_proc_exit(release, (Datum) 0);
}

void
process_table_set(const Carried *carried)
{
	if (own == NULL)
		claim();
	begin_change(own);
	own->carried = *carried;
	end_change(own);
}

void
process_table_set_client(const CompiledFilter *filter)
{
	begin_change(own);
	own_client->length = filter->length;
	own_client->own = filter->own;
	own_client->stack = filter->stack;
	memcpy(own_client->instructions, filter->instructions, sizeof(struct sock_filter) * (size_t) filter->length);
	own->has_client = true;
	end_change(own);
}

/* Copies what is there. What is copied may have been forged: lengths are checked. */
static void
copy(int slot, Carried *carried, CarriedClient *client, bool *has_client)
{
	int			length;

	*carried = records[slot].carried;
	carried->role[NAMEDATALEN - 1] = '\0';
	*has_client = records[slot].has_client;
	if (client == NULL || !*has_client)
		return;
	length = clients[slot].length;
	client->length = length;
	if (length <= 0 || length > LONGEST_CLIENT_PROGRAM)
		return;
	client->own = clients[slot].own;
	client->stack = clients[slot].stack;
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
		if (pg_atomic_read_u32(&pids[i]) != 0 && records[i].carried.generation == generation)
			return true;
	}
	return false;
}
