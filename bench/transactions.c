/*
 * transactions.c: how long transactions of pgbench take on several servers, which take turns with every single one.
 *
 *   transactions select|tpcb COUNT USER SOCKET...
 *
 * One connection to each server (PostgreSQL's protocol 3.0, as trusted user), whose database has the tables of pgbench -i -s 5. Prints for each server the
 * median in microseconds, and the median of the ratios of the first server's time to its own in the same turn: its speed beside the first one's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "timing.h"

#define MOST_SERVERS 8
#define MOST_ROUNDS 200000
#define ACCOUNTS 500000
#define TELLERS 50
#define BRANCHES 5

static double times[MOST_SERVERS][MOST_ROUNDS];
static double ratios[MOST_ROUNDS];

static void
fail(const char *what)
{
	fprintf(stderr, "transactions: ");
	perror(what);
	exit(1);
}

/* Until ReadyForQuery, outside of a transaction: 'Z', a length of 5, 'I'. */
static void
wait_until_ready(int connection)
{
	static char answer[64 * 1024];
	ssize_t		got = 0;

	while (got < 6 || memcmp(answer + got - 6, "Z\0\0\0\5I", 6) != 0)
	{
		ssize_t		more = read(connection, answer + got, sizeof(answer) - (size_t) got);

		if (more <= 0 || answer[0] == 'E')
			fail(answer[0] == 'E' ? answer : "read");
		got += more;
	}
}

static int
connect_to(const char *server, const char *user)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char		startup[200] = {0, 0, 0, 0, 0, 3, 0, 0};
	size_t		length = 8;
	int			connection = socket(AF_UNIX, SOCK_STREAM, 0);
	const char *words[] = {"user", user, "database", "postgres"};

	for (int i = 0; i < 4; i++)
		length += (size_t) snprintf(startup + length, sizeof(startup) - length, "%s", words[i]) + 1;
	startup[3] = (char) ++length;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432", server);
	if (connect(connection, (struct sockaddr *) &address, sizeof(address)) != 0 || write(connection, startup, length) != (ssize_t) length)
		fail(server);
	wait_until_ready(connection);
	return connection;
}

/* The statements of pgbench, in one message. */
static double
run(int connection, int is_select)
{
	char		message[1000] = "Q";
	int			account = rand() % ACCOUNTS + 1;
	int			teller = rand() % TELLERS + 1;
	int			branch = rand() % BRANCHES + 1;
	int			delta = rand() % 10001 - 5000;
	int			length;
	double		begun;

	if (is_select)
		length = snprintf(message + 5, sizeof(message) - 5, "SELECT abalance FROM pgbench_accounts WHERE aid = %d", account);
	else
		length = snprintf(message + 5, sizeof(message) - 5, "BEGIN; UPDATE pgbench_accounts SET abalance = abalance + %d WHERE aid = %d; "
						  "SELECT abalance FROM pgbench_accounts WHERE aid = %d; UPDATE pgbench_tellers SET tbalance = tbalance + %d WHERE tid = %d; "
						  "UPDATE pgbench_branches SET bbalance = bbalance + %d WHERE bid = %d; "
						  "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (%d, %d, %d, %d, CURRENT_TIMESTAMP); END",
						  delta, account, account, delta, teller, delta, branch, teller, branch, account, delta);
	message[3] = (char) ((length + 5) >> 8);
	message[4] = (char) (length + 5);
	begun = microseconds();
	if (write(connection, message, (size_t) length + 6) != length + 6)
		fail("write");
	wait_until_ready(connection);
	return microseconds() - begun;
}

int
main(int argc, char **argv)
{
	int			rounds = argc > 2 ? atoi(argv[2]) : 0;
	int			servers = argc - 4;
	int			connections[MOST_SERVERS];

	if (rounds < 1 || rounds > MOST_ROUNDS || servers < 1 || servers > MOST_SERVERS || strlen(argv[3]) > 60)
		return 2;
	for (int i = 0; i < servers; i++)
		connections[i] = connect_to(argv[4 + i], argv[3]);
	srand(1);
	for (int r = -rounds / 10; r < rounds; r++)
	{
		int			from = rand() % servers;

		for (int i = 0; i < servers; i++)
		{
			int			server = (r % 2 == 0 ? from + i : from + servers - i) % servers;
			double		time = run(connections[server], strcmp(argv[1], "select") == 0);

			/* The first ones fill caches. */
			if (r >= 0)
				times[server][r] = time;
		}
	}
	for (int i = servers - 1; i >= 0; i--)
	{
		double		ratio;

		for (int r = 0; r < rounds; r++)
			ratios[r] = times[0][r] / times[i][r];
		ratio = median(ratios, rounds);
		printf("%d %.1f %.4f\n", i, median(times[i], rounds), ratio);
	}
	return 0;
}
