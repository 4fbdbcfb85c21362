/*
 * domain_trial.c: a child of the postmaster enters a domain, and makes some calls.
 *
 * What no domain allows must fail: to make a symbolic link, to write a file that no rule lets it write, to use a port that is not in the list. What each domain
 * allows must work: to read the data directory. What the global filter denies is not tried.
 */
#include "policy/domain_trial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "miscadmin.h"

#include "bridge/clone_quiet.h"

#define LINK "pg_tblspc/pgseccomp.trial"
#define FILE_TO_READ "PG_VERSION"

typedef enum Verdict
{
	GOOD, NOT_ENTERED, LINK_MADE, FILE_WRITTEN, FILE_NOT_READ, PORT_CONNECTED, PORT_BOUND
} Verdict;

static const char *const verdicts[] = {
	[NOT_ENTERED] = "A process could not enter its Landlock domain.",
	[LINK_MADE] = "In its Landlock domain a process could make a symbolic link.",
	[FILE_WRITTEN] = "In its Landlock domain a process could open a file of the data directory for writing that it may only read.",
	[FILE_NOT_READ] = "In its Landlock domain a process could not read the data directory.",
	[PORT_CONNECTED] = "In its Landlock domain a process could connect to a port that is not in the list.",
	[PORT_BOUND] = "In its Landlock domain a process could bind a socket to a port that is not in the list.",
};

/* Whether filters let a call be made; NULL for arguments that are not known. */
static bool
is_allowed(const ExpectedActions *filters, int number, const uint64 *arguments)
{
	if (filters == NULL)
		return true;
	return (arguments == NULL ? expected_strictest(filters, number) : expected_answer(filters, number, arguments).action) <= ACTION_LOG;
}

/* The domain is entered by a call that each session makes too, so this is the rule. */
static bool
can_be_entered(const ExpectedActions *filters)
{
	static const uint64 arguments[EXPECTED_ARGUMENTS] = {PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0};

	return is_allowed(filters, SYS_prctl, arguments);
}

static bool
can_make_links(const ExpectedActions *filters)
{
	return is_allowed(filters, SYS_symlinkat, NULL) && is_allowed(filters, SYS_unlinkat, NULL);
}

static bool
can_use_ports(const ExpectedActions *filters)
{
	static const uint64 arguments[EXPECTED_ARGUMENTS] = {AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0, 0};

	return is_allowed(filters, SYS_socket, arguments) && is_allowed(filters, SYS_connect, NULL) && is_allowed(filters, SYS_bind, NULL);
}

/* Whether a rule lets this file be written: one about it, or about a folder above it, by whatever path. */
static bool
may_be_written(const Domain *domain, const char *file)
{
	struct stat level;
	struct stat of_rule;
	char		path[PATH_MAX];

	/* The data directory may be named by a link. */
	if (realpath(file, path) == NULL)
		strlcpy(path, file, sizeof(path));
	for (int depth = 0; depth < 64 && stat(path, &level) == 0; depth++)
	{
		for (int i = 0; i < domain->count; i++)
		{
			const DomainRule *rule = &domain->rules[i];

			if (rule->kind == RULE_BENEATH && (rule->value & RIGHT_WRITE) != 0 && stat(rule->path, &of_rule) == 0 &&
				of_rule.st_dev == level.st_dev && of_rule.st_ino == level.st_ino)
				return true;
		}
		if (strcmp(path, "/") == 0)
			break;
		get_parent_directory(path);
		if (path[0] == '\0')
			strlcpy(path, "/", sizeof(path));
	}
	return false;
}

/* A port that a list lacks, of those that need no privilege. */
static int
port_without(const Domain *domain, DomainRuleKind kind)
{
	int			port = 65535;

	for (int i = 0; i < domain->count; i++)
	{
		if (domain->rules[i].kind == kind && domain->rules[i].value == port)
		{
			port--;
			i = -1;
		}
	}
	return port;
}

/* Whether a call about a port is answered as Landlock does. */
static bool
is_port_denied(const Domain *domain, DomainRuleKind kind)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16) port_without(domain, kind))};
	int			made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool		denied;

	/* Without sockets there are no ports. */
	if (made < 0)
		return true;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	denied = (kind == RULE_CONNECT ? connect(made, (struct sockaddr *) &address, sizeof(address)) :
			  bind(made, (struct sockaddr *) &address, sizeof(address))) != 0 && errno == EACCES;
	(void) close(made);
	return denied;
}

static Verdict
try_files(bool can_write, bool can_link)
{
	char		path[MAXPGPATH];
	int			file;

	snprintf(path, sizeof(path), "%s/" LINK, DataDir);
	if (can_link && symlinkat("/", AT_FDCWD, path) == 0)
	{
		(void) unlinkat(AT_FDCWD, path, 0);
		return LINK_MADE;
	}
	snprintf(path, sizeof(path), "%s/" FILE_TO_READ, DataDir);
	if (!can_write && open(path, O_WRONLY | O_CLOEXEC) >= 0)
		return FILE_WRITTEN;
	file = open(path, O_RDONLY | O_CLOEXEC);
	return file >= 0 || errno == ENOENT ? GOOD : FILE_NOT_READ;
}

static Verdict
try(const Domain *domain, const ExpectedActions *filters)
{
	char		path[MAXPGPATH];
	const char *problem;
	Verdict		verdict = GOOD;
	bool		can_write;
	bool		uses_ports = can_use_ports(filters);

	snprintf(path, sizeof(path), "%s/" FILE_TO_READ, DataDir);
	can_write = may_be_written(domain, path);
	if (!domain_enter(domain, &problem))
		return NOT_ENTERED;
	if (domain->restricts[DOMAIN_PATHS])
		verdict = try_files(can_write, can_make_links(filters));
	if (verdict == GOOD && uses_ports && domain->restricts[DOMAIN_CONNECT_PORTS] && !is_port_denied(domain, RULE_CONNECT))
		verdict = PORT_CONNECTED;
	if (verdict == GOOD && uses_ports && domain->restricts[DOMAIN_BIND_PORTS] && !is_port_denied(domain, RULE_BIND))
		verdict = PORT_BOUND;
	return verdict;
}

/* NULL if all is as it is to be, or if there is nothing to try; else a sentence. */
static const char *
problem_of(const Domain *domain, const ExpectedActions *filters)
{
	pid_t		child;
	int			status;

	if (IsUnderPostmaster || domain_is_none(domain) || !can_be_entered(filters))
		return NULL;
	child = clone_quiet(0);
	if (child == 0)
		_exit(try(domain, filters));
	if (child < 0)
		return psprintf("Could not create a process to try its Landlock domain: %m.");
	status = clone_quiet_wait(child);
	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) >= (int) lengthof(verdicts))
		return "The process that tried its Landlock domain did not end as it should.";
	return verdicts[WEXITSTATUS(status)];
}

CoreStatus
domain_take(Tables *tables, Domain *domain, const ExpectedActions *filters)
{
	tables->failure = domain_read(tables, domain) ? problem_of(domain, filters) : "malformed domain";
	tables->status = tables->failure == NULL ? CORE_ACCEPTED : CORE_FAILED;
	return tables->status;
}
