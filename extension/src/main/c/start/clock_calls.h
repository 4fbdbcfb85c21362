/*
 * clock_calls.h: which system calls this machine makes to know the time.
 */
#ifndef PGSECCOMP_CLOCK_CALLS_H
#define PGSECCOMP_CLOCK_CALLS_H

/*
 * The names of those among clock_gettime, gettimeofday and time that the C library makes here, separated by commas; "" where the vDSO
 * reads the clock in all of them. They are tried once, in a child, before this process has a filter.
 */
extern const char *clock_calls(void);

#endif
