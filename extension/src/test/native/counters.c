/*
 * counters.c: many threads count denials at once (denial_counters.c), and no count is lost or given to another.
 *
 *   counters ROUNDS   exit status 1 if a count is wrong
 *
 * In each round all threads begin with an empty table, and meet, in different orders, at entries that are new: there two can get in
 * each other's way. In every tenth there are more roles than the table has room for.
 */
#include "postgres.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "c/denial/denial_counters.h"
#include "utils/timestamp.h"

#define THREADS 8
#define ROLES 12
#define NUMBERS 60
#define MANY_ROLES (DENIAL_SUBJECTS + 50)

static pthread_barrier_t barrier;
static int	rounds;
static uint64 races;

static void
add(int role, int number)
{
	Denial		denial = {.process = B_BACKEND, .role = (Oid) (16384 + role), .database = 5, .number = number, .source = SOURCE_SESSION};

	denial_counters_add(&denial);
}

/* Whether each entry has what all threads have added to it, and how much was added in all. */
static void
check(int roles, int numbers, uint64 each)
{
	static uint64 counts[MANY_ROLES][NUMBERS];
	TimestampTz since;
	uint64		lost = denial_counters_lost(&since);
	uint64		all = lost;

	memset(counts, 0, sizeof(counts));
	for (int i = 0; i < DENIAL_ENTRIES; i++)
	{
		CountedDenial counted;

		if (!denial_counters_get(i, &counted))
			continue;
		all += counted.count;
		counts[(int) counted.last.role - 16384][counted.last.number] += counted.count;
	}
	for (int role = 0; role < roles; role++)
	{
		for (int number = 0; number < numbers; number++)
		{
			uint64		count = counts[role][number];

			if (count != each && !(lost > 0 && count == 0))
			{
				printf("role %d, number %d: counted %lu times, denied %lu times\n", role, number, (unsigned long) count, (unsigned long) each);
				exit(1);
			}
		}
	}
	if (all != each * (uint64) roles * (uint64) numbers)
	{
		printf("%lu were counted and lost, %lu denied\n", (unsigned long) all, (unsigned long) (each * (uint64) roles * (uint64) numbers));
		exit(1);
	}
	races += all;
}

/* Each thread has an order of its own, so that they want the same places for different entries. */
static void
add_all(int thread, int roles, int numbers)
{
	int			all = roles * numbers;

	for (int i = 0; i < all; i++)
	{
		int			turned = (i + thread * all / THREADS) % all;
		int			which = thread % 2 == 0 ? turned : all - 1 - turned;

		add(which % roles, which / roles);
	}
}

static void *
deny(void *argument)
{
	int			thread = (int) (intptr_t) argument;

	for (int round = 0; round < rounds; round++)
	{
		bool		many = round % 10 == 9;
		int			roles = many ? MANY_ROLES : ROLES;
		int			numbers = many ? 1 : NUMBERS;

		pthread_barrier_wait(&barrier);
		add_all(thread, roles, numbers);
		pthread_barrier_wait(&barrier);
		if (thread == 0)
		{
			check(roles, numbers, THREADS);
			denial_counters_reset();
		}
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	pthread_t	threads[THREADS];

	rounds = argc > 1 ? atoi(argv[1]) : 1000;
	denial_counters_prepare();
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
	{
		if (pthread_create(&threads[i], NULL, deny, (void *) (intptr_t) i) != 0)
			abort();
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("%lu denials in %d rounds of %d threads, each counted\n", (unsigned long) races, rounds, THREADS);
	return 0;
}
