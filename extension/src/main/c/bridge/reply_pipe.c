/*
 * reply_pipe.c: poll(2) and read(2).
 */
#include "bridge/reply_pipe.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>


static int64
milliseconds_now(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static ReadResult
read_whole(int in, uint8 *buffer, size_t length, int64 deadline)
{
	size_t		done = 0;

	while (done < length)
	{
		struct pollfd ready = {.fd = in, .events = POLLIN};
		int64		left = deadline - milliseconds_now();
		struct timespec limit = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
		ssize_t		got;
		int			polled;

		if (left <= 0)
			return READ_LATE;
		polled = ppoll(&ready, 1, &limit, NULL);
		if (polled < 0 && errno != EINTR)
			return READ_FAILED;
		if (polled <= 0)
			continue;
		got = read(in, buffer + done, length - done);
		if (got == 0)
			return READ_CLOSED;
		if (got < 0 && errno != EINTR)
			return READ_FAILED;
		done += got > 0 ? (size_t) got : 0;
	}
	return READ_WHOLE;
}

ReadResult
reply_pipe_read(int in, Size room, Reply *reply)
{
	int64		deadline = milliseconds_now() + DISPOSABLE_DEADLINE_MS;
	int32		length = 0;
	uint8	   *bytes;
	ReadResult	result = read_whole(in, (uint8 *) &length, sizeof(length), deadline);

	if (result != READ_WHOLE)
		return result;
	if (length < 0 || (Size) length > room)
		return READ_FAILED;
	bytes = palloc_extended((Size) length + 1, MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);
	if (bytes == NULL)
		return READ_FAILED;
	reply->bytes = bytes;
	reply->length = length;
	return read_whole(in, bytes, (size_t) length, deadline);
}

ReadResult
reply_pipe_end(int in)
{
	uint8		more;
	ReadResult	result = read_whole(in, &more, sizeof(more), milliseconds_now() + DISPOSABLE_DEADLINE_MS);

	return result == READ_CLOSED ? READ_WHOLE : result == READ_WHOLE ? READ_FAILED : result;
}
