/*
 * server_facts.c: collects the facts; what follows from them is decided by the core (ServerFacts.java).
 */
#include "postgres.h"

#include "start/server_facts.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "access/xlog.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "bridge/boundary.h"
#include "kernel/isolation.h"
#include "kernel/landlock.h"
#include "start/clock_calls.h"
#include "start/learnt_on.h"
#include "verify/libc_range.h"

/* No name of a setting has a space. */
#define PREFIX "server "

/* Settings of PostgreSQL that only a restart changes; but for log_destination, of which the value at the start counts. */
static const char *const settings[] = {
	"listen_addresses", "unix_socket_directories", "logging_collector", "dynamic_shared_memory_type", "io_method",
	"log_destination",
};

/* What the machine tells, once. */
static const char *isolation = "";
static const char *ptrace_scope;
static const char *calls_for_the_clock;
static const char *kernel_release = "";

/* Whether the server starts as a standby, or recovers from an archive. */
static bool has_signal_file;

static EncodedSettings collected;

static const char *
value_in_force(const char *name, const void *context)
{
	return GetConfigOption(name, true, false);
}

/* Whether a text is not empty. It is not sent to the core: it may have a password in it. */
static bool
is_set(const char *value)
{
	return value != NULL && value[0] != '\0';
}

static void
add_place(EncodedSettings *to, const char *name, const char *path)
{
	char	   *place = pstrdup(path);

	canonicalize_path(place);
	if (is_absolute_path(place))
		boundary_add_setting(to, psprintf(PREFIX "%s", name), place);
}

/* Where the files are that names in lists of files stand for (PathName.java). */
static void
add_places(EncodedSettings *to)
{
	static const char *const files[] = {"config_file", "hba_file", "ident_file"};
	const char *log = GetConfigOption("log_directory", true, false);
	const char *statistics = GetConfigOption("stats_temp_directory", true, false);
	char		path[MAXPGPATH];

	add_place(to, "data_directory", DataDir);
	for (size_t i = 0; i < lengthof(files); i++)
	{
		const char *file = GetConfigOption(files[i], true, false);

		if (file != NULL)
			add_place(to, files[i], file);
	}
	if (log != NULL)
		add_place(to, "log_directory", is_absolute_path(log) ? log : psprintf("%s/%s", DataDir, log));
	/* Up to 14; beneath the data directory it is one of the folders there. */
	if (statistics != NULL)
		add_place(to, "stats_temp_directory", statistics);
	if (strcmp(GetConfigOption("dynamic_shared_memory_type", false, false), "posix") == 0)
		add_place(to, "shared_memory", "/dev/shm");
	get_share_path(my_exec_path, path);
	add_place(to, "share_directory", path);
	get_locale_path(my_exec_path, path);
	add_place(to, "locale_directory", path);
	get_lib_path(my_exec_path, path);
	add_place(to, "library_directory", path);
	add_place(to, "package_library_directory", pkglib_path);
	strlcpy(path, my_exec_path, sizeof(path));
	get_parent_directory(path);
	add_place(to, "program_directory", path);
}

/* What a policy may have been learnt on, beside what it depends on. */
static void
add_what_runs(EncodedSettings *facts, SettingValue value_of, const void *context)
{
	const char *fsync = value_of("fsync", context);

	if (is_set(kernel_release))
		boundary_add_setting(facts, PREFIX "kernel", kernel_release);
	if (fsync != NULL)
		boundary_add_setting(facts, PREFIX "fsync", fsync);
	learnt_on_add_versions(facts, value_of("pgseccomp.learnt_on", context));
}

static void
collect(EncodedSettings *facts, SettingValue value_of, const void *context)
{
	boundary_begin_settings(facts);
	/* The running server's: the headers may be of another minor version. */
	boundary_add_setting(facts, PREFIX "version_num", GetConfigOption("server_version_num", false, false));
	for (size_t i = 0; i < lengthof(settings); i++)
	{
		const char *value = value_of(settings[i], context);

		if (value != NULL)
			boundary_add_setting(facts, psprintf(PREFIX "%s", settings[i]), value);
	}
	if (is_set(value_of("primary_conninfo", context)))
		boundary_add_setting(facts, PREFIX "primary_conninfo", "set");
	if (is_set(value_of("restore_command", context)) || is_set(value_of("recovery_end_command", context)) ||
		is_set(value_of("archive_cleanup_command", context)))
		boundary_add_setting(facts, PREFIX "restores", "set");
	if (has_signal_file)
		boundary_add_setting(facts, PREFIX "recovers", is_set(value_of("restore_command", context)) ||
							 is_set(value_of("recovery_end_command", context)) ? "by command" : "on");
	if (is_set(getenv("NOTIFY_SOCKET")))
		boundary_add_setting(facts, PREFIX "notify_socket", "set");
#ifdef __GLIBC__
	boundary_add_setting(facts, PREFIX "c_library", psprintf("glibc %s", gnu_get_libc_version()));
#endif
	boundary_add_setting(facts, PREFIX "clock_calls", calls_for_the_clock);
	boundary_add_setting(facts, PREFIX "isolation", isolation);
	boundary_add_setting(facts, PREFIX "ptrace_scope", ptrace_scope);
	boundary_add_setting(facts, PREFIX "landlock_abi", psprintf("%d", landlock_abi()));
	add_what_runs(facts, value_of, context);
	add_places(facts);
}

void
server_facts_collect(void)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
	struct utsname machine;

	/* Sessions that ask need not be allowed to. */
	if (uname(&machine) == 0)
		kernel_release = pstrdup(machine.release);
	calls_for_the_clock = clock_calls();
	isolation = isolation_offered();
	ptrace_scope = isolation_by_yama();
	has_signal_file = access(STANDBY_SIGNAL_FILE, F_OK) == 0 || access(RECOVERY_SIGNAL_FILE, F_OK) == 0;
	collect(&collected, value_in_force, NULL);
	boundary_set_facts(&collected);
	MemoryContextSwitchTo(before);
}

void
server_facts_suppose(SettingValue value_of, const void *context)
{
	EncodedSettings facts;

	/* A server that started with pgseccomp off has not asked the machine. */
	if (calls_for_the_clock == NULL)
	{
		server_facts_collect();
		libc_range_find();
	}
	collect(&facts, value_of, context);
	boundary_set_facts(&facts);
}

void
server_facts_as_they_are(void)
{
	boundary_set_facts(&collected);
}

bool
server_facts_depend_on(const char *setting)
{
	for (size_t i = 0; i < lengthof(settings); i++)
		if (pg_strcasecmp(settings[i], setting) == 0)
			return true;
	return pg_strcasecmp(setting, "primary_conninfo") == 0 || pg_strcasecmp(setting, "restore_command") == 0;
}

bool
server_facts_isolation_is_offered(void)
{
	return strcmp(isolation, "offered") == 0;
}
