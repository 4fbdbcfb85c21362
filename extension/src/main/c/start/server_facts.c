/*
 * server_facts.c: collects the facts; what follows from them is decided by the core (ServerFacts.java).
 */
#include "postgres.h"

#include "start/server_facts.h"

#include <string.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "bridge/boundary.h"
#include "kernel/isolation.h"
#include "kernel/landlock.h"
#include "start/clock_calls.h"

/* No name of a setting has a space. */
#define PREFIX "server "

/* Settings of PostgreSQL that only a restart changes. */
static const char *const settings[] = {
	"listen_addresses", "unix_socket_directories", "logging_collector", "dynamic_shared_memory_type", "io_method",
};

static const char *isolation = "";

/* Whether a text is not empty. It is not sent to the core: it may have a password in it. */
static bool
is_set(const char *setting)
{
	return GetConfigOption(setting, true, false)[0] != '\0';
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

void
server_facts_collect(void)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
	EncodedSettings facts;

	boundary_begin_settings(&facts);
	boundary_add_setting(&facts, PREFIX "version_num", CppAsString2(PG_VERSION_NUM));
	for (size_t i = 0; i < lengthof(settings); i++)
	{
		const char *value = GetConfigOption(settings[i], true, false);

		if (value != NULL)
			boundary_add_setting(&facts, psprintf(PREFIX "%s", settings[i]), value);
	}
	if (is_set("primary_conninfo"))
		boundary_add_setting(&facts, PREFIX "primary_conninfo", "set");
	if (is_set("restore_command") || is_set("recovery_end_command") || is_set("archive_cleanup_command"))
		boundary_add_setting(&facts, PREFIX "restores", "set");
#ifdef __GLIBC__
	boundary_add_setting(&facts, PREFIX "c_library", psprintf("glibc %s", gnu_get_libc_version()));
#endif
	boundary_add_setting(&facts, PREFIX "clock_calls", clock_calls());
	isolation = isolation_offered();
	boundary_add_setting(&facts, PREFIX "isolation", isolation);
	boundary_add_setting(&facts, PREFIX "ptrace_scope", isolation_by_yama());
	boundary_add_setting(&facts, PREFIX "landlock_abi", psprintf("%d", landlock_abi()));
	add_places(&facts);
	boundary_set_facts(&facts);
	MemoryContextSwitchTo(before);
}

bool
server_facts_isolation_is_offered(void)
{
	return strcmp(isolation, "offered") == 0;
}
