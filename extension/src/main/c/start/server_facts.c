/*
 * server_facts.c: collects the facts; what follows from them is decided by the core (ServerFacts.java).
 */
#include "postgres.h"

#include "start/server_facts.h"

#include <string.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "utils/guc.h"
#include "utils/memutils.h"

#include "bridge/boundary.h"
#include "kernel/isolation.h"
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
	boundary_set_facts(&facts);
	MemoryContextSwitchTo(before);
}

bool
server_facts_isolation_is_offered(void)
{
	return strcmp(isolation, "offered") == 0;
}
