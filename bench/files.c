/*
 * files.c: what opening, stat(2) and making of files cost in a Landlock domain, beside none.
 *
 *   files ROUNDS FOLDER
 *
 * A process each is in no domain, in one that only keeps processes apart, and in a second one with rules for FOLDER and for 0, 19 and 199 other folders. They take turns, in
 * short pieces. Printed are the medians, in nanoseconds for one call (an open with its close), and what they are of the first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "timing.h"

#define PIECE 500
#define MOST_ROUNDS 10000
#define REFER (1ULL << 13)
#define MAKE_BLOCK (1ULL << 11)

/* The rules of each process; below 0: no domain, 0: one that keeps processes apart (kernel/isolation.c of the extension). */
static const int rules[] = {-1, 0, 1, 20, 200};

#define PROCESSES (int) (sizeof(rules) / sizeof(rules[0]))

static const char *const names[PROCESSES] = {
	"no domain", "processes kept apart", "1 rule", "20 rules", "200 rules"
};

enum
{
	OPEN, STAT, CREATE, MEASURED
};
static const char *const measured_names[MEASURED] = {"open and close", "stat", "make, open, close and remove"};

static double times[PROCESSES][MEASURED][MOST_ROUNDS];

static void
fail(const char *what)
{
	perror(what);
	_exit(1);
}

static void
allow(int ruleset, const char *folder, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = open(folder, O_PATH | O_CLOEXEC)};

	if (rule.parent_fd < 0 || syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
		fail(folder);
	close(rule.parent_fd);
}

static void
enter(int count, const char *folder)
{
	long		abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t	all = (1ULL << (abi >= 5 ? 16 : abi >= 3 ? 15 : 14)) - 1;
	uint64_t	handled = count == 0 ? MAKE_BLOCK | REFER : all;
	struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
	int			ruleset = (int) syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes.handled_access_fs), 0);
	char		other[4200];

	if (ruleset < 0)
		fail("landlock_create_ruleset");
	allow(ruleset, count == 0 ? "/" : folder, count == 0 ? REFER : all);
	for (int i = 1; i < count; i++)
	{
		snprintf(other, sizeof(other), "%s.others/%d", folder, i);
		allow(ruleset, other, all);
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		fail("landlock_restrict_self");
	close(ruleset);
}

/* Nanoseconds a call. */
static double
piece(int what, const char *file, const char *made)
{
	struct stat status;
	double		begun = microseconds();

	for (int i = 0; i < PIECE; i++)
	{
		int			opened;

		if (what == STAT)
		{
			if (stat(file, &status) != 0)
				fail("stat");
			continue;
		}
		opened = what == OPEN ? open(file, O_RDWR | O_CLOEXEC) : open(made, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (opened < 0)
			fail("open");
		close(opened);
		if (what == CREATE && unlink(made) != 0)
			fail("unlink");
	}
	return (microseconds() - begun) * 1e3 / PIECE;
}

/* Measures when it is asked, until it is asked no more. */
static void
serve(int count, const char *folder, int asked, int answers)
{
	char		file[4200];
	char		made[4200];
	char		what;

	snprintf(file, sizeof(file), "%s/1/16384", folder);
	snprintf(made, sizeof(made), "%s/1/%d", folder, getpid());
	/* A session with a list is in both. */
	if (count >= 0)
		enter(0, folder);
	if (count > 0)
		enter(count, folder);
	while (read(asked, &what, 1) == 1)
	{
		double		time = piece(what, file, made);

		if (write(answers, &time, sizeof(time)) != sizeof(time))
			fail("write");
	}
	_exit(0);
}

static void
make_files(const char *folder)
{
	char		path[4200];

	snprintf(path, sizeof(path), "%s/1", folder);
	if (mkdir(folder, 0700) != 0 || mkdir(path, 0700) != 0)
		fail(path);
	snprintf(path, sizeof(path), "%s/1/16384", folder);
	close(open(path, O_RDWR | O_CREAT, 0600));
	snprintf(path, sizeof(path), "%s.others", folder);
	if (mkdir(path, 0700) != 0)
		fail(path);
	for (int i = 1; i < 200; i++)
	{
		snprintf(path, sizeof(path), "%s.others/%d", folder, i);
		if (mkdir(path, 0700) != 0)
			fail(path);
	}
}

int
main(int argc, char **argv)
{
	int			rounds = argc == 3 ? atoi(argv[1]) : 0;
	int			asked[PROCESSES][2];
	int			answers[PROCESSES][2];

	if (rounds < 1 || rounds > MOST_ROUNDS)
		return 2;
	make_files(argv[2]);
	for (int p = 0; p < PROCESSES; p++)
	{
		if (pipe2(asked[p], O_CLOEXEC) != 0 || pipe2(answers[p], O_CLOEXEC) != 0)
			fail("pipe2");
		if (fork() == 0)
		{
			/* So that the end of the first process is seen. */
			for (int other = 0; other <= p; other++)
				close(asked[other][1]);
			serve(rules[p], argv[2], asked[p][0], answers[p][1]);
		}
	}
	for (int r = 0; r < rounds; r++)
	{
		for (int i = 0; i < PROCESSES * MEASURED; i++)
		{
			int			p = (r % 2 == 0 ? i + r : PROCESSES * MEASURED - i + r) % PROCESSES;
			char		what = (char) (i / PROCESSES);

			if (write(asked[p][1], &what, 1) != 1 || read(answers[p][0], &times[p][(int) what][r], sizeof(double)) != sizeof(double))
				fail("a process");
		}
	}
	for (int what = 0; what < MEASURED; what++)
	{
		double		first = 0;

		printf("%s\n", measured_names[what]);
		for (int p = 0; p < PROCESSES; p++)
		{
			double		time = median(times[p][what], rounds);

			first = p == 0 ? time : first;
			printf("  %-22s %8.0f ns   %.3f of the speed without\n", names[p], time, first / time);
		}
	}
	return 0;
}
