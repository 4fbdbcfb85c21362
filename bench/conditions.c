/*
 * conditions.c: what conditions cost (script/bench --conditions).
 *
 *   conditions ROUNDS CALLS FOLDER
 *
 * CALLS are allowed to a session, all others fail: once as they are, and once with conditions on 12 of them. The two alternate, from the text
 * to a program that is proved, in the native code of a release. Prints medians in microseconds and their ratio. Into FOLDER come the programs for
 * cost.c: plain, conditions, and libseccomp and libseccomp-optimized, which libseccomp makes of the same rules; and the list with the conditions.
 */
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <unistd.h>

#include "core.h"

#define MOST_ROUNDS 10000
#define MOST_VALUES 14

/* One of the conditions, as a policy says it and as libseccomp is told: an argument with one of the values, or without the bits. */
typedef struct Conditioned
{
	const char *name;
	const char *text;
	unsigned int argument;
	uint64		without;
	int			count;
	uint64		values[MOST_VALUES];
} Conditioned;

static const Conditioned conditions[] = {
	{"socket", "domain: AF_UNIX, AF_INET, AF_INET6", 0, 0, 3, {1, 2, 10}},
	{"mmap", "prot: without PROT_EXEC", 2, 4, 0, {0}},
	{"mprotect", "prot: without PROT_EXEC", 2, 4, 0, {0}},
	{"fcntl", "op: F_GETFD, F_SETFD, F_GETFL, F_SETFL", 1, 0, 4, {1, 2, 3, 4}},
	{"madvise", "advice: MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE", 2, 0, 3, {4, 8, 14}},
	{"prctl", "option: PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS", 0, 0, 4, {1, 15, 22, 38}},
	{"fadvise64", "advice: 0, 3, 4", 3, 0, 3, {0, 3, 4}},
	{"getrusage", "who: 0", 0, 0, 1, {0}},
	{"kill", "sig: 0, SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGUSR1, SIGUSR2, SIGTERM, SIGCONT, SIGSTOP, SIGURG", 1, 0, 12,
	{0, 1, 2, 3, 6, 9, 10, 12, 15, 18, 19, 23}},
	{"fallocate", "mode: 0", 1, 0, 1, {0}},
	{"epoll_create1", "flags: 0x80000", 0, 0, 1, {0x80000}},
	{"mremap", "flags: without 4", 3, 4, 0, {0}},
};

typedef struct Figures
{
	double		compiled[MOST_ROUNDS];
	double		proved[MOST_ROUNDS];
} Figures;

static void
fail(const char *what)
{
	fprintf(stderr, "conditions: %s\n", what);
	exit(1);
}

static const Conditioned *
condition_of(const char *name)
{
	for (size_t i = 0; i < lengthof(conditions); i++)
	{
		if (strcmp(conditions[i].name, name) == 0)
			return &conditions[i];
	}
	return NULL;
}

/* The list with the conditions in it; all of them have to find their calls. */
static char *
with_conditions(const char *calls)
{
	StringInfoData list;
	char	   *names = pstrdup(calls);
	size_t		found = 0;

	initStringInfo(&list);
	for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ","))
	{
		const Conditioned *condition = condition_of(name);

		appendStringInfo(&list, "%s%s", list.len == 0 ? "" : ",", name);
		if (condition != NULL)
			appendStringInfo(&list, "(%s)", condition->text);
		found += condition != NULL;
	}
	if (found != lengthof(conditions))
		fail("a call with a condition is not among the calls");
	return list.data;
}

static CompiledFilter
ours(const char *list, double *compiled, double *proved)
{
	/* libseccomp has nothing like ENOSYS for what is newer. */
	const char *const settings[] = {
		"pgseccomp.session_syscall_default", "error", "pgseccomp.session_syscall_allow", list, "pgseccomp.enosys_for_newer", "off", NULL,
	};

	return compile_and_prove(LEVEL_SESSION, settings, compiled, proved);
}

static int
file_in(const char *folder, const char *name)
{
	char		path[4096];
	int			file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (file < 0)
		fail(path);
	return file;
}

static void
write_file(const char *folder, const char *name, const void *bytes, size_t length)
{
	int			file = file_in(folder, name);

	if (write(file, bytes, length) != (ssize_t) length)
		fail(name);
	close(file);
}

static void
add_rule(scmp_filter_ctx filter, const char *name)
{
	const Conditioned *condition = condition_of(name);
	int			number = seccomp_syscall_resolve_name(name);
	int			failed = 0;

	if (condition == NULL)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
	else if (condition->count == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, SCMP_CMP(condition->argument, SCMP_CMP_MASKED_EQ, condition->without, 0));
	for (int i = 0; condition != NULL && i < condition->count; i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, SCMP_CMP(condition->argument, SCMP_CMP_EQ, condition->values[i]));
	if (failed != 0)
		fail("seccomp_rule_add");
}

static void
write_theirs(const char *folder, const char *file_name, const char *calls, uint32 optimize)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));
	char	   *names = pstrdup(calls);
	int			file = file_in(folder, file_name);

	if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, optimize) != 0)
		fail("seccomp_attr_set");
	for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ","))
		add_rule(filter, name);
	if (seccomp_export_bpf(filter, file) != 0)
		fail("seccomp_export_bpf");
	seccomp_release(filter);
	close(file);
}

int
main(int argc, char **argv)
{
	static Figures plain;
	static Figures conditioned;
	int			rounds = argc == 4 ? atoi(argv[1]) : 0;
	CompiledFilter without;
	CompiledFilter with;
	const char *list;
	double		a,
				b,
				c,
				d;

	if (rounds < 1 || rounds > MOST_ROUNDS)
		fail("usage: conditions ROUNDS CALLS FOLDER");
	list = with_conditions(argv[2]);
	java_runtime_in_disposable_process(0);
	for (int i = -10; i < rounds; i++)
	{
		int			at = i < 0 ? 0 : i;

		without = ours(argv[2], &plain.compiled[at], &plain.proved[at]);
		with = ours(list, &conditioned.compiled[at], &conditioned.proved[at]);
	}
	a = median(plain.compiled, rounds);
	b = median(plain.proved, rounds);
	c = median(conditioned.compiled, rounds);
	d = median(conditioned.proved, rounds);
	printf("without conditions    compiled in %.0f us, proved in %.0f us, %d instructions\n", a, b, without.length);
	printf("%zu calls with some    compiled in %.0f us, proved in %.0f us, %d instructions: %.2f of it (compiled %.2f, proved %.2f)\n",
		   lengthof(conditions), c, d, with.length, (c + d) / (a + b), c / a, d / b);
	write_file(argv[3], "list", list, strlen(list));
	write_file(argv[3], "plain", without.instructions, sizeof(struct sock_filter) * (size_t) without.length);
	write_file(argv[3], "conditions", with.instructions, sizeof(struct sock_filter) * (size_t) with.length);
	write_theirs(argv[3], "libseccomp", argv[2], 1);
	write_theirs(argv[3], "libseccomp-optimized", argv[2], 2);
	return 0;
}
