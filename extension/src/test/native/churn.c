/*
 * churn.c: repeats calls without any input or output in between, and so without any system call of the program's own.
 *
 *   churn COUNT [--strict] < requests
 *
 * Reads all requests, answers each once, and then answers them in turn until COUNT calls are made, comparing each reply with
 * the first one. With --strict that happens in SECCOMP_MODE_STRICT: a single system call of the runtime's ends it with
 * SIGKILL, reads and writes excepted, for which standard input and output are closed before. Ends with status 1 if a reply
 * changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <linux/seccomp.h>

#include "frames.h"
#include "runtime.h"

typedef struct Case
{
	uint8_t    *request;
	int32_t		request_length;
	uint8_t    *reply;
	int32_t		reply_length;
} Case;

#define MOST_CASES 100000

static Case cases[MOST_CASES];
static uint8_t reply[LONGEST_REPLY];

static uint8_t *
copy_of(const uint8_t *bytes, int32_t length)
{
	uint8_t    *copy = malloc((size_t) (length > 0 ? length : 1));

	if (copy == NULL)
		frames_end(3);
	if (length > 0)
		memcpy(copy, bytes, (size_t) length);
	return copy;
}

int
main(int argc, char **argv)
{
	const uint8_t *request;
	int32_t		length;
	int			count = 0;
	long		calls = argc > 1 ? atol(argv[1]) : 0;

	runtime_start();
	while ((request = frames_read(&length)) != NULL && count < MOST_CASES)
	{
		Case	   *added = &cases[count++];

		added->request = copy_of(request, length);
		added->request_length = length;
		added->reply_length = java_runtime_call(added->request, length, reply, LONGEST_REPLY);
		added->reply = copy_of(reply, added->reply_length);
	}
	if (count == 0 || calls <= 0)
		frames_end(3);
	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	if (argc > 2 && strcmp(argv[2], "--strict") == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
		frames_end(3);
	for (long i = 0; i < calls; i++)
	{
		const Case *again = &cases[i % count];
		int32_t		answered = java_runtime_call(again->request, again->request_length, reply, LONGEST_REPLY);

		if (answered != again->reply_length || (answered > 0 && memcmp(reply, again->reply, (size_t) answered) != 0))
			frames_end(1);
	}
	frames_end(0);
}
