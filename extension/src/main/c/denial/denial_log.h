/*
 * denial_log.h: the lines of the server log about what a process was denied.
 */
#ifndef PGSECCOMP_DENIAL_LOG_H
#define PGSECCOMP_DENIAL_LOG_H

#include "postgres.h"

/* So many lines a minute at most, of the whole server and of one process. What is left out is counted, and the log says how much. */
#define DENIAL_LINES_A_MINUTE 600
#define DENIAL_LINES_OF_PROCESS 60

/* Writes what is due, where a line may be written; at the end of a process what was not told yet. */
extern void denial_log_tell(bool is_at_end);

/*
 * Before a message goes to the log: whether it is there only since the handler has asked for a moment in which lines may be written. Then what is due has
 * been written in its place.
 */
extern bool denial_log_takes_place_of(const ErrorData *error);

#endif
