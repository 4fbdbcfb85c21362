/*
 * sealed.c: what sealed memory (sealed_memory.c) promises, asked of the kernel. Exit status 1 if a promise is not kept.
 *
 * The file behind a mapping is opened again through /proc/self/map_files, as somebody would who wants to change what other
 * processes read; that takes root's privileges (CAP_CHECKPOINT_RESTORE), and is left out where it is not allowed.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "c/policy/sealed_memory.h"

#define SIZE 10001

static int	failures = 0;

static void
expect(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "sealed: not so: %s\n", what);
	failures++;
}

static int
open_again(const SealedMemory *memory, int flags)
{
	char		path[100];
	uintptr_t	from = (uintptr_t) memory->address;

	snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (unsigned long) from,
			 (unsigned long) TYPEALIGN(sysconf(_SC_PAGESIZE), from + memory->size));
	return open(path, flags);
}

static void
expect_sealed_file(const SealedMemory *memory)
{
	int			file = open_again(memory, O_RDWR);

	if (file < 0)
	{
		printf("sealed: the file cannot be opened again: %s\n", strerror(errno));
		return;
	}
	expect(pwrite(file, "!", 1, 0) < 0 && errno == EPERM, "the file cannot be written");
	expect(ftruncate(file, 0) < 0 && errno == EPERM, "it cannot be cut");
	expect(ftruncate(file, 2 * SIZE) < 0 && errno == EPERM, "it cannot grow");
	expect(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) == MAP_FAILED, "it cannot be mapped to be written");
	expect(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE) < 0 && errno == EPERM, "no seal can be added, nor one taken off");
	close(file);
}

/* A child that makes its mapping writable changes its own copy. */
static void
expect_own_copy(const SealedMemory *memory)
{
	char	   *bytes = memory->address;
	pid_t		child = fork();
	int			status;

	if (child == 0)
	{
		if (mprotect(bytes, SIZE, PROT_READ | PROT_WRITE) != 0)
			_exit(2);
		memset(bytes, '!', SIZE);
		_exit(0);
	}
	expect(child > 0 && waitpid(child, &status, 0) == child && status == 0, "a child can change its copy");
}

int
main(void)
{
	SealedMemory memory;
	static char written[SIZE];

	for (int i = 0; i < SIZE; i++)
		written[i] = (char) (i * 7 + i / 256);
	expect(sealed_memory_is_possible(NULL), "it is possible here");
	if (!sealed_memory_begin(&memory, SIZE) || !sealed_memory_finish(&memory, written))
	{
		fprintf(stderr, "sealed: there is none: %s\n", strerror(errno));
		return 1;
	}
	expect(fcntl(memory.file, F_GETFD) < 0, "the file is closed");
	expect(memcmp(memory.address, written, SIZE) == 0, "it has what was written");
	expect_sealed_file(&memory);
	expect_own_copy(&memory);
	expect(memcmp(memory.address, written, SIZE) == 0, "it still has what was written");
	sealed_memory_release(&memory);
	expect(msync(memory.address, SIZE, MS_ASYNC) < 0 && errno == ENOMEM, "nothing is mapped there any more");
	return failures > 0;
}
