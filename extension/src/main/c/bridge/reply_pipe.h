/*
 * reply_pipe.h: reads what a disposable child writes, no longer than a deadline allows.
 */
#ifndef PGSECCOMP_REPLY_PIPE_H
#define PGSECCOMP_REPLY_PIPE_H

#include "bridge/boundary.h"

/* How long a call may take: each request has as long again. It needs about a millisecond; a loaded machine may stretch that a hundredfold. */
#define DISPOSABLE_DEADLINE_MS 5000

typedef enum ReadResult
{
	READ_WHOLE,
	READ_CLOSED,				/* nothing more comes */
	READ_LATE,					/* the deadline has passed */
	READ_FAILED
} ReadResult;

/* Reads the reply of one call, of as many bytes as there is room for at most, into new memory. Raises no error, not for want of memory either. */
extern ReadResult reply_pipe_read(int in, Size room, Reply *reply);

/* Sees that nothing comes any more: READ_WHOLE if so. */
extern ReadResult reply_pipe_end(int in);

#endif
