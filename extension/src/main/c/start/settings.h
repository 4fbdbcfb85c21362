/*
 * settings.h: the settings as they were written, and as PostgreSQL took them.
 */
#ifndef PGSECCOMP_SETTINGS_H
#define PGSECCOMP_SETTINGS_H

#include "bridge/boundary.h"

/* A setting, and where it stands. */
typedef struct Setting
{
	char	   *name;
	char	   *value;
	char	   *file;				/* NULL if it was not in a file */
	int			line;
	int			order;			/* of those that were put */
} Setting;

/* Sorted by name, in which upper and lower case are the same. */
typedef struct Settings
{
	Setting    *settings;
	int			count;
} Settings;

extern bool settings_enabled;
extern bool settings_force_ssb_mitigation;
extern bool settings_reload_only_tightens;
extern bool settings_learn;
extern int	settings_isolate_processes;	/* an Isolation */
extern bool settings_enosys_for_newer;
extern bool settings_warn_only;

/*
 * Everything that was written that is ours or looks as if it was meant to be, before settings_define, which replaces raw text
 * by values, and what cannot be read by a default with no more than a warning.
 */
extern Settings settings_written(void);

/* What was written for pgseccomp.enabled; absent is off, and on where there is a profile. Raises at a level what is no boolean. */
extern bool settings_enabled_as_written(const Settings *written, int level, bool *said_so);

/* Whether a setting's name is one of ours, or looks as if it was meant to be. */
extern bool settings_look_like_ours(const char *name);

/* Adds a setting; there must be room for it. The order is lost: settings_sort before anything is looked up. */
extern void settings_put(Settings *settings, const Setting *setting);

/* Of several settings of one name the one that was put last counts. */
extern void settings_sort(Settings *settings);

/* What is in force and was written: of the settings that settings_define has defined, and the placeholders that look like ours. */
extern Settings settings_in_force(void);

/* As a request has them. */
extern EncodedSettings settings_encoded(const Settings *settings);

extern const Setting *settings_find(const Settings *settings, const char *name);

/* Whether it begins with "pgseccomp.", and so is neither a role's nor a process type's. */
extern bool settings_is_of_extension(const Setting *setting);

/* Whether two names of settings, or their last parts, are the same to PostgreSQL. */
extern bool settings_same_name(const char *a, const char *b);

/* Inside ereport: adds the configuration file and line of a setting, where they are known; setting may be NULL. */
extern int	settings_place(const Setting *setting);

/* The name of an action, as settings have it. */
extern const char *settings_action_name(FilterAction action);

extern void settings_define(void);

/* Shows pgseccomp.enabled as on where nothing is written for it: a profile has switched it on. */
extern void settings_switch_on(void);

/* Whether there is a profile of this name, in either case. */
extern bool settings_is_profile(const char *name);

/*
 * Turns the compilation of expressions off where the profile does not let sessions have it and nobody wrote otherwise: every expensive statement would
 * fail.
 */
extern void settings_avoid_jit(const Settings *written);

/* FATAL unless PostgreSQL took exactly what was written. */
extern void settings_require_taken(const Settings *written);

/*
 * The name of a setting that stands in a configuration file with a value that the last reload did not take; NULL if there is
 * none. Only in the postmaster, after a reload.
 */
extern const char *settings_refused_by_reload(void);

#endif
