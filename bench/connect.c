/*
 * connect.c: how long a new connection takes, from connect(2) to the first ReadyForQuery (PostgreSQL's protocol 3.0, as trusted user).
 *
 *   connect ROUNDS USER SOCKET...
 *
 * In each round one connection to each server, in an order that changes, each after the end of the one before. Prints for each server
 * the median in milliseconds, and the mean of the middle half of the differences to the first server in the same round.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "timing.h"

#define MOST_SERVERS 8
#define MOST_ROUNDS 10000

static double times[MOST_SERVERS][MOST_ROUNDS];
static double sorted[MOST_ROUNDS];

static void
fail(const char *what, const char *server)
{
	fprintf(stderr, "connect: %s: ", server);
	perror(what);
	exit(1);
}

/* Whether the last message is ReadyForQuery: 'Z', a length of 5, a state. */
static int
is_ready(const char *bytes, ssize_t length)
{
	return length >= 6 && memcmp(bytes + length - 6, "Z\0\0\0\5", 5) == 0;
}

/* In milliseconds. */
static double
connect_once(const char *server, const char *user)
{
	static char answer[64 * 1024];
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char		startup[200] = {0, 0, 0, 0, 0, 3, 0, 0};
	size_t		length = 8;
	ssize_t		got = 0;
	double		begun = microseconds();
	double		ready;
	int			connection = socket(AF_UNIX, SOCK_STREAM, 0);

	for (int i = 0; i < 4; i++)
	{
		const char *words[] = {"user", user, "database", "postgres"};

		length += (size_t) snprintf(startup + length, sizeof(startup) - length, "%s", words[i]) + 1;
	}
	startup[3] = (char) ++length;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432", server);
	if (connect(connection, (struct sockaddr *) &address, sizeof(address)) != 0)
		fail("connect", server);
	if (write(connection, startup, length) != (ssize_t) length)
		fail("write", server);
	while (!is_ready(answer, got))
	{
		ssize_t		more = read(connection, answer + got, sizeof(answer) - (size_t) got);

		if (more <= 0)
			fail("read", server);
		got += more;
	}
	ready = microseconds();
	if (write(connection, "X\0\0\0\4", 5) != 5)
		fail("write", server);
	while (read(connection, answer, sizeof(answer)) > 0)
		continue;
	close(connection);
	return (ready - begun) / 1e3;
}

int
main(int argc, char **argv)
{
	int			rounds = argc > 1 ? atoi(argv[1]) : 0;
	int			servers = argc - 3;

	if (rounds < 4 || rounds > MOST_ROUNDS || servers < 1 || servers > MOST_SERVERS || strlen(argv[2]) > 60)
		return 2;
	srand((unsigned) time(NULL));
	for (int r = 0; r < rounds; r++)
	{
		int			from = rand() % servers;

		for (int i = 0; i < servers; i++)
		{
			int			server = (r % 2 == 0 ? from + i : from + servers - i) % servers;

			times[server][r] = connect_once(argv[3 + server], argv[2]);
		}
	}
	for (int i = servers - 1; i >= 0; i--)
	{
		double		sum = 0;

		for (int r = 0; r < rounds; r++)
			sorted[r] = times[i][r] - times[0][r];
		qsort(sorted, (size_t) rounds, sizeof(double), compare_times);
		for (int r = rounds / 4; r < rounds - rounds / 4; r++)
			sum += sorted[r];
		printf("%d %.4f ", i, sum / (rounds - 2 * (rounds / 4)));
		memcpy(sorted, times[i], sizeof(double) * (size_t) rounds);
		qsort(sorted, (size_t) rounds, sizeof(double), compare_times);
		printf("%.4f\n", sorted[rounds / 2]);
	}
	return 0;
}
