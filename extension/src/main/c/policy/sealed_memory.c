/*
 * sealed_memory.c: memfd_create(2), the seals of fcntl(2), and a private mapping.
 */
#include "policy/sealed_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/fault.h"
#include "bridge/clone_quiet.h"

/* A file that is never executed: Linux 6.3 and newer (memfd_create(2)). */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

static int
make_file(void)
{
	int			file;

	if (fault_injected("no-sealed-memory"))
		return -1;
	file = memfd_create("pgseccomp", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
	if (file < 0 && errno == EINVAL)
		file = memfd_create("pgseccomp", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return file;
}

bool
sealed_memory_begin(SealedMemory *memory, Size size)
{
	memory->size = size;
	memory->file = make_file();
	if (memory->file < 0)
		return false;
	memory->address = MAP_FAILED;
	if (ftruncate(memory->file, (off_t) size) == 0)
		memory->address = mmap(NULL, size, PROT_READ, MAP_PRIVATE, memory->file, 0);
	if (memory->address != MAP_FAILED)
		return true;
	(void) close(memory->file);
	return false;
}

bool
sealed_memory_finish(SealedMemory *memory, const char *bytes)
{
	Size		done = 0;
	bool		good;

	while (done < memory->size)
	{
		ssize_t		written = pwrite(memory->file, bytes + done, memory->size - done, (off_t) done);

		if (written <= 0)
			break;
		done += (Size) written;
	}
	good = done == memory->size &&
		fcntl(memory->file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
	(void) close(memory->file);
	if (!good)
		sealed_memory_release(memory);
	return good;
}

void
sealed_memory_release(SealedMemory *memory)
{
	(void) munmap(memory->address, memory->size);
}

static bool
try(void)
{
	SealedMemory memory;

	return sealed_memory_begin(&memory, 1) && sealed_memory_finish(&memory, "x");
}

bool
sealed_memory_is_possible(const ExpectedActions *filters)
{
	static const struct
	{
		int			number;
		uint64		arguments[6];
	}			made_here[] = {
		{SYS_memfd_create}, {SYS_ftruncate}, {SYS_mmap, {0, 1, PROT_READ, MAP_PRIVATE}}, {SYS_pwrite64},
		{SYS_fcntl, {0, F_ADD_SEALS}}, {SYS_close}, {SYS_munmap},
	};
	pid_t		child;

	for (size_t i = 0; filters != NULL && i < lengthof(made_here); i++)
	{
		if (expected_as_written(expected_answer(filters, made_here[i].number, made_here[i].arguments).action) > ACTION_WARN)
			return false;
	}
	child = clone_quiet(0);
	if (child == 0)
		_exit(try() ? 0 : 1);
	return child > 0 && clone_quiet_wait(child) == 0;
}
