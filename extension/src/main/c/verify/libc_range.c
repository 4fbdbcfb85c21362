/*
 * libc_range.c: finds the code of the C library, unless programs are loaded at addresses that are not chosen at random.
 */
#include "verify/libc_range.h"

#include <fcntl.h>
#include <link.h>
#include <sys/personality.h>
#include <unistd.h>

static LibraryCode found;

/* Programs are put anywhere from 1 on (Documentation/admin-guide/sysctl/kernel.rst). */
static bool
addresses_are_random(void)
{
	int			file = open("/proc/sys/kernel/randomize_va_space", O_RDONLY | O_CLOEXEC);
	char		value = '0';
	int			flags = personality(0xffffffff);

	if (file < 0)
		return false;
	if (read(file, &value, 1) != 1)
		value = '0';
	close(file);
	return value != '0' && flags != -1 && (flags & ADDR_NO_RANDOMIZE) == 0;
}

/* Takes the executable segment that has a function of the C library. */
static int
look(struct dl_phdr_info *object, size_t size, void *argument)
{
	uint64		wanted = (uint64) (uintptr_t) &syscall;

	for (int i = 0; i < object->dlpi_phnum; i++)
	{
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uint64		from = (uint64) object->dlpi_addr + segment->p_vaddr;
		uint64		to = from + segment->p_memsz;

		if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0 || wanted < from || wanted >= to)
			continue;
		/* Programs compare the halves of an address one after the other. */
		if (from >> 32 == to >> 32)
			found = (LibraryCode) {from, to};
		return 1;
	}
	return 0;
}

void
libc_range_find(void)
{
	if (addresses_are_random())
		(void) dl_iterate_phdr(look, NULL);
	if (found.from == found.to)
		ereport(LOG,
				(errmsg("pgseccomp: denied system calls are explained only where a policy lets no program be executed"),
				 errdetail("Programs are loaded at addresses that are not chosen at random, so that their calls cannot be told from the server's.")));
}

const LibraryCode *
libc_range(void)
{
	return &found;
}
