/*
 * session.h: the filters of the session that this process serves.
 */
#ifndef PGSECCOMP_SESSION_H
#define PGSECCOMP_SESSION_H

#include "policy/policies.h"

/* Installs the hook that gives each session its filter. */
extern void session_prepare(void);

/* ERROR unless pgseccomp.enabled is on. */
extern void session_require_enabled(void);

/* Adds the settings of the database whose policy this process carries, if it carries one. */
extern void session_add_database(EncodedSettings *settings);

/* What the session got when it began; NULL in a process that serves no client. */
extern const SessionPolicy *session_policy(void);

/* The settings that the filters of this process were made of, and their last level. */
extern void session_settings(EncodedSettings *settings, FilterLevel *level);

/* Notes the settings of a client filter, which stays to the end of the session; allocated for as long. */
extern void session_add_client_filter(const EncodedSettings *settings);

/* The filters that this process carries below a client's, the global one first; answers how many, at most 3. */
extern int	session_filters(const CompiledFilter **filters);

/* Whether there is one. */
extern bool session_has_client_filter(void);

#endif
