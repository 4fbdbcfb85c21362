/*
 * domain_enter.c: makes a ruleset of a domain's rules, and puts this process into it.
 *
 * The rules are made in the process that enters, each time: paths are looked up when a session begins, no descriptor is kept, and none is inherited.
 *
 * Nobody is allowed to make symbolic links, devices, sockets and fifos anywhere: a link in pg_tblspc opens a folder to the next session. The other way round, all that the kernel's interface knows of files is denied where no rule allows it.
 */
#include "policy/domain.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/relpath.h"

#include "kernel/fault.h"
#include "kernel/landlock.h"
#include "start/settings_files.h"

typedef struct Entry
{
	int			ruleset;
	uint64		files;			/* all that can be denied of files */
} Entry;

static uint64
rights_of_folder(int rights)
{
	uint64		bits = LANDLOCK_READ_FILE | LANDLOCK_READ_DIR;

	if (rights & RIGHT_WRITE)
		bits |= LANDLOCK_WRITE_FILE | LANDLOCK_TRUNCATE | LANDLOCK_MAKE_REG | LANDLOCK_MAKE_DIR | LANDLOCK_REMOVE_FILE |
			LANDLOCK_REMOVE_DIR | LANDLOCK_REFER;
	if (rights & RIGHT_EXECUTE)
		bits |= LANDLOCK_EXECUTE;
	return bits;
}

/* Without what a session may do without, and what Landlock has no rules for (EBADFD: a pipe behind /dev/stdout). */
static bool
is_left_out(int problem)
{
	return problem == ENOENT || problem == ENOTDIR || problem == EACCES || problem == ELOOP || problem == ENAMETOOLONG || problem == EBADFD;
}

/* Allows calls on what is at a path; beneath a folder that is open, or AT_FDCWD. */
static bool
allow_calls(const Entry *entry, int folder, const char *path, uint64 calls)
{
	int			file = openat(folder, path, O_PATH | O_CLOEXEC);
	uint64		bits = calls & entry->files;
	bool		done;
	int			problem;

	if (file < 0)
		return is_left_out(errno);
	done = landlock_allow(entry->ruleset, bits, file) ||
	/* So it says that a file is no folder. */
		(errno == EINVAL && landlock_allow(entry->ruleset, bits & LANDLOCK_OF_FILES, file));
	problem = errno;
	(void) close(file);
	errno = problem;
	return done || is_left_out(problem);
}

static bool
allow_path(const Entry *entry, int folder, const char *path, int rights)
{
	return allow_calls(entry, folder, path, rights_of_folder(rights));
}

static bool
is_link(int folder, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_LNK;
	return fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

/*
 * Allows what PostgreSQL has in table spaces, and of the folders in which they lie to remove empty ones only (DROP TABLESPACE): native code can have the
 * startup process make a link to any folder, by a forged record in the write-ahead log.
 */
static bool
allow_table_spaces(const Entry *entry, const char *path, int rights)
{
	DIR		   *folder = opendir(path);
	struct dirent *each;
	bool		done = true;

	if (folder == NULL)
		return is_left_out(errno);
	while (done && (each = readdir(folder)) != NULL)
	{
		char		within[MAXPGPATH];

		snprintf(within, sizeof(within), "%s/" TABLESPACE_VERSION_DIRECTORY, each->d_name);
		if (is_link(dirfd(folder), each))
			done = allow_path(entry, dirfd(folder), within, rights) &&
				((rights & RIGHT_WRITE) == 0 || allow_calls(entry, dirfd(folder), each->d_name, LANDLOCK_REMOVE_DIR));
	}
	(void) closedir(folder);
	return done;
}

/* The names in the folder of a file, for include_dir. What is in other files there is nobody's business. */
static bool
allow_names_beside(const Entry *entry, const char *path)
{
	char	   *folder = pstrdup(path);
	char	   *slash = strrchr(folder, '/');
	bool		done = true;

	if (slash != NULL && slash != folder)
	{
		int			file;

		*slash = '\0';
		file = open(folder, O_PATH | O_CLOEXEC);
		done = file < 0 ? is_left_out(errno) : landlock_allow(entry->ruleset, LANDLOCK_READ_DIR, file);
		if (file >= 0)
			(void) close(file);
	}
	pfree(folder);
	return done;
}

static bool
allow_files_of_settings(const Entry *entry, int rights)
{
	int			count;
	const char *const *files = settings_files(&count);
	bool		done = true;

	for (int i = 0; i < count && done; i++)
		done = allow_path(entry, AT_FDCWD, files[i], rights) && allow_names_beside(entry, files[i]);
	return done;
}

static bool
add_rule(const Entry *entry, const DomainRule *rule)
{
	switch (rule->kind)
	{
		case RULE_BENEATH:
			return allow_path(entry, AT_FDCWD, rule->path, rule->value);
		case RULE_LINKS_IN:
			return allow_table_spaces(entry, rule->path, rule->value);
		case RULE_FILES_OF_SETTINGS:
			return allow_files_of_settings(entry, rule->value);
		case RULE_CONNECT:
			return landlock_allow_port(entry->ruleset, LANDLOCK_CONNECT, rule->value);
		case RULE_BIND:
			return landlock_allow_port(entry->ruleset, LANDLOCK_BIND, rule->value);
	}
	errno = EINVAL;
	return false;
}

static bool
begin(Entry *entry, const Domain *domain)
{
	bool		of_files = domain->restricts[DOMAIN_PATHS];
	uint64		ports = (domain->restricts[DOMAIN_CONNECT_PORTS] ? LANDLOCK_CONNECT : 0) |
		(domain->restricts[DOMAIN_BIND_PORTS] ? LANDLOCK_BIND : 0);

	/* A domain of ports only denies nothing of files that anybody has (isolation.c). */
	entry->files = of_files ? landlock_all_of_files(landlock_abi()) : LANDLOCK_MAKE_BLOCK | LANDLOCK_REFER;
	entry->ruleset = landlock_make(entry->files, ports);
	return entry->ruleset >= 0;
}

static bool
allow_to_move_everywhere(const Entry *entry)
{
	int			everywhere = open("/", O_PATH | O_CLOEXEC);
	bool		done = everywhere >= 0 && landlock_allow(entry->ruleset, LANDLOCK_REFER, everywhere);
	int			problem = errno;

	if (everywhere >= 0)
		(void) close(everywhere);
	errno = problem;
	return done;
}

/* A thread keeps the domain that it has. Where /proc does not say it, that cannot be known. */
static bool
has_one_thread(void)
{
	struct stat tasks;

	/* Folders of /proc have a link for each of their folders. */
	return stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink <= 3;
}

static const char *
described(const char *what)
{
	return psprintf("%s: %s", what, strerror(errno));
}

/* NULL, or why it cannot be made. */
static const char *
add_rules(const Entry *entry, const Domain *domain)
{
	if (!has_one_thread())
		return "the process has threads already; another library must have started them";
	if (!domain->restricts[DOMAIN_PATHS] && !allow_to_move_everywhere(entry))
		return described("could not add a Landlock rule");
	for (int i = 0; i < domain->count; i++)
	{
		const DomainRule *rule = &domain->rules[i];

		if (!add_rule(entry, rule))
			return described(rule->path[0] == '\0' ? "could not add a Landlock rule" :
							 psprintf("could not add a Landlock rule for \"%s\"", rule->path));
	}
	return NULL;
}

bool
domain_enter(const Domain *domain, const char **problem)
{
	Entry		entry;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !begin(&entry, domain))
	{
		*problem = described("could not make a Landlock ruleset");
		return false;
	}
	*problem = add_rules(&entry, domain);
	if (*problem == NULL && !fault_injected("domain-without-effect") && !landlock_enter(entry.ruleset))
		*problem = described("could not enter a Landlock domain");
	(void) close(entry.ruleset);
	return *problem == NULL;
}
