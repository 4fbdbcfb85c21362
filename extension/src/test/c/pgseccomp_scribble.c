/*
 * pgseccomp_scribble.c: native code in a session that writes nonsense to the memory that it shares with other processes.
 */
#include "postgres.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

PG_MODULE_MAGIC;

/* The shared mappings of this process, a line for each: address, length, permissions, name. */
PG_FUNCTION_INFO_V1(scribble_mappings);
Datum
scribble_mappings(PG_FUNCTION_ARGS)
{
	static char text[1 << 18];
	int			length = 0;
	int			got;
	int			fd = open("/proc/self/maps", O_RDONLY);
	StringInfoData out;

	if (fd < 0)
		elog(ERROR, "/proc/self/maps: %m");
	while ((got = (int) read(fd, text + length, sizeof(text) - 1 - (size_t) length)) > 0)
		length += got;
	close(fd);
	text[length] = '\0';
	initStringInfo(&out);
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
	{
		unsigned long from;
		unsigned long to;
		char		permissions[8];
		char		name[256] = "";

		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %255s", &from, &to, permissions, name) >= 3 && permissions[3] == 's')
			appendStringInfo(&out, "%lu %lu %s %s\n", from, to - from, permissions, name);
	}
	PG_RETURN_TEXT_P(cstring_to_text(out.data));
}

/*
 * Writes over memory, which is made writable first: 0: zeros, 1: ones, 2: random bytes, 3: words of 1, 4: words of the postmaster's pid.
 * Answers 0, or the errno if it cannot be made writable.
 */
PG_FUNCTION_INFO_V1(scribble);
Datum
scribble(PG_FUNCTION_ARGS)
{
	char	   *from = (char *) (uintptr_t) PG_GETARG_INT64(0);
	size_t		length = (size_t) PG_GETARG_INT64(1);
	int			how = PG_GETARG_INT32(2);

	if (mprotect(from, length, PROT_READ | PROT_WRITE) != 0)
		PG_RETURN_INT32(errno);
	srandom((unsigned) PG_GETARG_INT32(3));
	for (size_t i = 0; i + sizeof(uint32) <= length; i += sizeof(uint32))
	{
		uint32		word = how == 0 ? 0 : how == 1 ? 0xffffffff : how == 3 ? 1 : how == 4 ? (uint32) PostmasterPid :
			(uint32) random() ^ (uint32) random() << 16;

		*(volatile uint32 *) (from + i) = word;
	}
	PG_RETURN_INT32(0);
}

/* prctl(2) with any arguments, as often as asked for, the arguments being random numbers where they are -1. */
PG_FUNCTION_INFO_V1(scribble_prctl);
Datum
scribble_prctl(PG_FUNCTION_ARGS)
{
	for (int n = PG_GETARG_INT32(5); n > 0; n--)
	{
		unsigned long words[4];

		for (int i = 0; i < 4; i++)
		{
			words[i] = (unsigned long) PG_GETARG_INT64(i + 1);
			if (words[i] == ~0UL)
				words[i] = ((unsigned long) random() << 33 ^ (unsigned long) random() << 10) >> random() % 64;
		}
		(void) prctl(PG_GETARG_INT32(0), words[0], words[1], words[2], words[3]);
	}
	PG_RETURN_VOID();
}
