/*
 * process_types.c: what is known of each process type, in one table.
 */
#include "process/process_types.h"

#include "kernel/compat.h"

#define TYPE(constant, name, falls_back, exists_since, told_since) \
	[constant] = {name, falls_back, exists_since, told_since},

/* The first version that has such processes, and the first in which an auxiliary process knows its type early. */
static const struct
{
	const char *name;
	bool		falls_back_to_session;
	int			exists_since;
	int			told_since;
}			types[PROCESS_TYPES] = {CORE_PROCESS_TYPES(TYPE)};

const char *
process_type_name(ProcessType type)
{
	return types[type].name;
}

ProcessType
process_type_named(const char *name)
{
	for (int type = 0; type < PROCESS_TYPES; type++)
	{
		if (pg_strcasecmp(types[type].name, name) == 0)
			return (ProcessType) type;
	}
	return NO_PROCESS_TYPE;
}

ProcessType
process_type_shown(const char *name)
{
	char		underscored[NAMEDATALEN];
	static const char of_subscription[] = "logical_replication_";
	ProcessType type;

	strlcpy(underscored, name, sizeof(underscored));
	for (char *c = underscored; *c != '\0'; c++)
		*c = *c == ' ' ? '_' : *c;
	type = process_type_named(underscored);
	/* A subscription has several kinds of workers, each with a name of its own. */
	if (type == NO_PROCESS_TYPE && pg_strncasecmp(underscored, of_subscription, strlen(of_subscription)) == 0)
		type = TYPE_LOGICAL_REPLICATION_WORKER;
	return type;
}

bool
process_type_falls_back_to_session(ProcessType type)
{
	return types[type].falls_back_to_session;
}

bool
process_type_exists(ProcessType type, const char **why)
{
	int			version = PG_VERSION_NUM / 10000;

	if (version >= types[type].exists_since)
		return true;
	*why = psprintf("PostgreSQL %d has no such processes; PostgreSQL %d is the first that does.",
					version, types[type].exists_since);
	return false;
}

bool
process_type_is_told_early(ProcessType type)
{
	return PG_VERSION_NUM / 10000 >= types[type].told_since;
}

ProcessType
process_type_of_backend(BackendType type)
{
	switch (type)
	{
		case B_AUTOVAC_LAUNCHER:
			return TYPE_AUTOVACUUM_LAUNCHER;
		case B_AUTOVAC_WORKER:
			return TYPE_AUTOVACUUM_WORKER;
		case B_WAL_SENDER:
			return TYPE_WALSENDER;
		case B_WAL_RECEIVER:
			return TYPE_WALRECEIVER;
		case B_STARTUP:
			return TYPE_STARTUP;
		case B_CHECKPOINTER:
			return TYPE_CHECKPOINTER;
		case B_BG_WRITER:
			return TYPE_BACKGROUND_WRITER;
		case B_WAL_WRITER:
			return TYPE_WALWRITER;
		case B_ARCHIVER:
			return TYPE_ARCHIVER;
		case B_LOGGER:
			return TYPE_LOGGER;
#if PG_VERSION_NUM >= 170000
		case B_SLOTSYNC_WORKER:
			return TYPE_SLOTSYNC_WORKER;
		case B_WAL_SUMMARIZER:
			return TYPE_WALSUMMARIZER;
#endif
#if PG_VERSION_NUM >= 180000
		case B_IO_WORKER:
			return TYPE_IO_WORKER;
#endif
		default:
			return NO_PROCESS_TYPE;
	}
}
