/*
 * stops.c: stops calls in the middle, at every place where they can be stopped, and expects that the next call works.
 *
 *   stops STEP < requests
 *
 * Compiled with -finstrument-functions, so that the n-th function that a call enters can stop it. Each request is answered
 * once as usual; then it is stopped at every STEP-th function, and it is answered with so little heap that its first, second,
 * … allocation finds none. After each stop it is answered again, and the reply has to be the first one. Prints how often each
 * was done. At last it does the same as a disposable process, which must answer nothing more.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "runtime.h"

#define UNINSTRUMENTED __attribute__((no_instrument_function))

#define MOST_STOPS 400

static long until_stop;			/* 0: not counting */
static uint8_t expected[LONGEST_REPLY];
static int32_t expected_length;
static uint8_t reply[LONGEST_REPLY];

extern UNINSTRUMENTED void __cyg_profile_func_enter(void *function, void *caller);
extern UNINSTRUMENTED void __cyg_profile_func_exit(void *function, void *caller);

void
__cyg_profile_func_enter(void *function, void *caller)
{
	(void) function;
	(void) caller;
	if (until_stop > 0 && runtime_in_call() && --until_stop == 0)
		runtime_stop();
}

void
__cyg_profile_func_exit(void *function, void *caller)
{
	(void) function;
	(void) caller;
}

static UNINSTRUMENTED bool
answers_as_expected(const uint8_t *request, int32_t length)
{
	int32_t		answered;

	memset(reply, 0xa5, (size_t) (expected_length > 0 ? expected_length : 0));
	answered = java_runtime_call(request, length, reply, LONGEST_REPLY);
	return answered == expected_length && (answered <= 0 || memcmp(reply, expected, (size_t) answered) == 0);
}

static UNINSTRUMENTED __attribute__((noreturn)) void
fail(const char *what, long where)
{
	(void) fprintf(stderr, "stops: after a call that was stopped at %s %ld, the next one fails\n", what, where);
	exit(1);
}

/* How many functions a call enters. */
static UNINSTRUMENTED long
functions_of(const uint8_t *request, int32_t length)
{
	long		entered;

	until_stop = LONG_MAX;
	(void) java_runtime_call(request, length, reply, LONGEST_REPLY);
	entered = LONG_MAX - until_stop;
	until_stop = 0;
	return entered;
}

/*
 * Stops at the first function, then step functions later, … until the call is through; of a long call at MOST_STOPS places, since each stop takes
 * two calls. Answers how many were stopped.
 */
static UNINSTRUMENTED long
stop_at_functions(const uint8_t *request, int32_t length, long step)
{
	long		entered = functions_of(request, length);
	long		stopped = 0;

	if (entered / MOST_STOPS > step)
		step = entered / MOST_STOPS;

	for (long n = 1;; n += step)
	{
		int32_t		answered;

		until_stop = n;
		answered = java_runtime_call(request, length, reply, LONGEST_REPLY);
		if (until_stop > 0)
		{
			until_stop = 0;
			return stopped;
		}
		if (answered != -1 || !answers_as_expected(request, length))
			fail("function", n);
		stopped++;
	}
}

static UNINSTRUMENTED long
stop_at_allocations(const uint8_t *request, int32_t length)
{
	int32_t		needed = runtime_allocated();
	long		stopped = 0;
	int32_t		step = needed / 200 / 8 * 8 + 8;

	for (int32_t bytes = 64; bytes < needed; bytes += step)
	{
		runtime_leave_free(bytes);
		if (java_runtime_call(request, length, reply, LONGEST_REPLY) == -1)
			stopped++;
		runtime_leave_free(0);
		if (!answers_as_expected(request, length))
			fail("byte", bytes);
	}
	return stopped;
}

/* A disposable process does not collect what a stopped call has left behind: it must not go on. */
static UNINSTRUMENTED bool
stays_stopped(const uint8_t *request, int32_t length)
{
	bool		answered;
	bool		stopped;

	java_runtime_in_disposable_process(0);
	answered = answers_as_expected(request, length);
	until_stop = 1;
	stopped = java_runtime_call(request, length, reply, LONGEST_REPLY) == -1 && until_stop == 0;
	return answered && stopped && java_runtime_call(request, length, reply, LONGEST_REPLY) == -1;
}

UNINSTRUMENTED int
main(int argc, char **argv)
{
	static uint8_t last[LONGEST_FRAME];
	int32_t		last_length = 0;
	const uint8_t *request;
	int32_t		length;
	long		requests = 0;
	long		functions = 0;
	long		allocations = 0;
	long		step = argc > 1 ? atol(argv[1]) : 1;

	runtime_start();
	while ((request = frames_read(&length)) != NULL)
	{
		expected_length = java_runtime_call(request, length, expected, LONGEST_REPLY);
		if (expected_length < 0)
			continue;
		requests++;
		allocations += stop_at_allocations(request, length);
		functions += stop_at_functions(request, length, step);
		last_length = length;
		memcpy(last, request, (size_t) length);
	}
	if (!stays_stopped(last, last_length))
	{
		(void) fprintf(stderr, "stops: a disposable process answers after a call that was stopped\n");
		return 1;
	}
	(void) printf("%ld requests: stopped %ld times at a function and %ld times for want of memory, and the next call worked\n",
				  requests, functions, allocations);
	return requests > 0 && functions > 0 && allocations > 0 ? 0 : 1;
}
