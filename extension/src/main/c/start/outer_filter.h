/*
 * outer_filter.h: a filter around the server, of systemd or of a container, that kills.
 */
#ifndef PGSECCOMP_OUTER_FILTER_H
#define PGSECCOMP_OUTER_FILTER_H

/*
 * The name of a call that loading filters takes and that kills the process that makes it here; NULL if there is none. systemd's
 * SystemCallFilter= does that where SystemCallErrorNumber= is not set, and then nobody could say why the server is gone.
 */
extern const char *outer_filter_kills(void);

#endif
