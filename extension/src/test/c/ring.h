/*
 * ring.h: io_uring without a library: one request at a time. The kernel makes the call, and asks no filter.
 */
#ifndef RING_H
#define RING_H

#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The result of a request; -1 with errno if it failed, ENOSYS or EPERM where the kernel offers no rings. */
static long
ring_do(const struct io_uring_sqe *request)
{
	struct io_uring_params made;
	int			ring;
	char	   *requests;
	char	   *answers;
	struct io_uring_sqe *entries;
	struct io_uring_cqe *answer;

	memset(&made, 0, sizeof(made));
	ring = (int) syscall(SYS_io_uring_setup, 1, &made);
	if (ring < 0)
		return -1;
	requests = mmap(NULL, made.sq_off.array + made.sq_entries * sizeof(unsigned), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	answers = mmap(NULL, made.cq_off.cqes + made.cq_entries * sizeof(*answer), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	entries = mmap(NULL, made.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	if (requests == MAP_FAILED || answers == MAP_FAILED || entries == (void *) MAP_FAILED)
		return -1;
	entries[0] = *request;
	*(unsigned *) (requests + made.sq_off.array) = 0;
	__atomic_store_n((unsigned *) (requests + made.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -1;
	answer = (struct io_uring_cqe *) (answers + made.cq_off.cqes);
	if (answer->res >= 0)
		return answer->res;
	errno = -answer->res;
	return -1;
}

#endif
