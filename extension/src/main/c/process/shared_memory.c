/*
 * shared_memory.c: memfd_create(2), and the seal against writable mappings that are made later (Linux 5.1).
 */
#include "process/shared_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

/* A file that is never executed: Linux 6.3 and newer (memfd_create(2)). */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

static int
make_file(const char *name, Size size)
{
	int			file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

	if (file < 0 && errno == EINVAL)
		file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (file >= 0 && ftruncate(file, (off_t) size) != 0)
	{
		(void) close(file);
		file = -1;
	}
	return file;
}

static void
require(bool mapped, Size size)
{
	if (!mapped)
		ereport(FATAL, (errmsg("pgseccomp could not map %zu bytes of shared memory: %m", size)));
}

/* No memfd: a filter around the server may kill for it, and its name would be no more than a convenience. */
void *
shared_memory_make(Size size)
{
	void	   *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	require(memory != MAP_FAILED, size);
	return memory;
}

void
shared_memory_make_for_one(const char *name, Size size, void **writable, const void **readable)
{
	int			file = make_file(name, size);

	require(file >= 0, size);
	*writable = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
	require(*writable != MAP_FAILED, size);
	require(fcntl(file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0, size);
	*readable = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_NORESERVE, file, 0);
	require(*readable != MAP_FAILED, size);
	(void) close(file);
}
