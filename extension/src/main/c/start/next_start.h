/*
 * next_start.h: the settings of the server's next start. All of it between SPI_connect and SPI_finish, and after next_start_read_files.
 */
#ifndef PGSECCOMP_NEXT_START_H
#define PGSECCOMP_NEXT_START_H

#include "postgres.h"
#include "nodes/parsenodes.h"

#include "start/settings.h"

/* What is to be changed of the files. */
typedef struct NextStart
{
	const VariableSetStmt *change;	/* ALTER SYSTEM, or NULL */
	const Settings *lines;		/* as if they stood behind all others, in their order; or NULL */
} NextStart;

extern bool next_start_removes_all(const VariableSetStmt *change);

/* Has the files read, whoever the user is. */
extern void next_start_read_files(void);

/* What would be found of our settings. */
extern Settings next_start_settings(const NextStart *next);

/* A SettingValue (server_facts.h); context is a NextStart. */
extern const char *next_start_value(const char *name, const void *context);

/* Whether the command line says something of a setting, which counts whatever the files say, and whether ALTER SYSTEM has written something. */
extern bool next_start_is_on_command_line(const char *name);
extern bool next_start_is_in_own_file(const char *name);

/*
 * The lines for which PostgreSQL would not start: what cannot be read, and settings of its own that do not exist or cannot have their value. In the place of
 * the value is what there is to say. As far as there is room; answers how many.
 */
extern int	next_start_wrong_lines(const NextStart *next, Setting *lines, int room);

#endif
