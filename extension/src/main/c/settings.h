/*
 * settings.h: the settings as they were written, and as PostgreSQL took them.
 */
#ifndef PGSECCOMP_SETTINGS_H
#define PGSECCOMP_SETTINGS_H

#include "boundary.h"

/* A setting as it was written in the configuration, before the extension defined it. */
typedef struct WrittenSetting
{
	char	   *name;
	char	   *value;
	char	   *file;				/* NULL if it was not in a file */
	int			line;
} WrittenSetting;

typedef struct WrittenSettings
{
	WrittenSetting *settings;
	int			count;
} WrittenSettings;

/* pgseccomp.enabled. */
extern bool settings_enabled;

/*
 * Everything that was written under our prefix, misspelt or not. To be called before settings_define, which replaces raw
 * text by values, and what cannot be read by a default with no more than a warning.
 */
extern WrittenSettings settings_written(void);

extern const WrittenSetting *settings_find(const WrittenSettings *written, const char *name);

/* The name of an action, as settings have it. */
extern const char *settings_action_name(FilterAction action);

extern void settings_define(void);

/* FATAL unless PostgreSQL took exactly what was written. */
extern void settings_require_taken(const WrittenSettings *written);

/* A request about the policy that is in force. */
extern void settings_request(StringInfo request, CoreOperation operation);

/* A request about the policy as it was written. */
extern void settings_request_written(StringInfo request, CoreOperation operation, const WrittenSettings *written);

#endif
