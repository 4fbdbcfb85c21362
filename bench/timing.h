/*
 * timing.h: what the programs of this folder measure with.
 */
#ifndef PGSECCOMP_BENCH_TIMING_H
#define PGSECCOMP_BENCH_TIMING_H

#include <stdlib.h>
#include <time.h>

/* Of the monotonic clock. */
static inline double
microseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

/* For qsort. */
static inline int
compare_times(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Of times, which it sorts. */
static inline double
median(double *times, int count)
{
	qsort(times, (size_t) count, sizeof(double), compare_times);
	return times[count / 2];
}

#endif
